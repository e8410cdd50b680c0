import TotemStore

/// Which products a list shows.
public struct ProductFilter: Sendable {
    /// Words of the name or of a SKU, each written out or begun.
    public var words: String?
    /// The category and all below it.
    public var category: Category.ID?
    /// By the attribute's name; of the product, or of one of its variants.
    public var attributes: [String: String]
    /// Minor units: a price that the product can be bought for is from `minPrice` to `maxPrice`.
    public var minPrice: Int64?
    public var maxPrice: Int64?
    /// Nil: on sale or not. Customers are shown what is on sale.
    public var isActive: Bool?

    public init(
        words: String? = nil,
        category: Category.ID? = nil,
        attributes: [String: String] = [:],
        minPrice: Int64? = nil,
        maxPrice: Int64? = nil,
        isActive: Bool? = nil
    ) {
        self.words = words
        self.category = category
        self.attributes = attributes
        self.minPrice = minPrice
        self.maxPrice = maxPrice
        self.isActive = isActive
    }
}

/// The order of a list of products.
public enum ProductSort: String, Sendable, CaseIterable {
    case id
    case newest
    case price
    case priceDescending = "-price"
    case name
}

extension ProductFilter {
    /// The prices that it lets through; nil: all.
    var prices: ClosedRange<Int64>? {
        guard minPrice != nil || maxPrice != nil else { return nil }
        let least = minPrice ?? 0
        return least...max(least, maxPrice ?? .max)
    }
}

/// What lists are ordered by and filtered with.
struct ProductKey {
    let id: Product.ID
    /// The lowest that the filter lets through, in an order by price.
    let price: Int64
    let name: String
    let isActive: Bool

    init(_ row: Row) throws {
        id = try row.get(0)
        price = try row.get(1)
        name = try row.get(2)
        isActive = try row.get(3)
    }

    /// A place in an order: where the next page begins.
    init(id: Int64, price: Int64, name: String) {
        self.id = Product.ID(id)
        self.price = price
        self.name = name
        isActive = true
    }
}

/// The words, categories and attributes of a filter, looked up once for each page.
struct ProductMatcher {
    /// How many rows of one filter are looked at before it counts as frequent.
    static let rare = 2000
    /// Words of one search.
    static let largestWordCount = 8
    /// Attributes of one search.
    static let largestAttributeCount = 8

    private let filter: ProductFilter
    private let words: [String]
    private let categories: [Category.ID]?
    private let attributes: [(id: Attribute.ID, value: String)]
    /// False when words were asked for and none are there: no product has them.
    let isPossible: Bool

    init(_ filter: ProductFilter, in tx: Transaction) throws {
        if let least = filter.minPrice, let most = filter.maxPrice, least > most {
            throw KernelError.invalid("min_price", "must not be above max_price: \(least) is more than \(most)")
        }
        self.filter = filter
        let words = filter.words.map(ProductTerms.words) ?? []
        guard words.count <= Self.largestWordCount, filter.attributes.count <= Self.largestAttributeCount else {
            throw KernelError.invalid(
                "q",
                "must have at most \(Self.largestWordCount) words and \(Self.largestAttributeCount) attributes"
            )
        }
        self.words = words
        categories = try filter.category.map { category in
            let subtree = try CategoryStore.subtree(of: category, in: tx)
            guard !subtree.isEmpty else {
                throw KernelError.invalid("category", "must name a category; there is no category \(category)")
            }
            return subtree
        }
        var attributes: [(id: Attribute.ID, value: String)] = []
        for (name, value) in filter.attributes {
            let field = "attribute.\(name)"
            guard let attribute = try AttributeStore.find(name, in: tx) else {
                throw KernelError.invalid(field, "names no attribute of products")
            }
            attributes.append((attribute.id, try attribute.encode(.string(value), field: field)))
        }
        self.attributes = attributes
        isPossible = filter.words == nil || !words.isEmpty
    }

    /// Whether every row of an order is one of the list.
    var takesAll: Bool {
        words.isEmpty && categories == nil && attributes.isEmpty && filter.prices == nil
    }

    func matches(_ key: ProductKey, in tx: Transaction) throws -> Bool {
        if let isActive = filter.isActive, key.isActive != isActive { return false }
        if let prices = filter.prices, try !has(key.id, priceIn: prices, in: tx) { return false }
        for word in words where try !has(key.id, word: word, in: tx) { return false }
        for (attribute, value) in attributes where try !has(key.id, attribute, value, in: tx) { return false }
        guard let categories else { return true }
        let own = try tx.query(
            "SELECT category_id FROM product_category_mappings WHERE product_id = $1",
            key.id
        ) { row in try row.get(0, as: Category.ID.self) }
        return own.contains { categories.contains($0) }
    }

    /// Every product that one of the filters lets through, when that are few; nil when all of them are frequent.
    func candidates(in tx: Transaction) throws -> Set<Product.ID>? {
        for word in words {
            if let found = try few({ limit in try products(word: word, limit, in: tx) }) { return found }
        }
        for (attribute, value) in attributes {
            if let found = try few({ limit in try products(attribute, value, limit, in: tx) }) { return found }
        }
        if let categories, let found = try few({ limit in try products(categories, limit, in: tx) }) { return found }
        guard let prices = filter.prices else { return nil }
        return try few { limit in try products(pricedIn: prices, limit, in: tx) }
    }

    private func few(_ find: (_ limit: Int) throws -> [Product.ID]) throws -> Set<Product.ID>? {
        let found = try find(Self.rare + 1)
        return found.count <= Self.rare ? Set(found) : nil
    }

    private func has(_ id: Product.ID, word: String, in tx: Transaction) throws -> Bool {
        try tx.first(
            "SELECT 1 FROM product_terms WHERE product_id = $1 AND term >= $2 AND term < $3 LIMIT 1",
            id,
            word,
            Self.end(of: word)
        ) { _ in true } ?? false
    }

    private func has(_ id: Product.ID, _ attribute: Attribute.ID, _ value: String, in tx: Transaction) throws -> Bool {
        try tx.first(
            """
            SELECT 1 FROM product_attribute_values WHERE product_id = $1 AND attribute_id = $2 AND value = $3
            UNION ALL
            SELECT 1 FROM product_variants AS variant
            JOIN product_variant_attribute_values AS held ON held.variant_id = variant.id
            WHERE variant.product_id = $1 AND held.attribute_id = $2 AND held.value = $3
            LIMIT 1
            """,
            id,
            attribute,
            value
        ) { _ in true } ?? false
    }

    private func products(word: String, _ limit: Int, in tx: Transaction) throws -> [Product.ID] {
        try tx.query(
            "SELECT product_id FROM product_terms WHERE term >= $1 AND term < $2 LIMIT $3",
            word,
            Self.end(of: word),
            limit
        ) { row in try row.get(0) }
    }

    private func products(
        _ attribute: Attribute.ID,
        _ value: String,
        _ limit: Int,
        in tx: Transaction
    ) throws -> [Product.ID] {
        try tx.query(
            """
            SELECT product_id FROM product_attribute_values WHERE attribute_id = $1 AND value = $2
            UNION ALL
            SELECT variant.product_id FROM product_variant_attribute_values AS held
            JOIN product_variants AS variant ON variant.id = held.variant_id
            WHERE held.attribute_id = $1 AND held.value = $2
            LIMIT $3
            """,
            attribute,
            value,
            limit
        ) { row in try row.get(0) }
    }

    private func products(_ categories: [Category.ID], _ limit: Int, in tx: Transaction) throws -> [Product.ID] {
        var found: [Product.ID] = []
        for category in categories where found.count < limit {
            found += try tx.query(
                "SELECT product_id FROM product_category_mappings WHERE category_id = $1 LIMIT $2",
                category,
                limit - found.count
            ) { row in try row.get(0) }
        }
        return found
    }

    private func has(_ id: Product.ID, priceIn prices: ClosedRange<Int64>, in tx: Transaction) throws -> Bool {
        try tx.first(
            "SELECT 1 FROM product_prices WHERE product_id = $1 AND price >= $2 AND price <= $3 LIMIT 1",
            id,
            prices.lowerBound,
            prices.upperBound
        ) { _ in true } ?? false
    }

    private func products(
        pricedIn prices: ClosedRange<Int64>,
        _ limit: Int,
        in tx: Transaction
    ) throws -> [Product.ID] {
        try tx.query(
            "SELECT product_id FROM product_prices WHERE price >= $1 AND price <= $2 LIMIT $3",
            prices.lowerBound,
            prices.upperBound,
            limit
        ) { row in try row.get(0) }
    }

    /// The first text after all that begin with `word`.
    private static func end(of word: String) -> String { word + "\u{10FFFF}" }
}
