import TotemStore

/// The row of a payment that a provider was asked for.
struct AskedPayment {
    let id: Payment.ID
    let order: Order.ID
    let method: String
    let status: Payment.Status
    let action: JSONValue?
    /// In the currency of the order.
    let amount: Int64
    let key: String
    let transactionID: String?
    /// Until when a request is at it.
    let busyUntil: Timestamp?
}

extension PaymentStore {
    /// Nil also for a payment that no provider has a part in.
    static func askedFor(_ id: Payment.ID, in tx: Transaction) throws -> AskedPayment? {
        try tx.first(
            """
            SELECT id, order_id, payment_method, status, action, amount, provider_key, transaction_id, busy_until
            FROM payments WHERE id = $1 AND provider_key IS NOT NULL
            """,
            id
        ) { row in
            AskedPayment(
                id: try row.get(0),
                order: try row.get(1),
                method: try row.get(2),
                status: try row.get(3),
                action: try row.get(4, as: String?.self).map { try JSONValue(text: $0) },
                amount: try row.get(5),
                key: try row.get(6),
                transactionID: try row.get(7),
                busyUntil: try row.get(8)
            )
        }
    }

    /// Makes a request the one that is at a pending payment.
    /// - Returns: false when another is, or it is not pending.
    static func lease(_ id: Payment.ID, until end: Timestamp, in tx: Transaction, at now: Timestamp) throws -> Bool {
        let taken = try tx.execute(
            """
            UPDATE payments SET busy_until = $2, settle_at = $2
            WHERE id = $1 AND status = 'pending' AND busy_until <= $3
            """,
            id,
            end,
            now
        )
        return taken == 1
    }

    /// Payments whose providers are to be asked what became of them.
    static func due(_ limit: Int, in tx: Transaction, at now: Timestamp) throws -> [Payment.ID] {
        try tx.query("SELECT id FROM payments WHERE settle_at <= $1 ORDER BY settle_at LIMIT $2", now, limit) { row in
            try row.get(0)
        }
    }
}
