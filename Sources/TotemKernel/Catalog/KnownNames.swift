import TotemStore

/// Who has which slug and SKU, as a transaction saw it that lets nobody else change the catalogue. Many are looked up in one
/// round trip; what the transaction changes itself is forgotten.
struct KnownNames {
    private var products: [String: ProductRow?] = [:]
    private var holders: [String: SKUHolder?] = [:]

    mutating func lookUp(slugs: [String], skus: [String], in tx: Transaction) throws {
        let products = try slugs.map { try ProductRow.findLater(slug: $0, in: tx) }
        let holders = try skus.map { try SKUHolder.findLater($0, in: tx) }
        for (slug, found) in zip(slugs, products) { self.products[slug] = .some(try found.value().first) }
        for (sku, found) in zip(skus, holders) { self.holders[sku] = .some(try found.value().first) }
    }

    /// Whether the slug was looked up, and whose it is.
    func product(slug: String) -> ProductRow?? { products[slug] }

    /// Whether the SKU was looked up, and whose it is.
    func holder(ofSKU sku: String) -> SKUHolder?? { holders[sku] }

    /// They may have become another's.
    mutating func forget(slugs: [String], skus: [String]) {
        for slug in slugs { products[slug] = nil }
        for sku in skus { holders[sku] = nil }
    }
}
