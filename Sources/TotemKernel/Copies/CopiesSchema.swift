enum CopiesSchema {
    /// How far a copy into this store has come, table by table; empty in a store that is whole. The row without a name is
    /// the mark of the unfinished copy, and says of which store it is.
    static let sql = """
        CREATE TABLE copy_progress (
          name TEXT PRIMARY KEY,
          position TEXT,
          row_count INTEGER NOT NULL DEFAULT 0,
          is_done INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        """
}
