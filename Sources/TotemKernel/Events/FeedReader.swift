public import TotemStore

/// A reader that must miss nothing, whatever stops: its place is a row of `feed_readers`, moved in the transaction in which
/// it does what it does. Nothing is swept that it has not passed.
///
/// What it does in its transaction is done once for each event; what it does outside of it, at least once.
public struct FeedReader: Sendable {
    /// Tells it from the others.
    public let name: String

    public init(_ name: String) {
        precondition(name != FeedSweep.reader, "that name is taken")
        self.name = name
    }

    /// Where a new reader begins.
    public enum Start: Sendable {
        /// With what happens from now on.
        case now
        /// With the oldest event that is kept.
        case oldest
    }

    /// Makes the reader, unless it is there already.
    public func register(from start: Start, in tx: Transaction, at now: Timestamp) throws {
        let position: FeedPosition =
            switch start {
            case .now: try Feed.end(in: tx)
            case .oldest: FeedPosition(xid: 0, id: 0)
            }
        try tx.execute(
            """
            INSERT INTO feed_readers (name, xid, event_id, seen_at) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING
            """,
            name,
            position.xid,
            position.id,
            now
        )
    }

    /// Whether the reader is registered. Nobody else moves or forgets it before the transaction ends.
    public func hold(in tx: Transaction) throws -> Bool { try position(in: tx) != nil }

    private func position(in tx: Transaction) throws -> FeedPosition? {
        try tx.first("SELECT xid, event_id FROM feed_readers WHERE name = $1 FOR UPDATE", name) { row in
            FeedPosition(xid: try row.get(0), id: try row.get(1))
        }
    }

    /// Forgets the reader.
    public func remove(in tx: Transaction) throws {
        try tx.execute("DELETE FROM feed_readers WHERE name = $1", name)
    }

    /// The next events, which it does not pass: looking writes nothing.
    public func upcoming(atMost limit: Int, in tx: Transaction) throws -> [Event] {
        guard let position = try tx.together({ batch in try Feed.position(of: name, in: batch) }) else { return [] }
        return try Feed.events(after: position, atMost: limit, in: tx).filter(\.isSettled)
    }

    /// Gives the next events to `body` and moves the reader behind them. Of several that call it for one reader, one goes on
    /// at a time.
    /// - Parameters:
    ///   - limit: how many, at most.
    ///   - isLast: asked of each in their order: whether no more are given after it this time.
    /// - Returns: how many there were; 0 at the end of the feed, where `body` is not called.
    /// - Throws: ``KernelError`` not found for a reader that was not registered; what `body` throws, and then it stays where
    ///   it is.
    @discardableResult
    public func read(
        atMost limit: Int = 100,
        endingAt isLast: (Event) -> Bool = { _ in false },
        in tx: Transaction,
        at now: Timestamp,
        _ body: ([Event]) throws -> Void
    ) throws -> Int {
        guard let position = try position(in: tx) else { throw KernelError.notFound("reader '\(name)' of the feed") }
        let next = try Feed.events(after: position, atMost: limit, in: tx).filter(\.isSettled)
        let events = next.firstIndex(where: isLast).map { Array(next[...$0]) } ?? next
        guard let last = events.last else { return 0 }
        try body(events)
        try Feed.move(name, to: last.position, in: tx, at: now)
        return events.count
    }
}
