public import TotemStore

/// Who has which slug and SKU, as a transaction saw it that lets nobody else change the catalogue. Many are looked up in one
/// round trip; what the transaction changes itself is forgotten.
public struct KnownNames {
    private var products: [String: ProductRow?] = [:]
    private var holders: [String: SKUHolder?] = [:]
    private var slugs: [Product.ID: String] = [:]
    private var drafts: [String: ProductDraft] = [:]

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

    /// The same, and what the products are that have these names.
    public mutating func lookUpProducts(slugs: [String], skus: [String], in tx: Transaction) throws {
        try lookUp(slugs: slugs, skus: skus, in: tx)
        var rows: [Product.ID: ProductRow] = [:]
        for row in slugs.compactMap({ products[$0] ?? nil }) { rows[row.id] = row }
        let others = Set(skus.compactMap { (holders[$0] ?? nil)?.productID }).subtracting(rows.keys)
        if !others.isEmpty {
            for row in try ProductRow.list(SQLList(others), in: tx) {
                rows[row.id] = row
                products[row.slug] = .some(row)
            }
        }
        guard !rows.isEmpty else { return }
        let found = Array(rows.values)
        let drafts = try ProductStore.drafts(of: ProductReader.products(found, in: tx), in: tx)
        for (row, draft) in zip(found, drafts) {
            self.slugs[row.id] = row.slug
            self.drafts[row.slug] = draft
        }
    }

    /// Whether the slug was looked up, and whose it is.
    func product(slug: String) -> ProductRow?? { products[slug] }

    /// Whether the SKU was looked up, and whose it is.
    func holder(ofSKU sku: String) -> SKUHolder?? { holders[sku] }

    /// What the product with a slug is; nil when there is none. Asks the store where it has not been looked up.
    public func draft(slug: String, in tx: Transaction) throws -> ProductDraft? {
        if let known = drafts[slug] { return known }
        guard let row = try product(slug: slug) ?? ProductRow.find(slug: slug, in: tx) else { return nil }
        return try ProductStore.draft(of: ProductReader.product(row, in: tx), in: tx)
    }

    /// Who has a SKU; nil when nobody has. Asks the store where it has not been looked up.
    public func owner(ofSKU sku: String, in tx: Transaction) throws -> SKUOwner? {
        guard let holder = try holder(ofSKU: sku) ?? SKUHolder.find(sku, in: tx) else { return nil }
        let slug =
            try slugs[holder.productID]
            ?? tx.first("SELECT slug FROM products WHERE id = $1", holder.productID) { row in
                try row.get(0, as: String.self)
            }
        return slug.map { SKUOwner(slug: $0, isVariant: holder.variantID != nil) }
    }

    /// They may have become another's.
    mutating func forget(slugs: [String], skus: [String]) {
        for slug in slugs {
            products[slug] = nil
            drafts[slug] = nil
        }
        for sku in skus { holders[sku] = nil }
    }
}
