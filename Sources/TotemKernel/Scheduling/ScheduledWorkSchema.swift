enum ScheduledWorkSchema {
    /// `due_at`: when it is to be done next. `holder`: the node that is at it, until `held_until` at least.
    static let sql = """
        CREATE TABLE scheduled_work (
          name TEXT PRIMARY KEY,
          holder TEXT,
          held_until INTEGER NOT NULL,
          due_at INTEGER NOT NULL
        ) STRICT;
        """
}
