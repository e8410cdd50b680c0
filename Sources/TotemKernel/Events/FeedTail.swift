public import TotemStore

/// Looks at what happens from now on, each event once, for as long as it is kept in memory.
public struct FeedTail: Sendable {
    private var position: FeedPosition

    public init(in tx: Transaction) throws {
        position = try Feed.end(in: tx)
    }

    /// The next events; none at the end of the feed.
    public mutating func next(atMost limit: Int = 500, in tx: Transaction) throws -> [Event] {
        let events = try Feed.events(after: position, atMost: limit, in: tx).prefix(while: \.isSettled)
        position = events.last?.position ?? position
        return Array(events)
    }
}
