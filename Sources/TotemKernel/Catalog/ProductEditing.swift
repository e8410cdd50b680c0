public import TotemStore

extension ProductStore {
    /// Makes or changes the product with the draft's slug: see ``CatalogWriter/save(_:in:at:)``, which is for many.
    @discardableResult
    public static func save(_ draft: ProductDraft, in tx: Transaction, at now: Timestamp) throws -> SaveResult {
        var writer = try CatalogWriter(in: tx)
        return try writer.save(draft, in: tx, at: now)
    }

    /// Makes a new product.
    /// - Throws: ``KernelError`` naming every bad field; `slug` or `sku` with who has it; a plugin's veto.
    public static func create(_ draft: ProductDraft, in call: HookCall) throws -> Product {
        var writer = try CatalogWriter(in: call.tx)
        return try get(writer.create(draft, in: call).id, in: call.tx)
    }

    /// Changes a product. `change` gets a draft of it as it is, with its stock by warehouse.
    /// - Parameter versions: those that the caller saw; nil to change whatever it is.
    /// - Throws: ``KernelError``: not found, stale, naming every bad field, or a plugin's veto.
    public static func update(
        _ id: Product.ID,
        ifVersion versions: Set<Int64>? = nil,
        in call: HookCall,
        _ change: (inout ProductDraft) throws -> Void
    ) throws -> Product {
        let tx = call.tx
        var writer = try CatalogWriter(in: tx)
        let row = try held(id, ifVersion: versions, in: tx)
        let before = try draft(of: ProductReader.product(row, in: tx), in: tx)
        var after = before
        try change(&after)
        _ = try writer.update(row, from: before, to: after, in: call)
        return try get(id, in: tx)
    }

    /// Deletes a product with its variants and stock. Orders keep their copy of what they sold.
    /// - Throws: ``KernelError``: not found, or stale.
    public static func delete(
        _ id: Product.ID,
        ifVersion versions: Set<Int64>? = nil,
        in tx: Transaction
    ) throws {
        try tx.lock(.catalog)
        let row = try held(id, ifVersion: versions, in: tx)
        try SearchIndex.remove(id, in: tx)
        try tx.execute("DELETE FROM products WHERE id = $1", id)
        let data = EventData().adding("slug", row.slug).adding("sku", row.sku).adding("from", row.columns.told)
        try Outbox.append(.productDeleted, id.value, data, in: tx)
    }

    /// The product's row, with the stock that it tells of standing still until the transaction ends.
    private static func held(_ id: Product.ID, ifVersion versions: Set<Int64>?, in tx: Transaction) throws -> ProductRow
    {
        _ = try InventoryStore.held(SQLList([id]), in: tx)
        guard let row = try ProductRow.find(id, in: tx) else { throw KernelError.notFound("product \(id)") }
        if let versions, !versions.contains(row.version) { throw KernelError.staleVersion("product \(id)") }
        return row
    }

    /// The draft that would make the product as it is, with its stock by warehouse.
    public static func draft(of product: Product, in tx: Transaction) throws -> ProductDraft {
        try drafts(of: [product], in: tx)[0]
    }

    /// The drafts that would make the products as they are, with as many statements as that of one.
    public static func drafts(of products: [Product], in tx: Transaction) throws -> [ProductDraft] {
        let levels = try InventoryStore.byWarehouse(products.map(\.id), in: tx)
        let tree = try CategoryStore.lineage(of: Set(products.lazy.flatMap(\.categories).map(\.id)), in: tx)
        return products.map { draft(of: $0, levels[$0.id] ?? [:], tree) }
    }

    private static func draft(
        of product: Product,
        _ levels: [ProductVariant.ID?: [String: Int64]],
        _ tree: [Category.ID: Category]
    ) -> ProductDraft {
        func stock(_ variant: ProductVariant.ID?, _ quantity: Int64?) -> StockDraft {
            quantity == nil ? .unmanaged : .byWarehouse(levels[variant] ?? [:])
        }
        return ProductDraft(
            product,
            categories: product.categories.map { CategoryStore.path(to: $0.id, in: tree).map(\.name) },
            variants: product.variants.map { VariantDraft($0, stock: stock($0.id, $0.inventoryQuantity)) },
            stock: product.variants.isEmpty ? stock(nil, product.inventoryQuantity) : .unmanaged
        )
    }
}
