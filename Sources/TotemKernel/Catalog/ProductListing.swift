public import TotemStore

/// A page of a search, and what is counted of it.
public struct ProductSearchPage: Sendable {
    public let page: Page<Product>
    /// Nil when none were asked for.
    public let facets: ProductFacets?
}

extension ProductStore {
    /// A page of products.
    ///
    /// When one of the filters lets few products through, those are looked at and sorted. Otherwise the list walks
    /// along the order's index, or the search's, and asks each row; after a few thousand rows the page ends, so that it can
    /// be shorter than its limit, even empty, although more follow: `nextCursor` says whether.
    ///
    /// By relevance, the first two hundred matches are ranked; the others follow by their ids. A product that is changed
    /// between two pages may move across the place where the next one begins, as in every order.
    /// - Throws: ``KernelError`` naming the bad field.
    public static func list(
        _ filter: ProductFilter = ProductFilter(),
        by sort: ProductSort = .id,
        _ page: PageRequest,
        in tx: Transaction
    ) throws -> Page<Product> {
        try search(filter, by: sort, page, in: tx).page
    }

    /// ``list(_:by:_:in:)`` with a count of the fields that are named.
    public static func search(
        _ filter: ProductFilter = ProductFilter(),
        by sort: ProductSort = .id,
        facets: [ProductFacets.Field] = [],
        _ page: PageRequest,
        in tx: Transaction
    ) throws -> ProductSearchPage {
        let order = ProductOrder(sort, filter)
        let cursor = try page.position(in: order.name)
        let place = try cursor.map { cursor throws(KernelError) in try order.key(of: cursor) } ?? order.start
        // A page of another range of prices ended elsewhere.
        let start = order.precedes(place, order.start) ? order.start : place
        let counted = try FacetCount(facets, in: tx)
        guard sort != .relevance || filter.words != nil else {
            throw KernelError.invalid("sort", "must be another than relevance where no words are looked for: give q")
        }
        guard let query = try filter.query(in: tx) else {
            let none = facets.isEmpty ? nil : try counted.facets(of: [], areAll: true, in: tx)
            return ProductSearchPage(page: Page(items: [], nextCursor: nil), facets: none)
        }
        var search = ProductSearch(query, filter, order, in: tx)
        let found = try search.keys(after: start, page.limit)
        return ProductSearchPage(
            page: Page(
                // A plugin that writes to the table of products does not write to the index.
                items: try find(found.keys.map(\.id), in: tx).filter { filter.isActive ?? $0.isActive == $0.isActive },
                nextCursor: found.next.map { order.cursor(after: $0).text }
            ),
            facets: facets.isEmpty ? nil : try search.facets(counted)
        )
    }
}

/// One search for one page: what was looked up for the page serves its facets too.
public struct ProductSearch {
    /// How many matches are looked at together; what has more is frequent.
    public static let largestSet = 2000
    /// Matches that are ranked.
    static let largestRanking = 200
    /// Matches that are looked at before it is asked whether some filter lets few through.
    static let shortWalk = 500
    /// Rows that one page looks at, so that no filter makes a page slow.
    static let longestWalk = 4000

    /// The keys of a page, and the place where the next one begins.
    typealias Found = (keys: [ProductKey], next: ProductKey?)

    private let query: SearchQuery
    private let filter: ProductFilter
    private let order: ProductOrder
    private let reader: any SearchReader
    private let tx: Transaction
    private var knownMatches: [Product.ID]?

    init(_ query: SearchQuery, _ filter: ProductFilter, _ order: ProductOrder, in tx: Transaction) {
        self.query = query
        self.filter = filter
        self.order = order
        reader = SearchIndex.reader(in: tx)
        self.tx = tx
    }

    mutating func keys(after start: ProductKey, _ limit: Int) throws -> Found {
        if order.sort == .relevance { return try ranked(after: start, limit) }
        let isAlongSearch = !query.takesAll && !order.needsKeys
        if isAlongSearch {
            let found = try walkedAlongSearch(after: start, limit, .near)
            if found.next == nil || found.keys.count == limit { return found }
        }
        if let candidates = try candidates() { return cut(candidates, after: start, limit) }
        return isAlongSearch
            ? try walkedAlongSearch(after: start, limit, .far) : try walkedAlongOrder(after: start, limit)
    }

    // MARK: Few

    /// Every product of the list, when that are few.
    private mutating func candidates() throws -> [ProductKey]? {
        if !query.takesAll {
            let matches = try matches()
            if matches.count <= Self.largestSet {
                return order.needsKeys || filter.prices != nil
                    ? try order.keys(of: matches, in: tx)
                    : matches.map { ProductKey(id: $0.value, price: 0, name: "") }
            }
        }
        // An order by price walks through them as they stand.
        guard let prices = filter.prices, !query.takesAll || !order.isByPrice else { return nil }
        guard let priced = try few(in: prices) else { return nil }
        return try order.keys(of: try matching(priced), in: tx).filter { isShown($0) }
    }

    /// Products with a price of these; nil when they are many.
    private func few(in prices: ClosedRange<Int64>) throws -> [Product.ID]? {
        let found = try tx.query(
            "SELECT product_id FROM product_prices WHERE price >= $1 AND price <= $2 LIMIT $3",
            prices.lowerBound,
            prices.upperBound,
            Self.largestSet + 1
        ) { row in try row.get(0, as: Product.ID.self) }
        return found.count <= Self.largestSet ? Array(Set(found)) : nil
    }

    private func cut(_ keys: [ProductKey], after start: ProductKey, _ limit: Int) -> Found {
        let left = keys.filter { order.precedes(start, $0) }.sorted(by: order.precedes)
        guard left.count > limit else { return (left, nil) }
        return (Array(left.prefix(limit)), left[limit - 1])
    }

    private func isShown(_ key: ProductKey) -> Bool { filter.isActive.map { $0 == key.isActive } ?? true }

    // MARK: The index

    /// Matches of the query, all of them when there are no more than ``largestSet``.
    private mutating func matches() throws -> [Product.ID] {
        if let knownMatches { return knownMatches }
        let found = try reader.some(query, Self.largestSet + 1, in: tx)
        knownMatches = found
        return found
    }

    /// Those of the products that match.
    private func matching(_ ids: [Product.ID]) throws -> [Product.ID] {
        guard !query.takesAll, !ids.isEmpty else { return ids }
        let matching = Set(
            try SearchIndex.texts(of: ids, in: tx).lazy.filter { query.matches($0.texts) }.map(\.id)
        )
        return ids.filter(matching.contains)
    }

    // MARK: Many

    /// Along the index of the order, asking what the search is for.
    private func walkedAlongOrder(after start: ProductKey, _ limit: Int) throws -> Found {
        let asks = !query.takesAll || (filter.prices != nil && !order.isByPrice)
        var keys: [ProductKey] = []
        var place = start
        var looked = 0
        var batch = asks ? 500 : limit + 1
        while looked < Self.longestWalk {
            let rows = try order.rows(after: place, batch, in: tx)
            looked += rows.count
            let priced = try inPrice(rows.filter(\.isItsPlace))
            let taken = Set(try matching(priced.map(\.id)))
            keys += priced.filter { taken.contains($0.id) }
            if keys.count > limit { return (Array(keys.prefix(limit)), keys[limit - 1]) }
            guard rows.count == batch, let last = rows.last else { return (keys, nil) }
            place = last
            batch = max(batch, min(batch * 2, 500))
        }
        return (keys, place)
    }

    /// Along the search, in the order of ids, asking for prices.
    private func walkedAlongSearch(after start: ProductKey, _ limit: Int, _ reach: SearchReach) throws -> Found {
        let isDescending = order.sort == .newest
        var keys: [ProductKey] = []
        var place = start.id
        var looked = 0
        var batch = filter.prices == nil ? limit + 1 : 2 * limit + 2
        while looked < (reach == .near ? Self.shortWalk : Self.longestWalk) {
            let (ids, reached) = try reader.next(
                query,
                after: SearchPlace(id: place, isDescending: isDescending),
                batch,
                reach: reach,
                in: tx
            )
            looked += batch
            keys += try inPrice(ids.map { ProductKey(id: $0.value, price: 0, name: "") })
            if keys.count > limit { return (Array(keys.prefix(limit)), keys[limit - 1]) }
            guard let reached else { return (keys, nil) }
            place = reached
            if ids.count < batch { break }
            batch = min(batch * 2, 1000)
        }
        return (keys, ProductKey(id: place.value, price: 0, name: ""))
    }

    /// Those of which something has a price that the filter lets through.
    private func inPrice(_ keys: [ProductKey]) throws -> [ProductKey] {
        guard filter.prices != nil, !order.isByPrice, !keys.isEmpty else { return keys }
        let priced = Set(try order.keys(of: keys.map(\.id), in: tx).map(\.id))
        return keys.filter { priced.contains($0.id) }
    }

    // MARK: By relevance

    /// What has all words as they stand goes first, then what has the last one begun; each as well as it answers. The price of
    /// a key is its rank; those beyond the ranked ones have -1.
    private func ranked(after start: ProductKey, _ limit: Int) throws -> Found {
        let (best, areAll) = try best()
        let shown = try inPrice(best).filter { order.precedes(start, $0) }.sorted(by: order.precedes)
        if shown.count > limit { return (Array(shown.prefix(limit)), shown[limit - 1]) }
        guard !areAll else { return (shown, nil) }
        let place = start.price < 0 ? start.id : Product.ID(0)
        let rest = try beyond(Set(best.map(\.id)), after: place, limit - shown.count)
        return (shown + rest.keys, rest.next)
    }

    /// The matches that are ranked, and whether there are no others.
    private func best() throws -> (keys: [ProductKey], areAll: Bool) {
        let limit = Self.largestRanking
        let rank = SearchRank(query)
        let whole = try reader.someNamed(query.whole, limit + 1, in: tx)
        var keys = whole.prefix(limit).map { id, name in
            ProductKey(id: id.value, price: rank.score(name, isWhole: true), name: "")
        }
        guard query.begun != nil, whole.count <= limit else { return (keys, whole.count <= limit) }
        let known = Set(whole.map(\.id))
        let matches = try reader.someNamed(query, limit + 1, in: tx)
        for (id, name) in matches where !known.contains(id) && keys.count < limit {
            keys.append(ProductKey(id: id.value, price: rank.score(name, isWhole: false), name: ""))
        }
        return (keys, matches.count <= limit)
    }

    private func beyond(_ ranked: Set<Product.ID>, after start: Product.ID, _ limit: Int) throws -> Found {
        var keys: [ProductKey] = []
        var place = start
        var looked = 0
        while looked < Self.longestWalk {
            let batch = ranked.count + limit + 1
            let (ids, reached) = try reader.next(
                query,
                after: SearchPlace(id: place, isDescending: false),
                batch,
                reach: .far,
                in: tx
            )
            looked += batch
            let unranked = ids.lazy.filter { !ranked.contains($0) }
            keys += try inPrice(unranked.map { ProductKey(id: $0.value, price: -1, name: "") })
            if keys.count > limit {
                let kept = Array(keys.prefix(limit))
                return (kept, kept.last ?? ProductKey(id: start.value, price: -1, name: ""))
            }
            guard let reached else { return (keys, nil) }
            place = reached
            if ids.count < batch { break }
        }
        return (keys, ProductKey(id: place.value, price: -1, name: ""))
    }

    // MARK: Facets

    /// Counts fields over the matches, the first few thousand of them.
    mutating func facets(_ count: FacetCount) throws -> ProductFacets {
        var ids: [Product.ID]
        if query.takesAll {
            let first = ProductOrder(.id, filter)
            ids = try first.rows(after: first.start, Self.largestSet + 1, in: tx).map(\.id)
        } else {
            ids = try matches()
        }
        let areAll = ids.count <= Self.largestSet
        if !areAll { ids.removeLast() }
        if filter.prices != nil { ids = try order.keys(of: ids, in: tx).map(\.id) }
        return try count.facets(of: try SearchIndex.marks(of: ids, in: tx), areAll: areAll, in: tx)
    }
}
