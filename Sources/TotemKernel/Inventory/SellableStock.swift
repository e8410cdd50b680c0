import TotemStore

/// What an order wants, and the rows of stock that could serve it.
struct SellableStock {
    /// All that the lines want of one product or variant.
    struct Demand {
        let productID: Product.ID
        let variantID: ProductVariant.ID?
        var quantity: Int64
        /// The lines, by their places.
        var lines: [(line: Int, quantity: Int64)]
    }

    struct SellableRow {
        let id: StockLevel.ID
        let warehouseID: Warehouse.ID
        let quantity: Int64
    }

    let lines: [StockRequest]
    let demands: [Demand]
    /// Of each demand.
    private let rows: [[SellableRow]]

    static func read(for lines: [StockRequest], in batch: Batch) throws -> Queued<SellableStock> {
        let demands = sum(lines)
        let rows = try demands.map { try sellableRows(of: $0, in: batch) }
        return try Queued.all(rows).map { SellableStock(lines: lines, demands: demands, rows: $0) }
    }

    /// As plugins are asked about it.
    var asked: [StockDemand] {
        zip(demands, rows).map { demand, rows in
            StockDemand(
                product: demand.productID,
                variant: demand.variantID,
                sku: lines[demand.lines[0].line].sku,
                quantity: demand.quantity,
                stock: rows.map { StockDemand.Stock(warehouse: $0.warehouseID, quantity: $0.quantity) }
            )
        }
    }

    /// The lines of one product or variant are counted together. The first warehouse that can serve all of it does;
    /// when none can, it is taken from several, by their ids.
    /// - Parameter choices: what is chosen already of the demands.
    func plan(choices: [StockChoice]) throws -> StockPlan {
        var takes: [StockPlan.Take] = []
        takes.reserveCapacity(demands.count)
        var wanted: [Int64] = []
        wanted.reserveCapacity(demands.count)
        for (index, demand) in demands.enumerated() {
            let chosen = try Chosen(choices.filter { $0.demand == index }, of: demand.quantity, rows[index])
            wanted.append(demand.quantity - chosen.backordered)
            Self.choose(from: rows[index], for: demand, at: index, beside: chosen, into: &takes)
        }
        try refuseShortages(wanted, rows.map { $0.reduce(0) { $0 + $1.quantity } })
        takes.sort { $0.stockID.value < $1.stockID.value }
        return StockPlan(takes: takes, allocations: allocations(of: takes))
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

    /// Gives each line its part of what was planned for its product or variant.
    private func allocations(of plan: [StockPlan.Take]) -> [StockAllocation] {
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

    private func refuseShortages(_ wanted: [Int64], _ available: [Int64]) throws(KernelError) {
        var fields: [KernelError.Field] = []
        var mends: [String] = []
        for index in demands.indices where available[index] < wanted[index] {
            for part in demands[index].lines {
                let line = lines[part.line]
                let shortage = "\(line.sku): \(wanted[index]) wanted, \(available[index]) available"
                fields.append(KernelError.Field("items[\(part.line)].quantity", shortage + line.origin))
                if !mends.contains(line.mend) { mends.append(line.mend) }
            }
        }
        guard !fields.isEmpty else { return }
        let what = fields.map(\.message).joined(separator: "; ")
        throw KernelError(
            .conflict,
            "insufficient-stock",
            "Not enough in stock: \(what). \(mends.joined(separator: " "))",
            fields: fields
        )
    }
}

extension StockRequest {
    /// Whose the line is, where it is not the buyer's.
    fileprivate var origin: String {
        guard let plugin else { return "" }
        return parent.map { " (part of \($0), by the plugin \(plugin))" } ?? " (by the plugin \(plugin))"
    }

    /// What helps against a shortage.
    fileprivate var mend: String {
        guard let plugin else { return "Lower the quantity or remove the line." }
        guard let parent else {
            return "What the plugin \(plugin) has put in goes when that goes for which it came."
        }
        return "Lower the quantity of \(parent) or remove its line: its parts follow."
    }
}
