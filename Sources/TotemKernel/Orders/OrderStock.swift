import TotemStore

/// Giving the stock of an order back to the rows that it came from, each unit once. The order is held.
enum OrderStock {
    private struct Allocation {
        let id: Int64
        let item: OrderItem.ID
        let stock: StockLevel.ID
        let left: Int64
    }

    /// Everything that was not given back yet.
    static func giveBackAll(of change: OrderChange) throws {
        try giveBack(try allocations(of: change.order.items.map(\.id), in: change.tx).map { ($0, $0.left) }, of: change)
    }

    /// Units of lines. What was given back before, and what has no stock that is counted, gives nothing.
    static func giveBack(_ units: [(item: OrderItem.ID, quantity: Int64)], of change: OrderChange) throws {
        guard !units.isEmpty else { return }
        let allocations = try allocations(of: units.map(\.item), in: change.tx)
        var parts: [(Allocation, Int64)] = []
        for (item, quantity) in units {
            var missing = quantity
            for allocation in allocations where allocation.item == item && missing > 0 {
                let part = min(allocation.left, missing)
                parts.append((allocation, part))
                missing -= part
            }
        }
        try giveBack(parts, of: change)
    }

    private static func giveBack(_ parts: [(Allocation, Int64)], of change: OrderChange) throws {
        let items = change.order.items
        var returned: [StockAllocation] = []
        for (allocation, quantity) in parts where quantity > 0 {
            try change.tx.changeOneLater(
                """
                UPDATE order_allocations SET released_quantity = released_quantity + $2
                WHERE id = $1 AND released_quantity + $2 <= quantity
                """,
                allocation.id,
                quantity,
                orElse: StoreError(.conflict, "the order's stock was given back meanwhile; look at it and try again")
            )
            guard let line = items.firstIndex(where: { $0.id == allocation.item }), let product = items[line].productID
            else { continue }
            returned.append(
                StockAllocation(
                    line: line,
                    stockID: allocation.stock,
                    productID: product,
                    variantID: items[line].variantID,
                    quantity: quantity
                )
            )
        }
        try InventoryStore.giveBack(returned, in: change.tx, at: change.context.now)
        guard !returned.isEmpty else { return }
        let data = EventData(products: returned.map(\.productID), variants: returned.map(\.variantID))
        try Outbox.append(.stockReturned, change.order.id.value, data, in: change.tx, at: change.context.now)
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
