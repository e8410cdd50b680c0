public import TotemStore

/// Which part of a list is wanted.
public struct PageRequest: Sendable {
    public static let largestLimit = 100
    public static let defaultLimit = 20

    /// How many rows, from 1 to 100.
    public let limit: Int
    private let cursor: String?

    /// - Parameter cursor: `next_cursor` of the page before; nil for the first page.
    /// - Throws: ``KernelError`` naming `limit` when it is out of range.
    public init(limit: Int? = nil, cursor: String? = nil) throws(KernelError) {
        let limit = limit ?? Self.defaultLimit
        guard (1...Self.largestLimit).contains(limit) else {
            throw .invalid("limit", "must be from 1 to \(Self.largestLimit), not \(limit)")
        }
        self.limit = limit
        self.cursor = cursor
    }

    /// Where the page before ended; nil on the first page.
    /// - Parameter order: names the list and its order, so that another list's cursor is refused.
    /// - Throws: ``KernelError`` naming `cursor` when it did not come from this list.
    public func position(in order: String) throws(KernelError) -> Cursor? {
        guard let cursor else { return nil }
        return try Cursor(cursor, in: order)
    }
}

/// A part of a list, and how to ask for the next one.
public struct Page<Item: Sendable>: Sendable {
    public let items: [Item]
    /// Nil on the last page.
    public let nextCursor: String?

    public init(items: [Item], nextCursor: String?) {
        self.items = items
        self.nextCursor = nextCursor
    }

    /// Cuts a page out of the rows of a query that asked for one row more than the limit.
    /// - Parameter position: the values of a row that the list is ordered by, the id last.
    public init(
        _ rows: [Item],
        for request: PageRequest,
        in order: String,
        position: (Item) -> [Cursor.Value]
    ) {
        guard rows.count > request.limit else {
            self.init(items: rows, nextCursor: nil)
            return
        }
        let items = Array(rows.prefix(request.limit))
        let next = items.last.map { Cursor(order, position($0)).text }
        self.init(items: items, nextCursor: next)
    }

    /// The same page with every item turned into something else.
    public func map<Other: Sendable>(_ transform: (Item) throws -> Other) rethrows -> Page<Other> {
        Page<Other>(items: try items.map(transform), nextCursor: nextCursor)
    }

    /// The same page without those items that `transform` makes nothing of.
    public func compactMap<Other: Sendable>(_ transform: (Item) throws -> Other?) rethrows -> Page<Other> {
        Page<Other>(items: try items.compactMap(transform), nextCursor: nextCursor)
    }
}

extension Transaction {
    /// Every item of a list, page after page.
    public func everything<Item>(_ list: (PageRequest) throws -> Page<Item>) throws -> [Item] {
        var items: [Item] = []
        try each(list) { items.append($0) }
        return items
    }

    /// Does something with every item of a list; only one page of it is in memory.
    public func each<Item>(_ list: (PageRequest) throws -> Page<Item>, _ body: (Item) throws -> Void) throws {
        try eachPage(list) { try $0.forEach(body) }
    }

    /// The same with the items of a page together.
    public func eachPage<Item>(_ list: (PageRequest) throws -> Page<Item>, _ body: ([Item]) throws -> Void) throws {
        var cursor: String?
        repeat {
            let page = try list(PageRequest(limit: PageRequest.largestLimit, cursor: cursor))
            try body(page.items)
            cursor = page.nextCursor
        } while cursor != nil
    }
}
