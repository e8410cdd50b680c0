public import TotemStore

extension InventoryStore {
    /// Units on sale of products without variants, over all active warehouses; none of a product that has none anywhere.
    static func sellable(of products: SQLList, in batch: Batch) throws -> Queued<[Product.ID: Int64]> {
        try batch.query(
            """
            SELECT inventory.product_id, CAST(SUM(inventory.quantity) AS BIGINT) FROM inventory
            JOIN warehouses ON warehouses.id = inventory.warehouse_id
            WHERE inventory.product_id = ANY($1) AND COALESCE(inventory.variant_id, 0) = 0 AND warehouses.is_active = 1
            GROUP BY inventory.product_id
            """,
            products
        ) { row in (try row.get(0, as: Product.ID.self), try row.get(1, as: Int64.self)) }
        .map { Dictionary($0) { first, _ in first } }
    }

    /// What products have where, with their variants. No order takes from it or gives back until the transaction ends.
    static func held(_ products: SQLList, in tx: Transaction) throws -> [Product.ID: [StockRow]] {
        let rows = try tx.query(
            """
            SELECT id, variant_id, warehouse_id, quantity, product_id FROM inventory
            WHERE product_id = ANY($1) ORDER BY id FOR UPDATE
            """,
            products
        ) { row in (product: try row.get(4, as: Product.ID.self), stock: try StockRow(row)) }
        return Dictionary(grouping: rows, by: \.product).mapValues { $0.map(\.stock) }
    }

    /// Every stock row, oldest first; those of one product when asked for.
    /// - Throws: ``KernelError`` naming `product_id` when there is no such product, or `cursor`.
    public static func list(
        _ page: PageRequest,
        product: Product.ID? = nil,
        in tx: Transaction
    ) throws -> Page<StockLevel> {
        let order = product.map { "stock-\($0)" } ?? "stock"
        let after = try page.position(in: order)?.integer(0) ?? 0
        let levels =
            if let product {
                try tx.query(
                    """
                    SELECT stock.id, COALESCE(variant.sku, product.sku), stock.product_id, stock.variant_id,
                      stock.warehouse_id, stock.quantity, stock.updated_at
                    FROM inventory AS stock
                    JOIN products AS product ON product.id = stock.product_id
                    LEFT JOIN product_variants AS variant ON variant.id = stock.variant_id
                    WHERE stock.product_id = $1 AND stock.id > $2 ORDER BY stock.id LIMIT $3
                    """,
                    product,
                    after,
                    page.limit + 1,
                    row: decodeLevel
                )
            } else {
                try tx.query(
                    """
                    SELECT stock.id, COALESCE(variant.sku, product.sku), stock.product_id, stock.variant_id,
                      stock.warehouse_id, stock.quantity, stock.updated_at
                    FROM inventory AS stock
                    JOIN products AS product ON product.id = stock.product_id
                    LEFT JOIN product_variants AS variant ON variant.id = stock.variant_id
                    WHERE stock.id > $1 ORDER BY stock.id LIMIT $2
                    """,
                    after,
                    page.limit + 1,
                    row: decodeLevel
                )
            }
        if levels.isEmpty, let product, try ProductStore.find(product, in: tx) == nil {
            throw KernelError.invalid("product_id", "must name a product; there is no product \(product)")
        }
        return Page(levels, for: page, in: order) { [.integer($0.id.value)] }
    }

    /// What products have where, by the warehouses' names: their variants, and under nil the product itself.
    static func byWarehouse(
        _ products: [Product.ID],
        in tx: Transaction
    ) throws -> [Product.ID: [ProductVariant.ID?: [String: Int64]]] {
        var stock: [Product.ID: [ProductVariant.ID?: [String: Int64]]] = [:]
        let levels = try tx.query(
            """
            SELECT inventory.product_id, inventory.variant_id, warehouses.name, inventory.quantity FROM inventory
            JOIN warehouses ON warehouses.id = inventory.warehouse_id
            WHERE inventory.product_id = ANY($1)
            """,
            SQLList(products)
        ) { row in
            (
                product: try row.get(0, as: Product.ID.self), variant: try row.get(1, as: ProductVariant.ID?.self),
                warehouse: try row.get(2, as: String.self), quantity: try row.get(3, as: Int64.self)
            )
        }
        for level in levels {
            stock[level.product, default: [:]][level.variant, default: [:]][level.warehouse] = level.quantity
        }
        return stock
    }

    static func decodeLevel(_ row: Row) throws -> StockLevel {
        StockLevel(
            id: try row.get(0),
            sku: try row.get(1),
            productID: try row.get(2),
            variantID: try row.get(3),
            warehouseID: try row.get(4),
            quantity: try row.get(5),
            updatedAt: try row.get(6)
        )
    }
}

extension StockRow {
    fileprivate init(_ row: Row) throws {
        id = try row.get(0)
        variantID = try row.get(1)
        warehouseID = try row.get(2)
        quantity = try row.get(3)
    }
}
