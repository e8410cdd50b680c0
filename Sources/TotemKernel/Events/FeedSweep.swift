public import TotemStore

/// Deletes events that nobody wants any more: older than a day, and passed by every reader with a row.
///
/// The sweep is itself a reader, whose row says up to where events are gone: who stands before that has missed some.
public enum FeedSweep {
    static let reader = "sweep"
    /// How long events are kept, in milliseconds: a day, for those who look at what happened, and so that a node that was
    /// away for a night need not drop what it has in memory.
    public static let age: Int64 = 24 * 60 * 60 * 1000
    /// Events that one transaction deletes at most.
    static let atOnce = 1000

    /// Deletes some.
    /// - Returns: how many.
    public static func sweep(in tx: Transaction, at now: Timestamp) throws -> Int {
        let start = try tx.together { batch in try Feed.position(of: reader, in: batch) } ?? FeedPosition(xid: 0, id: 0)
        let limit = try slowestReader(in: tx)
        // One more than is deleted: the newest event stays, so that its id is not given again.
        let events = try Feed.events(after: start, atMost: atOnce + 1, in: tx)
        let old = events.dropLast().prefix { event in
            event.isSettled && event.createdAt < now.adding(milliseconds: -age)
                && (limit.map { event.position <= $0 } ?? true)
        }
        guard let last = old.last else { return 0 }
        try delete(upTo: last.position, in: tx)
        try Feed.move(reader, to: last.position, in: tx, at: now)
        return old.count
    }

    private static func slowestReader(in tx: Transaction) throws -> FeedPosition? {
        try tx.first(
            "SELECT xid, event_id FROM feed_readers WHERE name <> $1 ORDER BY xid, event_id LIMIT 1",
            reader
        ) { row in FeedPosition(xid: try row.get(0), id: try row.get(1)) }
    }

    private static func delete(upTo position: FeedPosition, in tx: Transaction) throws {
        switch tx.engine {
        case .sqlite:
            try tx.execute("DELETE FROM outbox WHERE id <= $1", position.id)
        case .postgres:
            try tx.execute("DELETE FROM outbox WHERE (xid, id) <= ($1, $2)", position.xid, position.id)
        }
    }
}
