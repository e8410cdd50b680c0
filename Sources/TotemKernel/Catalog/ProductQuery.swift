import TotemStore

/// Which products a list shows.
public struct ProductFilter: Sendable {
    /// Words of the name, of a SKU or of an attribute's value, each written out; the last one may be begun only.
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

extension ProductFilter {
    /// Characters of the words of one search.
    public static let longestWords = 500
    /// Words of one search.
    public static let largestWordCount = 16
    /// Attributes of one search.
    public static let largestAttributeCount = 8

    /// The prices that it lets through; nil: all.
    var prices: ClosedRange<Int64>? {
        guard minPrice != nil || maxPrice != nil else { return nil }
        let least = minPrice ?? 0
        return least...max(least, maxPrice ?? .max)
    }

    /// What the index is asked, with categories and attributes by their ids. Nil: words were asked for and none are there,
    /// so that no product has them.
    /// - Throws: ``KernelError`` naming the bad field.
    func query(in tx: Transaction) throws -> SearchQuery? {
        if let minPrice, let maxPrice, minPrice > maxPrice {
            throw KernelError.invalid(
                "min_price",
                "must not be above max_price: \(minPrice) is more than \(maxPrice)"
            )
        }
        let wanted = try wantedWords()
        guard attributes.count <= Self.largestAttributeCount else {
            throw KernelError.invalid(
                "attribute",
                "must be at most \(Self.largestAttributeCount) attributes, not \(attributes.count)"
            )
        }
        let marks = try categoryMark(in: tx) + attributeMarks(in: tx)
        guard words == nil || !wanted.words.isEmpty || wanted.begun != nil else { return nil }
        return SearchQuery(words: wanted.words, begun: wanted.begun, marks: marks, isActive: isActive)
    }

    private func wantedWords() throws -> (words: [String], begun: String?) {
        guard let words else { return ([], nil) }
        guard words.unicodeScalars.count <= Self.longestWords else {
            throw KernelError.invalid("q", "must have at most \(Self.longestWords) characters")
        }
        let wanted = SearchWords.wanted(by: words)
        let count = wanted.words.count + (wanted.begun == nil ? 0 : 1)
        guard count <= Self.largestWordCount else {
            throw KernelError.invalid("q", "must have at most \(Self.largestWordCount) words, not \(count)")
        }
        return wanted
    }

    private func categoryMark(in tx: Transaction) throws -> [String] {
        guard let category else { return [] }
        guard try CategoryStore.references(to: [category], in: tx).first != nil else {
            throw KernelError.invalid("category", "must name a category; there is no category \(category)")
        }
        return [SearchMark.text(of: category)]
    }

    private func attributeMarks(in tx: Transaction) throws -> [String] {
        guard !attributes.isEmpty else { return [] }
        let known = try AttributeStore.named(attributes.keys, in: tx)
        return try attributes.sorted { $0.key < $1.key }.map { name, value in
            let field = "attribute.\(name)"
            guard let attribute = known[name] else {
                throw KernelError.invalid(field, "names no attribute of products")
            }
            return SearchMark.text(of: attribute.id, try attribute.encode(.string(value), field: field))
        }
    }
}

/// The order of a list of products.
public enum ProductSort: String, Sendable, CaseIterable {
    case id
    case newest
    case price
    case priceDescending = "-price"
    case name
    /// Best answers to the words first.
    case relevance
}

/// What lists are ordered by and filtered with.
struct ProductKey {
    let id: Product.ID
    /// The lowest that the filter lets through, in an order by price; how well it answers, in one by relevance.
    let price: Int64
    let name: String
    let isActive: Bool
    /// False of a price that the product has beside the lower one where it stands.
    private(set) var isItsPlace = true

    init(_ row: Row) throws {
        id = try row.get(0)
        price = try row.get(1)
        name = try row.get(2)
        isActive = try row.get(3)
    }

    /// Of a walk along the prices.
    static func ofPrice(_ row: Row) throws -> ProductKey {
        var key = try ProductKey(row)
        key.isItsPlace = try row.get(4)
        return key
    }

    /// A place in an order: where the next page begins.
    init(id: Int64, price: Int64, name: String) {
        self.id = Product.ID(id)
        self.price = price
        self.name = name
        isActive = true
    }
}
