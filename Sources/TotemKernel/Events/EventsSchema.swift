public enum EventsSchema {
    public static let tables: Set<String> = ["outbox", "feed_readers"]
    /// What numbers the transactions of those tables' rows.
    public static let transactionColumn = "xid"

    /// `outbox` holds what happened, for those who follow it: `type` is an ``EventType``'s, `subject` and `subject_id` say
    /// what it is about, `actor` who did it, `data` is JSON. `xid` numbers the transactions of a store whose writers run side
    /// by side; elsewhere it is 0. Ids come back to nobody: the newest row is never deleted (``FeedSweep``).
    ///
    /// `feed_readers` holds how far those have come who must miss nothing.
    static let sql = """
        CREATE TABLE outbox (
          id INTEGER PRIMARY KEY,
          xid INTEGER NOT NULL DEFAULT 0,
          type TEXT NOT NULL,
          subject TEXT NOT NULL,
          subject_id INTEGER NOT NULL,
          actor TEXT NOT NULL,
          data TEXT NOT NULL,
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE feed_readers (
          name TEXT PRIMARY KEY,
          xid INTEGER NOT NULL,
          event_id INTEGER NOT NULL,
          seen_at INTEGER NOT NULL
        ) STRICT;
        """

    /// The server gives ids when a row is put in, and shows it when its transaction commits, which is another order. So
    /// readers go by the number of the transaction: none commits later that has a lower one than the oldest still open.
    static let postgres = """
        ALTER TABLE outbox ALTER COLUMN xid SET DEFAULT pg_current_xact_id()::text::bigint;
        CREATE INDEX outbox_order ON outbox (xid, id);
        """
}
