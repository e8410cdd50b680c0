public import TotemStore

extension ProductStore {
    /// Rows that one page looks at, so that no filter makes a page slow.
    static let largestWalk = 20_000

    /// A page of products.
    ///
    /// When one of the filters lets few products through, those are looked at and sorted. Otherwise the list walks
    /// along the index of its order and asks each row; after ``largestWalk`` rows the page ends, so that it can be
    /// shorter than its limit, even empty, although more follow: `nextCursor` says whether.
    /// - Throws: ``KernelError`` naming the bad field.
    public static func list(
        _ filter: ProductFilter = ProductFilter(),
        by sort: ProductSort = .id,
        _ page: PageRequest,
        in tx: Transaction
    ) throws -> Page<Product> {
        let order = ProductOrder(sort, filter)
        let cursor = try page.position(in: order.name)
        let place = try cursor.map { cursor throws(KernelError) in try order.key(of: cursor) } ?? order.start
        // A page of another range of prices ended elsewhere.
        let start = order.precedes(place, order.start) ? order.start : place
        let matcher = try ProductMatcher(filter, in: tx)
        guard matcher.isPossible else { return Page(items: [], nextCursor: nil) }
        let found =
            if let candidates = try matcher.candidates(in: tx) {
                try sorted(candidates, order, after: start, matcher, page.limit, in: tx)
            } else {
                try walked(order, after: start, matcher, page.limit, in: tx)
            }
        return Page(
            items: try found.keys.compactMap { try find($0.id, in: tx) },
            nextCursor: found.next.map { order.cursor(after: $0).text }
        )
    }

    /// The keys of a page, and the place where the next one begins.
    private typealias Found = (keys: [ProductKey], next: ProductKey?)

    private static func sorted(
        _ candidates: Set<Product.ID>,
        _ order: ProductOrder,
        after start: ProductKey,
        _ matcher: ProductMatcher,
        _ limit: Int,
        in tx: Transaction
    ) throws -> Found {
        var keys: [ProductKey] = []
        for id in candidates {
            guard let key = try order.key(of: id, in: tx), order.precedes(start, key),
                try matcher.matches(key, in: tx)
            else { continue }
            keys.append(key)
        }
        keys.sort(by: order.precedes)
        guard keys.count > limit else { return (keys, nil) }
        return (Array(keys.prefix(limit)), keys[limit - 1])
    }

    private static func walked(
        _ order: ProductOrder,
        after start: ProductKey,
        _ matcher: ProductMatcher,
        _ limit: Int,
        in tx: Transaction
    ) throws -> Found {
        var keys: [ProductKey] = []
        var place = start
        var looked = 0
        let batch = matcher.takesAll ? limit + 1 : 200
        while looked < largestWalk {
            let rows = try order.rows(after: place, batch, in: tx)
            looked += rows.count
            for row in rows {
                guard try matcher.matches(row, in: tx) else { continue }
                guard keys.count < limit else { return (keys, keys[limit - 1]) }
                keys.append(row)
            }
            guard rows.count == batch, let last = rows.last else { return (keys, nil) }
            place = last
        }
        return (keys, place)
    }
}
