public import TotemStore

/// A feed that was brought here from another server of PostgreSQL, with a dump or by logical replication. Its events and its
/// readers' places have the numbers of that server's transactions, and where these are ahead of this server's, what happens
/// now would stand before all of it, and nobody be told of it.
public enum MovedFeed {
    /// Whether there is a number that this server has not given yet.
    public static func isThere(in tx: Transaction) throws -> Bool {
        guard tx.engine == .postgres else { return false }
        return try tx.first(
            """
            SELECT COALESCE(
              GREATEST((SELECT MAX(xid) FROM outbox), (SELECT MAX(xid) FROM feed_readers))
                >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
              FALSE)::integer
            """
        ) { row in try row.get(0, as: Bool.self) } ?? false
    }

    /// All that is there has happened before, as in a copy. A reader stands before the first event that it has not read, so
    /// that it misses none; of some that were written side by side with that it may be told again.
    public static func settle(in tx: Transaction) throws {
        try tx.lock(.schema)
        guard try isThere(in: tx) else { return }
        try tx.execute(
            """
            UPDATE feed_readers SET xid = 0, event_id = COALESCE(
              (SELECT MIN(outbox.id) - 1 FROM outbox
               WHERE (outbox.xid, outbox.id) > (feed_readers.xid, feed_readers.event_id)),
              feed_readers.event_id)
            """
        )
        try tx.execute("UPDATE outbox SET xid = 0 WHERE xid <> 0")
    }
}
