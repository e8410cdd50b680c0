public import TotemStore

/// How much there is in the feed, and how far its readers are behind: for those who watch over the shop.
public struct FeedLoad: Sendable {
    public struct Lag: Sendable {
        public let reader: String
        /// Milliseconds since the oldest event that it has not read; 0: it has read all.
        public let milliseconds: Int64
    }

    /// Events that are kept, by their ids: some numbers may have been left out.
    public let events: Int64
    public let lags: [Lag]

    /// It costs the same however many events there are.
    public init(in tx: Transaction, at now: Timestamp) throws {
        events =
            try tx.first("SELECT COALESCE((SELECT MAX(id) FROM outbox) - (SELECT MIN(id) FROM outbox) + 1, 0)") { row in
                try row.get(0)
            } ?? 0
        let readers = try tx.query(
            "SELECT name, xid, event_id FROM feed_readers WHERE name <> $1 ORDER BY name",
            FeedSweep.reader
        ) { row in
            (name: try row.get(0, as: String.self), FeedPosition(xid: try row.get(1), id: try row.get(2)))
        }
        lags = try readers.map { name, position in
            let next = try Feed.events(after: position, atMost: 1, in: tx).first
            return Lag(
                reader: name,
                milliseconds: next.map { max(0, now.milliseconds - $0.createdAt.milliseconds) } ?? 0
            )
        }
    }
}
