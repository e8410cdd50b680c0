import TotemStore

extension CartStore {
    /// Holds a cart until the transaction ends; one that is gone is held by nobody.
    static func hold(_ id: Cart.ID, in tx: Transaction) throws {
        _ = try tx.first("SELECT id FROM carts WHERE id = $1 FOR UPDATE", id) { _ in true }
    }

    /// Takes a cart back from an order that came to nothing: it is as it was, with a new version.
    static func reopen(_ id: Cart.ID, from order: Order.ID, in tx: Transaction, at now: Timestamp) throws {
        try tx.execute(
            """
            UPDATE carts SET order_id = NULL, version = version + 1, updated_at = $3 WHERE id = $1 AND order_id = $2
            """,
            id,
            order,
            now
        )
    }
}
