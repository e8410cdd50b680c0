public import TotemStore

extension Outbox {
    /// Events that one page looks at, at most, for those of a type: a page may have few or none, and others come after it.
    static let largestLook = 2_000

    /// Events in the order of the feed, as far as they are settled, from the oldest that is kept.
    /// - Parameters:
    ///   - id: only those behind this event.
    ///   - type: only those of this type.
    /// - Throws: ``KernelError`` naming `after` for an event that is not there, or not any more.
    public static func list(
        _ page: PageRequest,
        after id: Int64? = nil,
        type: String? = nil,
        in tx: Transaction
    ) throws -> Page<Event> {
        let order = "events"
        var position = FeedPosition(xid: 0, id: 0)
        if let cursor = try page.position(in: order) {
            position = FeedPosition(xid: try cursor.integer(0), id: try cursor.integer(1))
            // It is of the time before a ``MovedFeed``.
            if position.xid > 0, try Feed.end(in: tx).xid < position.xid {
                position = FeedPosition(xid: 0, id: position.id)
            }
        } else if let id {
            position = try self.position(of: id, in: tx)
        }
        var found: [Event] = []
        var looked = 0
        while found.count < page.limit, looked < largestLook {
            let batch = type == nil ? page.limit + 1 : FeedCursor.batch
            let events = try Feed.events(after: position, atMost: batch, in: tx).prefix(while: \.isSettled)
            looked += events.count
            for event in events where found.count < page.limit {
                position = event.position
                if type == nil || event.type == type { found.append(event) }
            }
            if events.last.map({ $0.position == position }) ?? true, events.count < batch {
                return Page(items: found, nextCursor: nil)
            }
        }
        return Page(items: found, nextCursor: Cursor(order, [.integer(position.xid), .integer(position.id)]).text)
    }

    /// How far back the last events of a type are looked for.
    private static let furthestLook = 100_000

    /// The last events, the newest last.
    /// - Parameter type: only those of this type.
    public static func newest(_ count: Int, of type: String? = nil, in tx: Transaction) throws -> [Event] {
        try Feed.newest(count, of: type, among: type == nil ? count : furthestLook, in: tx).reversed()
    }

    private static func position(of id: Int64, in tx: Transaction) throws -> FeedPosition {
        guard let position = try Feed.position(ofEvent: id, in: tx) else {
            throw KernelError.invalid("after", "names event \(id), which is not there; events are kept for a day")
        }
        return position
    }
}
