import TotemStore

/// A reader that keeps its place in memory, for what is in memory too: it begins with now.
///
/// It tells of changes as soon as they are visible, of some several times; it goes on only behind what is settled, so that
/// none is missed. Who was away for so long that there is much to read, or that some of it was swept, is told that
/// ``FeedNews/everything`` may have changed.
struct FeedCursor: Sendable {
    static let batch = 500
    /// More than this is not read: to drop what is in memory is cheaper.
    static let largestCatchUp = 5_000

    private var position: FeedPosition

    /// At the end of the feed.
    init(in tx: Transaction) throws {
        position = try Feed.end(in: tx)
    }

    /// What has changed since the last call.
    mutating func changes(in tx: Transaction) throws -> [FeedNews] {
        var changes: [FeedNews] = []
        let (swept, first) = try tx.together { batch in
            (
                try Feed.position(of: FeedSweep.reader, in: batch),
                try Feed.events(after: position, atMost: Self.batch, in: batch)
            )
        }
        if let swept, position < swept { return try startAnew(in: tx) }
        var events = first
        while true {
            changes += events.map(\.change)
            position = events.last(where: \.isSettled)?.position ?? position
            guard events.count == Self.batch else { return changes }
            let isHeldUp = events.last?.isSettled == false
            if isHeldUp || changes.count >= Self.largestCatchUp { return try startAnew(in: tx) }
            events = try Feed.events(after: position, atMost: Self.batch, in: tx)
        }
    }

    private mutating func startAnew(in tx: Transaction) throws -> [FeedNews] {
        position = max(position, try Feed.end(in: tx))
        return [.everything]
    }
}
