/// Everything that makes a product, as a file or a form gives it: what ``Product`` will be once it is saved.
///
/// Import and the HTTP API both write products through it, so a product looks the same wherever it came from.
public struct ProductDraft: Sendable, Hashable {
    /// Made from the name when nil.
    public var slug: String?
    /// The slug when nil.
    public var sku: String?
    public var name: String
    public var description: String
    public var price: Money
    public var cost: Money?
    /// Grams.
    public var weight: Int64
    public var taxClass: String?
    public var dimensions: JSONValue?
    public var isActive: Bool
    /// Each from the root down, by name: `["Home", "Garden", "Pots"]`. Missing ones are made.
    public var categories: [[String]]
    /// By the attribute's name; missing attributes are made with the type of the value.
    public var attributes: [String: JSONValue]
    public var images: [String]
    public var variants: [VariantDraft]
    /// Of the product itself; not used when there are variants.
    public var stock: StockDraft

    public init(
        slug: String? = nil,
        sku: String? = nil,
        name: String,
        description: String = "",
        price: Money,
        cost: Money? = nil,
        weight: Int64 = 0,
        taxClass: String? = nil,
        dimensions: JSONValue? = nil,
        isActive: Bool = true,
        categories: [[String]] = [],
        attributes: [String: JSONValue] = [:],
        images: [String] = [],
        variants: [VariantDraft] = [],
        stock: StockDraft = .unmanaged
    ) {
        self.slug = slug
        self.sku = sku
        self.name = name
        self.description = description
        self.price = price
        self.cost = cost
        self.weight = weight
        self.taxClass = taxClass
        self.dimensions = dimensions
        self.isActive = isActive
        self.categories = categories
        self.attributes = attributes
        self.images = images
        self.variants = variants
        self.stock = stock
    }
}

extension ProductDraft {
    /// The SKUs that it names, its variants' too.
    public var skus: [String] { ([sku] + variants.map(\.sku)).compactMap { $0 } }
}

/// One variant of a draft.
public struct VariantDraft: Sendable, Hashable {
    /// An option and its value, such as `Size: Large`.
    public struct Option: Sendable, Hashable {
        public let name: String
        public let value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The variant of the product that it is. When nil, it is the one with its SKU, or with its options; else a new one.
    public var id: ProductVariant.ID?
    /// The product's slug and the option values when nil: `clay-plant-pot-large`.
    public var sku: String?
    public var price: Money
    /// Grams; nil: the product's.
    public var weight: Int64?
    /// Nil: the product's.
    public var taxClass: String?
    /// In the shop's order.
    public var options: [Option]
    public var stock: StockDraft

    public init(
        id: ProductVariant.ID? = nil,
        sku: String? = nil,
        price: Money,
        weight: Int64? = nil,
        taxClass: String? = nil,
        options: [Option],
        stock: StockDraft
    ) {
        self.id = id
        self.sku = sku
        self.price = price
        self.weight = weight
        self.taxClass = taxClass
        self.options = options
        self.stock = stock
    }
}

extension VariantDraft {
    /// The SKU of one that has none: `clay-plant-pot-large`
    package func madeSKU(from slug: String) -> String {
        var sku = slug
        for option in options {
            let value =
                switch option.value {
                case .string(let text): text
                case .integer(let number): String(number)
                case .number(let number): number.description
                case .boolean(let flag): flag ? "yes" : "no"
                case .null, .array, .object: ""
                }
            if let part = Slug(from: value) { sku += "-" + part.text }
        }
        return sku
    }
}

/// How many units there are, and where.
public enum StockDraft: Sendable, Hashable {
    /// Not counted: always available.
    case unmanaged
    /// Counted, all in the default warehouse.
    case units(Int64)
    /// Counted, by the warehouse's name. Missing warehouses are made.
    case byWarehouse([String: Int64])
}
