import TotemStore

extension OrderFulfilments {
    /// Parcels of these orders can't be followed any more: that leads to who got them.
    static func eraseTracking(ofOrders orders: SQLList, in tx: Transaction) throws {
        try tx.execute(
            "UPDATE fulfilments SET tracking_number = NULL, tracking_url = NULL WHERE order_id = ANY($1)",
            orders
        )
    }
}
