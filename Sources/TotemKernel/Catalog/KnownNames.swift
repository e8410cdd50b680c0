public import TotemStore

/// Who has which slug and SKU, as a transaction saw it that lets nobody else change the catalogue. Many are looked up in one
/// round trip; what the transaction changes itself is forgotten.
public struct KnownNames {
    private var products: [String: ProductRow?] = [:]
    private var holders: [String: SKUHolder?] = [:]

    public init() {}

    public mutating func lookUp(slugs: [String], skus: [String], in tx: Transaction) throws {
        let (products, holders) = try tx.together { batch in
            (
                Queued.all(try slugs.map { try ProductRow.find(slug: $0, in: batch) }),
                Queued.all(try skus.map { try SKUHolder.find($0, in: batch) })
            )
        }
        for (slug, found) in zip(slugs, products) { self.products[slug] = .some(found) }
        for (sku, found) in zip(skus, holders) { self.holders[sku] = .some(found) }
    }

    /// Whether the slug was looked up, and whose it is.
    func product(slug: String) -> ProductRow?? { products[slug] }

    /// Whether the SKU was looked up, and whose it is.
    func holder(ofSKU sku: String) -> SKUHolder?? { holders[sku] }

    /// What the product with a slug is; nil when there is none. Asks the store where it has not been looked up.
    public func draft(slug: String, in tx: Transaction) throws -> ProductDraft? {
        guard let row = try product(slug: slug) ?? ProductRow.find(slug: slug, in: tx) else { return nil }
        return try ProductStore.draft(of: ProductReader.product(row, in: tx), in: tx)
    }

    /// Who has a SKU; nil when nobody has. Asks the store where it has not been looked up.
    public func owner(ofSKU sku: String, in tx: Transaction) throws -> SKUOwner? {
        guard let holder = try holder(ofSKU: sku) ?? SKUHolder.find(sku, in: tx) else { return nil }
        let slug = try tx.first("SELECT slug FROM products WHERE id = $1", holder.productID) { row in
            try row.get(0, as: String.self)
        }
        return slug.map { SKUOwner(slug: $0, isVariant: holder.variantID != nil) }
    }

    /// They may have become another's.
    mutating func forget(slugs: [String], skus: [String]) {
        for slug in slugs { products[slug] = nil }
        for sku in skus { holders[sku] = nil }
    }
}
