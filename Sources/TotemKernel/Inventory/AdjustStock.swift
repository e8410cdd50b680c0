public import TotemStore

/// A change of stock by hand: goods came in, were counted, were lost.
public struct StockAdjustment: Sendable {
    public enum Change: Sendable, Hashable {
        /// So many more, or fewer when negative.
        case by(Int64)
        /// So many now.
        case to(Int64)
    }

    public let sku: String
    /// Nil: the default warehouse.
    public let warehouseID: Warehouse.ID?
    public let change: Change
    /// Why, for whoever reads the log: 1 to 255 characters.
    public let reason: String

    public init(sku: String, warehouseID: Warehouse.ID? = nil, change: Change, reason: String) {
        self.sku = sku
        self.warehouseID = warehouseID
        self.change = change
        self.reason = reason
    }
}

extension InventoryStore {
    /// Changes stock and writes down who did it and why. It never goes below zero.
    ///
    /// Setting the quantity of something whose stock was not managed begins to manage it.
    /// - Throws: ``KernelError`` naming the bad field.
    public static func adjust(
        _ adjustment: StockAdjustment,
        by actor: Actor,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> StockLevel {
        try TextRule.name.check(adjustment.reason, "reason")
        try tx.lock(.catalog)
        let item = try item(adjustment.sku, in: tx)
        let warehouse = try warehouse(adjustment.warehouseID, in: tx)
        let old = try level(of: item, in: warehouse, tx, at: now)
        if !item.managesStock { try manage(item, adjustment, in: tx, at: now) }
        let quantity = try quantity(after: adjustment.change, old.quantity, item.sku)
        if quantity != old.quantity {
            let reason = adjustment.reason
            try tx.together { batch in
                try set(old.id, from: old.quantity, to: quantity, reason: reason, by: actor, in: batch, at: now)
                guard let variant = item.variantID else { return }
                try raiseVariant(variant, by: quantity - old.quantity, in: warehouse, in: batch)
            }
        }
        if quantity != old.quantity || !item.managesStock {
            let (from, reason) = (old.quantity, adjustment.reason)
            try StockMove(item.productID, item.variantID, warehouse, from: from, to: quantity, reason: reason)
                .tell(in: tx, at: now)
        }
        return StockLevel(
            id: old.id,
            sku: item.sku,
            productID: item.productID,
            variantID: item.variantID,
            warehouseID: warehouse,
            quantity: quantity,
            updatedAt: now
        )
    }

    /// Sets one row, which the caller holds, and logs it. The variant's sum is the caller's to keep.
    static func set(
        _ id: StockLevel.ID,
        from old: Int64,
        to new: Int64,
        reason: String,
        by actor: Actor = .system,
        in batch: Batch,
        at now: Timestamp
    ) throws {
        try batch.execute("UPDATE inventory SET quantity = $2, updated_at = $3 WHERE id = $1", id, new, now)
        try batch.execute(
            """
            INSERT INTO inventory_adjustments (inventory_id, delta, reason, user_id, created_at)
            VALUES ($1, $2, $3, $4, $5)
            """,
            id,
            new - old,
            reason,
            actor.userID,
            now
        )
    }

    /// What a SKU of an adjustment stands for.
    private struct Item {
        let sku: String
        let productID: Product.ID
        let variantID: ProductVariant.ID?
        let managesStock: Bool
    }

    private static func item(_ sku: String, in tx: Transaction) throws -> Item {
        let item = try tx.first(
            """
            SELECT sku, product_id, id, manages_stock FROM product_variants WHERE sku = $1
            UNION ALL
            SELECT sku, id, NULL, manages_stock FROM products WHERE sku = $1
            """,
            sku
        ) { row in
            Item(
                sku: try row.get(0),
                productID: try row.get(1),
                variantID: try row.get(2),
                managesStock: try row.get(3)
            )
        }
        guard let item else { throw KernelError.unknown("sku", "'\(sku)' is no product's or variant's SKU") }
        guard item.variantID == nil else { return item }
        let variants = try tx.query(
            "SELECT sku FROM product_variants WHERE product_id = $1 ORDER BY position LIMIT 5",
            item.productID
        ) { row in try row.get(0, as: String.self) }
        guard variants.isEmpty else {
            throw KernelError.invalid(
                "sku",
                "'\(sku)' comes in variants; adjust one of them, such as \(variants.joined(separator: ", "))"
            )
        }
        return item
    }

    private static func warehouse(_ id: Warehouse.ID?, in tx: Transaction) throws -> Warehouse.ID {
        guard let id else { return try WarehouseStore.standard(in: tx).id }
        guard try WarehouseStore.find(id, in: tx) != nil else {
            throw KernelError.unknown("warehouse_id", "names warehouse \(id), which is not there")
        }
        return id
    }

    private static func manage(
        _ item: Item,
        _ adjustment: StockAdjustment,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        guard case .to = adjustment.change else {
            throw KernelError.invalid(
                "delta",
                "needs stock that is managed; set the quantity of '\(item.sku)' first"
            )
        }
        if let variant = item.variantID {
            try tx.execute("UPDATE product_variants SET manages_stock = 1 WHERE id = $1", variant)
        }
        try tx.execute(
            "UPDATE products SET manages_stock = 1, version = version + 1, updated_at = $2 WHERE id = $1",
            item.productID,
            now
        )
    }

    /// The row that is adjusted, held until the transaction ends.
    private static func level(
        of item: Item,
        in warehouse: Warehouse.ID,
        _ tx: Transaction,
        at now: Timestamp
    ) throws -> (id: StockLevel.ID, quantity: Int64) {
        let row = try tx.first(
            """
            SELECT id, quantity FROM inventory
            WHERE product_id = $1 AND COALESCE(variant_id, 0) = $2 AND warehouse_id = $3 FOR UPDATE
            """,
            item.productID,
            item.variantID?.value ?? 0,
            warehouse
        ) { row in (id: try row.get(0, as: StockLevel.ID.self), quantity: try row.get(1, as: Int64.self)) }
        if let row { return row }
        let id = try tx.insert(
            """
            INSERT INTO inventory (product_id, variant_id, warehouse_id, quantity, updated_at)
            VALUES ($1, $2, $3, 0, $4) RETURNING id
            """,
            item.productID,
            item.variantID,
            warehouse,
            now
        )
        return (StockLevel.ID(id), 0)
    }

    private static func quantity(
        after change: StockAdjustment.Change,
        _ old: Int64,
        _ sku: String
    ) throws(KernelError) -> Int64 {
        switch change {
        case .to(let quantity):
            guard (0...CatalogLimits.stock).contains(quantity) else {
                throw .invalid("quantity", "must be from 0 to \(CatalogLimits.stock), not \(quantity)")
            }
            return quantity
        case .by(let delta):
            let (quantity, overflow) = old.addingReportingOverflow(delta)
            guard !overflow, (0...CatalogLimits.stock).contains(quantity) else {
                throw .invalid(
                    "delta",
                    "would leave \(overflow ? "too many" : String(quantity)) of '\(sku)', which has \(old); "
                        + "stock is from 0 to \(CatalogLimits.stock)"
                )
            }
            return quantity
        }
    }
}
