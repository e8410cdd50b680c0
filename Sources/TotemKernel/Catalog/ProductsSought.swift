public import TotemStore

/// `product.search`: a buyer looks for words. The answer is what the first plugin that answers has found; nil: none does, and the
/// store's own search is used.
public struct ProductsSought: OutsideHook {
    public typealias Answer = FoundProducts?

    /// As the buyer has typed them.
    public let words: String
    public let filters: [SearchFilter]
    public let sort: ProductSort
    /// How many the pages before had.
    public let offset: Int64
    /// How many there is room for.
    public let limit: Int
    public let isForStaff: Bool
}

/// One thing that what is found must be or have: as in the query string, `attribute.color` and `red`.
public struct SearchFilter: Sendable, Hashable {
    public let name: String
    public let value: String
}

/// What a plugin has found.
public struct FoundProducts: Sendable {
    /// In the order in which they are shown.
    public let ids: [Product.ID]
    /// Whether there is more behind them.
    public let hasMore: Bool

    public init(ids: [Product.ID], hasMore: Bool) {
        self.ids = ids
        self.hasMore = hasMore
    }
}

/// What plugins have found for one page of a list.
public struct FoundPage: Sendable {
    fileprivate static let order = "products.found"

    fileprivate let found: FoundProducts
    fileprivate let offset: Int64
}

extension ProductFilter {
    /// Asks plugins, in no transaction: they may use the network.
    /// - Parameter filter: with its category, and checked.
    /// - Returns: nil where the store's own search is to be used: no plugin answers, or the page goes on after one of that search.
    /// - Throws: ``KernelError``: a plugin failed whose manifest says that nothing goes on without it.
    public func foundByPlugins(
        _ sort: ProductSort,
        _ page: PageRequest,
        _ context: RequestContext
    ) async throws -> FoundPage? {
        let plugins = context.hooks.plugins(asking: ProductsSought.self)
        guard let words, !plugins.isEmpty else { return nil }
        let offset: Int64
        do throws(KernelError) {
            offset = try page.position(in: FoundPage.order)?.integer(0) ?? 0
        } catch {
            return nil
        }
        let sought = ProductsSought(
            words: words,
            filters: searchFilters,
            sort: sort,
            offset: offset,
            limit: page.limit,
            isForStaff: context.actor.holds(.staff)
        )
        for plugin in plugins {
            guard let found = try await context.hooks.ask(sought, of: plugin, context) else { continue }
            return FoundPage(found: found, offset: offset)
        }
        return nil
    }

    private var searchFilters: [SearchFilter] {
        var filters: [SearchFilter] = []
        if let category { filters.append(SearchFilter(name: "category", value: "\(category)")) }
        if let minPrice { filters.append(SearchFilter(name: "min_price", value: "\(minPrice)")) }
        if let maxPrice { filters.append(SearchFilter(name: "max_price", value: "\(maxPrice)")) }
        if let isActive { filters.append(SearchFilter(name: "is_active", value: isActive ? "true" : "false")) }
        return filters
            + attributes.sorted { $0.key < $1.key }.map { SearchFilter(name: "attribute.\($0)", value: $1) }
    }

    /// - Throws: ``KernelError`` naming what the store's own search would object to.
    public func check(in tx: Transaction) throws { _ = try query(in: tx) }
}

extension ProductStore {
    /// The products of what plugins have found that there are and may be seen, in their order. Facets are of the store's own
    /// search for the same.
    public static func page(
        of found: FoundPage,
        _ filter: ProductFilter,
        facets: [ProductFacets.Field],
        in tx: Transaction
    ) throws -> ProductSearchPage {
        let ids = found.found.ids
        let products = try find(ids, in: tx).filter { filter.isActive ?? $0.isActive == $0.isActive }
        let next = Cursor(FoundPage.order, [.integer(found.offset + Int64(ids.count))])
        let counted =
            facets.isEmpty ? nil : try search(filter, facets: facets, PageRequest(limit: 1), in: tx).facets
        return ProductSearchPage(
            page: Page(items: products, nextCursor: found.found.hasMore && !ids.isEmpty ? next.text : nil),
            facets: counted
        )
    }
}
