public import TotemStore

/// The products of the shop.
public enum ProductStore {
    /// The product, whether it is on sale or not.
    public static func find(_ id: Product.ID, in tx: Transaction) throws -> Product? {
        let row = try tx.first(
            """
            SELECT id, slug, sku, name, description, price, cost, currency, weight, dimensions, is_active,
              manages_stock, version, created_at, updated_at
            FROM products WHERE id = $1
            """,
            id,
            row: ProductRow.init
        )
        return try row.map { try ProductReader.product($0, in: tx) }
    }

    /// Those of the products that there are, in the order of the ids.
    static func find(_ ids: [Product.ID], in tx: Transaction) throws -> [Product] {
        guard !ids.isEmpty else { return [] }
        let rows = try tx.query(
            """
            SELECT id, slug, sku, name, description, price, cost, currency, weight, dimensions, is_active,
              manages_stock, version, created_at, updated_at
            FROM products WHERE id = ANY($1)
            """,
            SQLList(ids),
            row: ProductRow.init
        )
        let found = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        return try ProductReader.products(ids.compactMap { found[$0] }, in: tx)
    }

    public static func find(slug: String, in tx: Transaction) throws -> Product? {
        try ProductRow.find(slug: slug, in: tx).map { try ProductReader.product($0, in: tx) }
    }

    /// The product that has the SKU itself, or has a variant that has it.
    public static func find(sku: String, in tx: Transaction) throws -> Product? {
        guard let holder = try SKUHolder.find(sku, in: tx) else { return nil }
        return try find(holder.productID, in: tx)
    }

    /// - Throws: ``KernelError`` not found.
    public static func get(_ id: Product.ID, in tx: Transaction) throws -> Product {
        guard let product = try find(id, in: tx) else { throw KernelError.notFound("product \(id)") }
        return product
    }
}

/// The product that has a SKU.
public struct SKUOwner: Sendable {
    public let slug: String
    /// Whether it is one of its variants that has the SKU.
    public let isVariant: Bool
}

/// Who has a SKU.
struct SKUHolder {
    let productID: Product.ID
    /// Nil when it is the product's own.
    let variantID: ProductVariant.ID?

    /// A variant goes before its product: it is what can be bought.
    static func find(_ sku: String, in tx: Transaction) throws -> SKUHolder? {
        try findLater(sku, in: tx).value().first
    }

    static func findLater(_ sku: String, in tx: Transaction) throws -> Pending<[SKUHolder]> {
        try tx.queryLater(
            """
            SELECT product_id, id FROM product_variants WHERE sku = $1
            UNION ALL
            SELECT id, NULL FROM products WHERE sku = $1
            """,
            sku
        ) { row in SKUHolder(productID: try row.get(0), variantID: try row.get(1)) }
    }
}

/// A row of `products`.
struct ProductRow {
    let id: Product.ID
    let slug: String
    let sku: String
    let name: String
    let description: String
    let price: Int64
    let cost: Int64?
    let currency: Currency
    let weight: Int64
    /// JSON text.
    let dimensions: String?
    let isActive: Bool
    let managesStock: Bool
    let version: Int64
    let createdAt: Timestamp
    let updatedAt: Timestamp

    init(_ row: Row) throws {
        id = try row.get(0)
        slug = try row.get(1)
        sku = try row.get(2)
        name = try row.get(3)
        description = try row.get(4)
        price = try row.get(5)
        cost = try row.get(6)
        currency = try row.get(7)
        weight = try row.get(8)
        dimensions = try row.get(9)
        isActive = try row.get(10)
        managesStock = try row.get(11)
        version = try row.get(12)
        createdAt = try row.get(13)
        updatedAt = try row.get(14)
    }

    static func find(slug: String, in tx: Transaction) throws -> ProductRow? {
        try findLater(slug: slug, in: tx).value().first
    }

    static func findLater(slug: String, in tx: Transaction) throws -> Pending<[ProductRow]> {
        try tx.queryLater(
            """
            SELECT id, slug, sku, name, description, price, cost, currency, weight, dimensions, is_active,
              manages_stock, version, created_at, updated_at
            FROM products WHERE slug = $1
            """,
            slug,
            row: ProductRow.init
        )
    }
}
