import TotemStore

/// The fulfilments of orders with their items.
enum FulfilmentRows {
    private struct Head {
        let order: Order.ID
        let id: Fulfilment.ID
        let warehouseID: Warehouse.ID?
        let state: Fulfilment.State
        let tracking: Tracking
        let createdAt: Timestamp
        let updatedAt: Timestamp
    }

    private typealias Item = (fulfilment: Fulfilment.ID, item: FulfilmentItem)

    static func list(of orders: SQLList, in batch: Batch) throws -> Queued<[OrderParts.Part<Fulfilment>]> {
        try .combining(try heads(orders, in: batch), try items(orders, in: batch)) { heads, items in
            fulfilments(heads, Dictionary(grouping: items, by: \.fulfilment))
        }
    }

    private static func fulfilments(
        _ heads: [Head],
        _ items: [Fulfilment.ID: [Item]]
    ) -> [OrderParts.Part<Fulfilment>] {
        heads.map { head in
            let fulfilment = Fulfilment(
                id: head.id,
                warehouseID: head.warehouseID,
                state: head.state,
                items: (items[head.id] ?? []).map(\.item),
                tracking: head.tracking,
                createdAt: head.createdAt,
                updatedAt: head.updatedAt
            )
            return (head.order, fulfilment)
        }
    }

    private static func heads(_ orders: SQLList, in batch: Batch) throws -> Queued<[Head]> {
        try batch.query(
            """
            SELECT order_id, id, warehouse_id, status, carrier, tracking_number, tracking_url, created_at, updated_at
            FROM fulfilments WHERE order_id = ANY($1) ORDER BY id
            """,
            orders
        ) { row in
            Head(
                order: try row.get(0),
                id: try row.get(1),
                warehouseID: try row.get(2),
                state: try row.get(3),
                tracking: Tracking(kept: try row.get(4), try row.get(5), try row.get(6)),
                createdAt: try row.get(7),
                updatedAt: try row.get(8)
            )
        }
    }

    private static func items(
        _ orders: SQLList,
        in batch: Batch
    ) throws -> Queued<[Item]> {
        try batch.query(
            """
            SELECT fulfilment_items.fulfilment_id, fulfilment_items.order_item_id, fulfilment_items.quantity
            FROM fulfilments JOIN fulfilment_items ON fulfilment_items.fulfilment_id = fulfilments.id
            WHERE fulfilments.order_id = ANY($1) ORDER BY fulfilment_items.id
            """,
            orders
        ) { row in (try row.get(0), FulfilmentItem(itemID: try row.get(1), quantity: try row.get(2))) }
    }
}
