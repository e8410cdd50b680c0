import TotemStore

/// Giving the stock of an order back to the rows that it came from, or writing it off, each unit once. The order is held.
enum OrderStock {
    private struct Allocation {
        let id: Int64
        let item: OrderItem.ID
        let stock: StockLevel.ID
        let left: Int64
    }

    private struct Part {
        let allocation: Allocation
        let quantity: Int64
        let goesBack: Bool
    }

    /// Everything that was neither given back nor written off yet.
    static func giveBackAll(of change: OrderChange) throws {
        let all = try allocations(of: change.order.items.map(\.id), in: change.tx)
        try release(all.map { Part(allocation: $0, quantity: $0.left, goesBack: true) }, of: change)
    }

    /// The units of a refund: back to where they came from, or written off. What has no stock that is counted gives nothing.
    static func release(_ lines: [RefundLine], of change: OrderChange) throws {
        guard !lines.isEmpty else { return }
        let allocations = try allocations(of: lines.map(\.itemID), in: change.tx)
        var parts: [Part] = []
        for line in lines {
            var missing = line.quantity.value
            for allocation in allocations where allocation.item == line.itemID && missing > 0 {
                let part = min(allocation.left, missing)
                parts.append(Part(allocation: allocation, quantity: part, goesBack: line.restock))
                missing -= part
            }
        }
        try release(parts, of: change)
    }

    private static func release(_ parts: [Part], of change: OrderChange) throws {
        try markReleased(parts, of: change)
        let items = change.order.items
        var returned: [StockAllocation] = []
        var homeless: [String: Int64] = [:]
        for part in parts where part.quantity > 0 && part.goesBack {
            guard let line = items.firstIndex(where: { $0.id == part.allocation.item }) else { continue }
            guard let product = items[line].productID else {
                homeless[items[line].sku, default: 0] += part.quantity
                continue
            }
            returned.append(
                StockAllocation(
                    line: line,
                    stockID: part.allocation.stock,
                    productID: product,
                    variantID: items[line].variantID,
                    quantity: part.quantity
                )
            )
        }
        if !returned.isEmpty {
            let missed = try InventoryStore.giveBack(returned, in: change.tx, at: change.context.now)
            for part in missed { homeless[items[part.line].sku, default: 0] += part.quantity }
            let gone = Set(missed.map(\.stockID))
            try tell(of: returned.filter { !gone.contains($0.stockID) }, change)
        }
        try tell(of: homeless, change)
    }

    /// What came into stock is told to those who follow it.
    private static func tell(of returned: [StockAllocation], _ change: OrderChange) throws {
        guard !returned.isEmpty else { return }
        let data = EventData(products: returned.map(\.productID), variants: returned.map(\.variantID))
        try Outbox.append(.stockReturned, change.order.id.value, data, in: change.tx, at: change.context.now)
    }

    /// Whoever has the goods in hand is told what they are in no stock of.
    private static func tell(of homeless: [String: Int64], _ change: OrderChange) throws {
        for (sku, units) in homeless.sorted(by: { $0.key < $1.key }) {
            try OrderNotes.add(
                "Back, and in no stock: \(units) of \(sku). What they were taken from is gone, or comes in variants now; add "
                    + "them to what sells them now.",
                to: change
            )
        }
    }

    private static func markReleased(_ parts: [Part], of change: OrderChange) throws {
        let conflict = StoreError(.conflict, "the order's stock was given back meanwhile; look at it and try again")
        try change.tx.together { batch in
            for part in parts where part.quantity > 0 {
                try batch.changeOne(
                    """
                    UPDATE order_allocations SET released_quantity = released_quantity + $2
                    WHERE id = $1 AND released_quantity + $2 <= quantity
                    """,
                    part.allocation.id,
                    part.quantity,
                    orElse: conflict
                )
            }
        }
    }

    private static func allocations(of items: [OrderItem.ID], in tx: Transaction) throws -> [Allocation] {
        try tx.query(
            """
            SELECT id, order_item_id, inventory_id, quantity - released_quantity FROM order_allocations
            WHERE order_item_id = ANY($1) ORDER BY id
            """,
            SQLList(items)
        ) { row in
            Allocation(id: try row.get(0), item: try row.get(1), stock: try row.get(2), left: try row.get(3))
        }
    }
}
