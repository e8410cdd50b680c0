public import TotemStore

/// Taking stock for an order and giving it back. Nothing is ever sold twice: a row is lowered only by a statement
/// that checks that enough is there.
public enum InventoryStore {
    /// Takes what the lines want from the active warehouses, all or nothing.
    ///
    /// The lines of one product or variant are counted together. The first warehouse that can serve all of it does;
    /// when none can, it is taken from several, by their ids. Rows are lowered in the order of their ids, so that two
    /// orders never wait for each other in a circle.
    /// - Returns: what was taken, for ``giveBack(_:in:at:)``; several for a line that was split.
    /// - Throws: ``KernelError`` `insufficient-stock` that names every line that is short. Nothing was taken then.
    public static func take(
        _ lines: [StockRequest],
        in tx: Transaction,
        at now: Timestamp
    ) throws -> [StockAllocation] {
        let demands = sum(lines)
        var plan: [PlannedTake] = []
        plan.reserveCapacity(demands.count)
        var available: [Int64] = []
        for (index, demand) in demands.enumerated() {
            let rows = try sellableRows(of: demand, in: tx)
            available.append(rows.reduce(0) { $0 + $1.quantity })
            choose(from: rows, for: demand, at: index, into: &plan)
        }
        try refuseShortages(lines, demands, available)
        plan.sort { $0.stockID.value < $1.stockID.value }
        for taken in plan { try lower(taken, in: tx, at: now) }
        for demand in demands { try lowerVariant(demand, in: tx) }
        return allocations(plan, demands)
    }

    /// Gives back what was taken. A row whose product was deleted meanwhile is passed over: there is nothing to sell.
    public static func giveBack(_ allocations: [StockAllocation], in tx: Transaction, at now: Timestamp) throws {
        for allocation in allocations.sorted(by: { $0.stockID.value < $1.stockID.value }) {
            let row = try tx.first(
                """
                UPDATE inventory SET quantity = quantity + $1, updated_at = $2 WHERE id = $3
                RETURNING variant_id, warehouse_id
                """,
                allocation.quantity,
                now,
                allocation.stockID
            ) { row in
                (variant: try row.get(0, as: ProductVariant.ID?.self), warehouse: try row.get(1, as: Warehouse.ID.self))
            }
            guard let row, let variant = row.variant else { continue }
            try raiseVariant(variant, by: allocation.quantity, in: row.warehouse, in: tx)
        }
    }

    /// Keeps `product_variants.inventory_quantity`, which counts what active warehouses hold.
    static func raiseVariant(
        _ variant: ProductVariant.ID,
        by delta: Int64,
        in warehouse: Warehouse.ID,
        in tx: Transaction
    ) throws {
        try tx.execute(
            """
            UPDATE product_variants SET inventory_quantity = inventory_quantity + $1
            WHERE id = $2 AND EXISTS (SELECT 1 FROM warehouses WHERE id = $3 AND is_active = 1)
            """,
            delta,
            variant,
            warehouse
        )
    }

    /// All that the lines want of one product or variant.
    private struct Demand {
        let productID: Product.ID
        let variantID: ProductVariant.ID?
        var quantity: Int64
        /// The lines, by their places.
        var lines: [(line: Int, quantity: Int64)]
    }

    private struct PlannedTake {
        let demand: Int
        let stockID: StockLevel.ID
        let quantity: Int64
    }

    private struct SellableRow {
        let id: StockLevel.ID
        let quantity: Int64
    }

    /// A cart has few lines: looking through them costs less than hashing them.
    private static func sum(_ lines: [StockRequest]) -> [Demand] {
        var demands: [Demand] = []
        demands.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            let part = (line: index, quantity: line.quantity.value)
            let known = demands.firstIndex { $0.productID == line.productID && $0.variantID == line.variantID }
            if let known {
                demands[known].quantity += line.quantity.value
                demands[known].lines.append(part)
                continue
            }
            demands.append(
                Demand(
                    productID: line.productID,
                    variantID: line.variantID,
                    quantity: line.quantity.value,
                    lines: [part]
                )
            )
        }
        return demands
    }

    private static func sellableRows(of demand: Demand, in tx: Transaction) throws -> [SellableRow] {
        try tx.query(
            """
            SELECT inventory.id, inventory.quantity FROM inventory
            JOIN warehouses ON warehouses.id = inventory.warehouse_id
            WHERE inventory.product_id = $1 AND COALESCE(inventory.variant_id, 0) = $2 AND warehouses.is_active = 1
            ORDER BY inventory.warehouse_id
            """,
            demand.productID,
            demand.variantID?.value ?? 0
        ) { row in
            SellableRow(id: try row.get(0), quantity: try row.get(1))
        }
    }

    private static func choose(
        from rows: [SellableRow],
        for demand: Demand,
        at index: Int,
        into plan: inout [PlannedTake]
    ) {
        if let whole = rows.first(where: { $0.quantity >= demand.quantity }) {
            plan.append(PlannedTake(demand: index, stockID: whole.id, quantity: demand.quantity))
            return
        }
        var missing = demand.quantity
        for row in rows where row.quantity > 0 && missing > 0 {
            let part = min(row.quantity, missing)
            plan.append(PlannedTake(demand: index, stockID: row.id, quantity: part))
            missing -= part
        }
    }

    private static func lower(_ taken: PlannedTake, in tx: Transaction, at now: Timestamp) throws {
        let changed = try tx.execute(
            "UPDATE inventory SET quantity = quantity - $1, updated_at = $2 WHERE id = $3 AND quantity >= $1",
            taken.quantity,
            now,
            taken.stockID
        )
        guard changed == 1 else {
            throw StoreError(.locked, "another order took stock at the same moment; try again")
        }
    }

    private static func lowerVariant(_ demand: Demand, in tx: Transaction) throws {
        guard let variant = demand.variantID else { return }
        try tx.execute(
            "UPDATE product_variants SET inventory_quantity = inventory_quantity - $1 WHERE id = $2",
            demand.quantity,
            variant
        )
    }

    /// Gives each line its part of what was planned for its product or variant.
    private static func allocations(_ plan: [PlannedTake], _ demands: [Demand]) -> [StockAllocation] {
        var result: [StockAllocation] = []
        result.reserveCapacity(plan.count)
        var rest = demands
        for taken in plan {
            var left = taken.quantity
            while left > 0 {
                let last = rest[taken.demand].lines.count - 1
                let line = rest[taken.demand].lines[last]
                let part = min(left, line.quantity)
                result.append(StockAllocation(line: line.line, stockID: taken.stockID, quantity: part))
                left -= part
                if part == line.quantity {
                    rest[taken.demand].lines.removeLast()
                } else {
                    rest[taken.demand].lines[last].quantity -= part
                }
            }
        }
        return result
    }

    private static func refuseShortages(
        _ lines: [StockRequest],
        _ demands: [Demand],
        _ available: [Int64]
    ) throws(KernelError) {
        var fields: [KernelError.Field] = []
        for (demand, available) in zip(demands, available) where available < demand.quantity {
            for part in demand.lines {
                fields.append(
                    KernelError.Field(
                        "items[\(part.line)].quantity",
                        "\(lines[part.line].sku): \(demand.quantity) wanted, \(available) available"
                    )
                )
            }
        }
        guard !fields.isEmpty else { return }
        throw KernelError(
            .conflict,
            "insufficient-stock",
            "Not enough in stock: \(fields.map(\.message).joined(separator: "; ")). Lower the quantity or remove the line.",
            fields: fields
        )
    }
}
