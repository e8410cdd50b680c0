public import TotemStore

/// The products of the shop.
public enum ProductStore {
    /// The product, whether it is on sale or not.
    public static func find(_ id: Product.ID, in tx: Transaction) throws -> Product? {
        try ProductRow.find(id, in: tx).map { try ProductReader.product($0, in: tx) }
    }

    /// Those of the products that there are, in the order of the ids.
    public static func find(_ ids: [Product.ID], in tx: Transaction) throws -> [Product] {
        guard !ids.isEmpty else { return [] }
        let rows = try ProductRow.list(SQLList(ids), in: tx)
        let found = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        return try ProductReader.products(ids.compactMap { found[$0] }, in: tx)
    }

    /// Those of the products that there are, by their slugs.
    package static func ids(ofSlugs slugs: [String], in tx: Transaction) throws -> [String: Product.ID] {
        guard !slugs.isEmpty else { return [:] }
        let found = try tx.query("SELECT slug, id FROM products WHERE slug = ANY($1)", SQLList(slugs)) { row in
            (try row.get(0, as: String.self), try row.get(1, as: Product.ID.self))
        }
        return Dictionary(found) { first, _ in first }
    }

    /// Those of the variants that there are, in the order of the ids, each with its product's id.
    public static func find(
        _ ids: [ProductVariant.ID],
        in tx: Transaction
    ) throws -> [(product: Product.ID, variant: ProductVariant)] {
        guard !ids.isEmpty else { return [] }
        let owners = try tx.query("SELECT DISTINCT product_id FROM product_variants WHERE id = ANY($1)", SQLList(ids)) {
            row in try row.get(0, as: Product.ID.self)
        }
        var found: [ProductVariant.ID: (Product.ID, ProductVariant)] = [:]
        for product in try find(owners.sorted { $0.value < $1.value }, in: tx) {
            for variant in product.variants { found[variant.id] = (product.id, variant) }
        }
        return ids.compactMap { found[$0] }
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
        try tx.together { batch in try find(sku, in: batch) }
    }

    static func find(_ sku: String, in batch: Batch) throws -> Queued<SKUHolder?> {
        try batch.query(
            """
            SELECT product_id, id FROM product_variants WHERE sku = $1
            UNION ALL
            SELECT id, NULL FROM products WHERE sku = $1
            """,
            sku
        ) { row in SKUHolder(productID: try row.get(0), variantID: try row.get(1)) }.map(\.first)
    }
}
