/// Something the shop sells, with its variants when it comes in several.
public struct Product: Sendable {
    public typealias ID = Identifier<Product>

    public let id: ID
    public let slug: String
    public let sku: String
    public let name: String
    public let description: String
    public internal(set) var price: Money
    /// What the shop pays; for staff only.
    public let cost: Money?
    /// Grams.
    public let weight: Int64
    /// Which of several taxes it has, by the name that the shop gave it; nil: the usual one.
    public let taxClass: String?
    public let dimensions: JSONValue?
    public let isActive: Bool
    public let categories: [CategoryReference]
    /// By the attribute's name.
    public let attributes: [String: JSONValue]
    /// URLs in the shop's order.
    public let images: [String]
    public internal(set) var variants: [ProductVariant]
    /// Units on sale over all warehouses; nil when stock is not managed.
    public let inventoryQuantity: Int64?
    /// JSON of plugins and clients, each under its own name: see ``ProductMetadata``.
    public let metadata: JSONValue?
    /// Raised by every change of the product's own data (not by sales).
    public let version: Int64
    public let createdAt: Timestamp
    public let updatedAt: Timestamp
    public var extensions: [String: JSONValue] = [:]
}

extension Product: Extensible {
    public static var viewKind: ViewKind { .product }
    public var viewID: Int64? { id.value }
}

/// One form of a product: what is bought when a product has variants.
public struct ProductVariant: Sendable {
    public typealias ID = Identifier<ProductVariant>

    public let id: ID
    public let sku: String
    public internal(set) var price: Money
    /// Grams; nil: the product's.
    public let weight: Int64?
    /// Nil: the product's.
    public let taxClass: String?
    /// The options that make it: `Size: Large`.
    public let attributes: [String: JSONValue]
    /// Units on sale over all warehouses; nil when stock is not managed.
    public let inventoryQuantity: Int64?
    /// JSON of plugins and clients, each under its own name: see ``ProductMetadata``.
    public let metadata: JSONValue?
}

/// A category as a product names it.
public struct CategoryReference: Sendable, Codable, Hashable {
    public let id: Identifier<Category>
    public let name: String
    public let slug: String
}
