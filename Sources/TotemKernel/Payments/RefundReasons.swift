import TotemStore

extension PaymentStore {
    /// Refunds of these orders say no more why they were given: staff may have written about a person there.
    static func eraseReasons(ofOrders orders: SQLList, in tx: Transaction) throws {
        try tx.execute("UPDATE refunds SET reason = '' WHERE order_id = ANY($1)", orders)
        try tx.execute(
            """
            UPDATE payment_operations SET reason = '', request = NULL
            WHERE status <> 'pending' AND payment_id IN (SELECT id FROM payments WHERE order_id = ANY($1))
            """,
            orders
        )
    }
}
