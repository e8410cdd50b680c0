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
        let stock = try tx.together { batch in try sellable(for: lines, in: batch) }
        let plan = try plan(stock, choices: [])
        try take(plan, in: tx, at: now)
        return plan.allocations
    }

    /// Decides which rows serve the lines of an order, and holds none of them yet.
    /// - Throws: ``KernelError`` `insufficient-stock` that names every line that is short, or a plugin's veto.
    static func plan(_ stock: SellableStock, to address: Address?, in call: HookCall) throws -> StockPlan {
        guard call.hears(InventoryAllocate.self), !stock.demands.isEmpty else { return try plan(stock, choices: []) }
        let demands = zip(stock.demands, stock.rows).map { StockDemand($0, stock.lines[$0.lines[0].line].sku, $1) }
        return try plan(stock, choices: try call.run(InventoryAllocate(demands: demands, address: address)))
    }

    /// What an order wants, and the rows that could serve it.
    struct SellableStock {
        fileprivate let lines: [StockRequest]
        fileprivate let demands: [Demand]
        /// Of each demand.
        fileprivate let rows: [[SellableRow]]
    }

    static func sellable(for lines: [StockRequest], in batch: Batch) throws -> Queued<SellableStock> {
        let demands = sum(lines)
        let rows = try demands.map { try sellableRows(of: $0, in: batch) }
        return try Queued.all(rows).map { SellableStock(lines: lines, demands: demands, rows: $0) }
    }

    /// The lines of one product or variant are counted together. The first warehouse that can serve all of it does;
    /// when none can, it is taken from several, by their ids.
    /// - Parameter choices: what is chosen already of the demands.
    private static func plan(_ stock: SellableStock, choices: [StockChoice]) throws -> StockPlan {
        let (demands, rows) = (stock.demands, stock.rows)
        var takes: [StockPlan.Take] = []
        takes.reserveCapacity(demands.count)
        var wanted: [Int64] = []
        wanted.reserveCapacity(demands.count)
        for (index, demand) in demands.enumerated() {
            let chosen = try Chosen(choices.filter { $0.demand == index }, of: demand.quantity, rows[index])
            wanted.append(demand.quantity - chosen.backordered)
            choose(from: rows[index], for: demand, at: index, beside: chosen, into: &takes)
        }
        try refuseShortages(stock.lines, demands, wanted, rows.map { $0.reduce(0) { $0 + $1.quantity } })
        takes.sort { $0.stockID.value < $1.stockID.value }
        return StockPlan(takes: takes, allocations: allocations(takes, demands))
    }

    /// Lowers what the plan says, in the order of ``StoreLock``, with the commit: these are the rows that everybody wants.
    /// - Throws: ``StoreError`` `.conflict`, here or from the commit, when others have changed the stock since it was planned.
    static func take(_ plan: StockPlan, in tx: Transaction, at now: Timestamp) throws {
        for taken in plan.takes { try lower(taken, in: tx, at: now) }
        for (variant, taken) in plan.takesOfVariants { try lowerVariant(variant, taken, in: tx) }
    }

    /// Gives back what was taken. A row that is gone, with its product or variant, is passed over, and so is one that is
    /// of something else than what was sold: there is nothing to sell.
    public static func giveBack(_ allocations: [StockAllocation], in tx: Transaction, at now: Timestamp) throws {
        let taken = Dictionary(grouping: allocations) { $0.stockID }
        let rows = try tx.together { batch in
            Queued.all(
                try taken.sorted(by: { $0.key.value < $1.key.value }).map { id, parts in
                    let quantity = parts.reduce(0) { $0 + $1.quantity }
                    return try batch.query(
                        """
                        UPDATE inventory SET quantity = quantity + $1, updated_at = $2
                        WHERE id = $3 AND product_id = $4 AND COALESCE(variant_id, 0) = $5
                        RETURNING variant_id, warehouse_id
                        """,
                        quantity,
                        now,
                        id,
                        parts[0].productID,
                        parts[0].variantID?.value ?? 0
                    ) { row in
                        (
                            variant: try row.get(0, as: ProductVariant.ID?.self),
                            warehouse: try row.get(1, as: Warehouse.ID.self), quantity: quantity
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

    /// All that the lines want of one product or variant.
    fileprivate struct Demand {
        let productID: Product.ID
        let variantID: ProductVariant.ID?
        var quantity: Int64
        /// The lines, by their places.
        var lines: [(line: Int, quantity: Int64)]
    }

    fileprivate struct SellableRow {
        let id: StockLevel.ID
        let warehouseID: Warehouse.ID
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

    private static func sellableRows(of demand: Demand, in batch: Batch) throws -> Queued<[SellableRow]> {
        try batch.query(
            """
            SELECT inventory.id, inventory.warehouse_id, inventory.quantity FROM inventory
            JOIN warehouses ON warehouses.id = inventory.warehouse_id
            WHERE inventory.product_id = $1 AND COALESCE(inventory.variant_id, 0) = $2 AND warehouses.is_active = 1
            ORDER BY inventory.warehouse_id
            """,
            demand.productID,
            demand.variantID?.value ?? 0
        ) { row in
            SellableRow(id: try row.get(0), warehouseID: try row.get(1), quantity: try row.get(2))
        }
    }

    /// What plugins have chosen of one demand.
    private struct Chosen {
        /// Of each row.
        var taken: [Int64]
        var backordered: Int64 = 0
        /// Nobody's choice yet.
        var left: Int64

        /// - Throws: ``KernelError`` when there is not so much.
        init(_ choices: [StockChoice], of quantity: Int64, _ rows: [SellableRow]) throws(KernelError) {
            taken = rows.map { _ in 0 }
            left = quantity
            for choice in choices {
                guard choice.quantity > 0, choice.quantity <= left else { throw .badChoice(choice) }
                left -= choice.quantity
                guard let warehouse = choice.warehouse else {
                    backordered += choice.quantity
                    continue
                }
                guard let row = rows.firstIndex(where: { $0.warehouseID == warehouse }),
                    choice.quantity <= rows[row].quantity - taken[row]
                else { throw .badChoice(choice) }
                taken[row] += choice.quantity
            }
        }
    }

    private static func choose(
        from rows: [SellableRow],
        for demand: Demand,
        at index: Int,
        beside chosen: Chosen,
        into plan: inout [StockPlan.Take]
    ) {
        var taken = chosen.taken
        var missing = chosen.left
        if let whole = rows.indices.first(where: { rows[$0].quantity - taken[$0] >= missing }) {
            taken[whole] += missing
        } else {
            for row in rows.indices where rows[row].quantity > taken[row] && missing > 0 {
                let part = min(rows[row].quantity - taken[row], missing)
                taken[row] += part
                missing -= part
            }
        }
        for (row, quantity) in zip(rows, taken) where quantity > 0 {
            plan.append(
                StockPlan.Take(
                    demand: index,
                    stockID: row.id,
                    variantID: demand.variantID,
                    warehouseID: row.warehouseID,
                    quantity: quantity
                )
            )
        }
    }

    private static func lower(_ taken: StockPlan.Take, in tx: Transaction, at now: Timestamp) throws {
        try tx.changeOneAtCommit(
            "UPDATE inventory SET quantity = quantity - $1, updated_at = $2 WHERE id = $3 AND quantity >= $1",
            taken.quantity,
            now,
            taken.stockID,
            orElse: .stockHasChanged
        )
    }

    /// A warehouse that has been switched off since has left the sum.
    private static func lowerVariant(
        _ variant: ProductVariant.ID,
        _ taken: StockPlan.Take,
        in tx: Transaction
    ) throws {
        try tx.changeOneAtCommit(
            """
            UPDATE product_variants SET inventory_quantity = inventory_quantity - $1
            WHERE id = $2 AND EXISTS (SELECT 1 FROM warehouses WHERE id = $3 AND is_active = 1)
            """,
            taken.quantity,
            variant,
            taken.warehouseID,
            orElse: .stockHasChanged
        )
    }

    /// Gives each line its part of what was planned for its product or variant.
    private static func allocations(_ plan: [StockPlan.Take], _ demands: [Demand]) -> [StockAllocation] {
        var result: [StockAllocation] = []
        result.reserveCapacity(plan.count)
        // Of each demand the line that is served next, the last first, and what it still wants.
        var next = demands.map { (place: $0.lines.count - 1, wanted: $0.lines[$0.lines.count - 1].quantity) }
        for taken in plan {
            let lines = demands[taken.demand].lines
            var left = taken.quantity
            while left > 0 {
                let place = next[taken.demand].place
                let part = min(left, next[taken.demand].wanted)
                result.append(
                    StockAllocation(
                        line: lines[place].line,
                        stockID: taken.stockID,
                        productID: demands[taken.demand].productID,
                        variantID: taken.variantID,
                        quantity: part
                    )
                )
                left -= part
                next[taken.demand].wanted -= part
                guard next[taken.demand].wanted == 0, place > 0 else { continue }
                next[taken.demand] = (place - 1, lines[place - 1].quantity)
            }
        }
        return result
    }

    private static func refuseShortages(
        _ lines: [StockRequest],
        _ demands: [Demand],
        _ wanted: [Int64],
        _ available: [Int64]
    ) throws(KernelError) {
        var fields: [KernelError.Field] = []
        for index in demands.indices where available[index] < wanted[index] {
            for part in demands[index].lines {
                fields.append(
                    KernelError.Field(
                        "items[\(part.line)].quantity",
                        "\(lines[part.line].sku): \(wanted[index]) wanted, \(available[index]) available"
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

extension StockDemand {
    fileprivate init(_ demand: InventoryStore.Demand, _ sku: String, _ rows: [InventoryStore.SellableRow]) {
        self.init(
            product: demand.productID,
            variant: demand.variantID,
            sku: sku,
            quantity: demand.quantity,
            stock: rows.map { Stock(warehouse: $0.warehouseID, quantity: $0.quantity) }
        )
    }
}

extension StoreError {
    fileprivate static var stockHasChanged: StoreError {
        StoreError(.conflict, "others took the same stock at the same moment, again and again; try again")
    }
}
