public import TotemStore

/// Taking stock for an order and giving it back. Nothing is ever sold twice: a row is lowered only by a statement
/// that checks that enough is there.
public enum InventoryStore {
    /// Takes what the lines want from the active warehouses, all or nothing, without asking plugins.
    /// - Returns: what was taken, for ``giveBack(_:in:at:)``; several for a line that was split.
    /// - Throws: ``KernelError`` `insufficient-stock` that names every line that is short. Nothing was taken then.
    public static func take(
        _ lines: [StockRequest],
        in tx: Transaction,
        at now: Timestamp
    ) throws -> [StockAllocation] {
        let stock = try tx.together { batch in try SellableStock.read(for: lines, in: batch) }
        let plan = try stock.plan(choices: [])
        try take(plan, atOnce: false, in: tx, at: now)
        return plan.allocations
    }

    /// Decides which rows serve the lines of an order, and holds none of them yet.
    /// - Throws: ``KernelError`` `insufficient-stock` that names every line that is short, or a plugin's veto.
    static func plan(_ stock: SellableStock, to address: Address?, in call: HookCall) throws -> StockPlan {
        guard call.hears(InventoryAllocate.self), !stock.demands.isEmpty else { return try stock.plan(choices: []) }
        return try stock.plan(choices: try call.run(InventoryAllocate(demands: stock.asked, address: address)))
    }

    /// Lowers what the plan says, in the order of ``StoreLock``, with the commit: these are the rows that everybody wants.
    /// - Parameter atOnce: rather than with the commit, for a transaction that may make several orders: the next is planned on
    ///   what this leaves.
    /// - Throws: ``StoreError`` `.conflict`, here or from the commit, when others have changed the stock since it was planned.
    static func take(_ plan: StockPlan, atOnce: Bool, in tx: Transaction, at now: Timestamp) throws {
        guard atOnce else {
            return try lower(plan, at: now) { try tx.changeOneAtCommit($0, $1, $2, $3, orElse: .stockHasChanged) }
        }
        try tx.together { batch in
            try lower(plan, at: now) { try batch.changeOne($0, $1, $2, $3, orElse: .stockHasChanged) }
        }
    }

    /// - Parameter change: runs a statement that must change one row.
    private static func lower(
        _ plan: StockPlan,
        at now: Timestamp,
        by change: (SQL, any SQLEncodable, any SQLEncodable, any SQLEncodable) throws -> Void
    ) throws {
        for taken in plan.takes { try change(lowering, taken.quantity, now, taken.stockID) }
        for (variant, taken) in plan.takesOfVariants {
            try change(loweringVariant, taken.quantity, variant, taken.warehouseID)
        }
    }

    private static let lowering: SQL =
        "UPDATE inventory SET quantity = quantity - $1, updated_at = $2 WHERE id = $3 AND quantity >= $1"

    /// A warehouse that has been switched off since has left the sum.
    private static let loweringVariant: SQL = """
        UPDATE product_variants SET inventory_quantity = inventory_quantity - $1
        WHERE id = $2 AND EXISTS (SELECT 1 FROM warehouses WHERE id = $3 AND is_active = 1)
        """

    /// Gives back what was taken. A row that is gone, with its product or variant, is passed over, and so is one that is
    /// of something else than what was sold, or of a product that comes in variants by now: nobody could buy it.
    /// - Returns: what was passed over.
    @discardableResult
    public static func giveBack(
        _ allocations: [StockAllocation],
        in tx: Transaction,
        at now: Timestamp
    ) throws -> [StockAllocation] {
        let taken = Dictionary(grouping: allocations) { $0.stockID }
        let rows = try tx.together { batch in
            Queued.all(
                try taken.sorted(by: { $0.key.value < $1.key.value }).map { id, parts in
                    let quantity = parts.reduce(0) { $0 + $1.quantity }
                    return try batch.query(
                        """
                        UPDATE inventory SET quantity = quantity + $1, updated_at = $2
                        WHERE id = $3 AND product_id = $4 AND COALESCE(variant_id, 0) = $5
                          AND (variant_id IS NOT NULL OR NOT EXISTS
                            (SELECT 1 FROM product_variants WHERE product_variants.product_id = $4))
                        RETURNING variant_id, warehouse_id, id
                        """,
                        quantity,
                        now,
                        id,
                        parts[0].productID,
                        parts[0].variantID?.value ?? 0
                    ) { row in
                        (
                            variant: try row.get(0, as: ProductVariant.ID?.self),
                            warehouse: try row.get(1, as: Warehouse.ID.self), quantity: quantity,
                            stock: try row.get(2, as: StockLevel.ID.self)
                        )
                    }
                }
            )
        }
        var raised: [(variant: ProductVariant.ID, warehouse: Warehouse.ID, quantity: Int64)] = []
        for row in rows.joined() {
            if let variant = row.variant { raised.append((variant, row.warehouse, row.quantity)) }
        }
        raised.sort { $0.variant.value < $1.variant.value }
        try tx.together { batch in
            for (variant, warehouse, quantity) in raised {
                try raiseVariant(variant, by: quantity, in: warehouse, in: batch)
            }
        }
        let found = Set(rows.joined().map { $0.stock })
        return allocations.filter { !found.contains($0.stockID) }
    }

    /// Keeps `product_variants.inventory_quantity`, which counts what active warehouses hold, when a row was given more or
    /// less. For those who hold the stock row: when the warehouse is switched meanwhile, ``StockRecount`` waits for them.
    static func raiseVariant(
        _ variant: ProductVariant.ID,
        by delta: Int64,
        in warehouse: Warehouse.ID,
        in batch: Batch
    ) throws {
        try batch.execute(
            """
            UPDATE product_variants SET inventory_quantity = inventory_quantity + $1
            WHERE id = $2 AND EXISTS (SELECT 1 FROM warehouses WHERE id = $3 AND is_active = 1)
            """,
            delta,
            variant,
            warehouse
        )
    }
}

extension StoreError {
    fileprivate static var stockHasChanged: StoreError {
        StoreError(.conflict, "others took the same stock at the same moment, again and again; try again")
    }
}
