public import TotemStore

/// How far files of products have been written that are not in the store as a whole yet.
public enum ImportPositions {
    static let sql = """
        CREATE TABLE import_positions (
          file TEXT PRIMARY KEY,
          position INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;
        """

    /// Nil when the file has not been begun, or is in the store as a whole.
    public static func position(of file: String, in tx: Transaction) throws -> Int64? {
        try tx.first("SELECT position FROM import_positions WHERE file = $1", file) { row in try row.get(0) }
    }

    public static func set(_ position: Int64, of file: String, in tx: Transaction, at now: Timestamp) throws {
        try tx.execute(
            """
            INSERT INTO import_positions (file, position, updated_at) VALUES ($1, $2, $3)
            ON CONFLICT (file) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at
            """,
            file,
            position,
            now
        )
    }

    public static func remove(_ file: String, in tx: Transaction) throws {
        try tx.execute("DELETE FROM import_positions WHERE file = $1", file)
    }
}
