import TotemStore

/// The payments of orders. Every change of an amount is one conditional statement, so that two at once can't take or
/// give back more than there is.
enum PaymentStore {
    /// The payment that an order begins with: authorized where it is paid outside of Totem; else pending, with the request
    /// that makes the order at it.
    static func insert(
        _ amount: Money,
        by method: PaymentMethod,
        for order: Order.ID,
        in batch: Batch,
        at now: Timestamp
    ) throws -> Queued<Payment> {
        let lease = method.lease(at: now)
        let status: Payment.Status = lease == nil ? .authorized : .pending
        return try batch.insert(
            """
            INSERT INTO payments (order_id, amount, payment_method, status, provider_key, busy_until, settle_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6, $7) RETURNING id
            """,
            order,
            amount.amount,
            method.name,
            status,
            lease.map { _ in RandomToken.make() },
            lease,
            now
        ).map { id in
            Payment(
                id: Payment.ID(id),
                method: method.name,
                status: status,
                amount: amount,
                captured: .zero(amount.currency),
                voided: .zero(amount.currency),
                refunded: .zero(amount.currency),
                transactionID: nil,
                isByProvider: lease != nil
            )
        }
    }

    /// What a plugin's tender pays of a new order.
    static func insert(
        tender amount: Money,
        by plugin: String,
        for order: Order.ID,
        in batch: Batch,
        at now: Timestamp
    ) throws -> Queued<Payment> {
        try batch.insert(
            """
            INSERT INTO payments (order_id, amount, captured_amount, payment_method, status, created_at)
            VALUES ($1, $2, $2, $3, 'captured', $4) RETURNING id
            """,
            order,
            amount.amount,
            plugin,
            now
        ).map { id in
            Payment(
                id: Payment.ID(id),
                method: plugin,
                status: .captured,
                amount: amount,
                captured: amount,
                voided: .zero(amount.currency),
                refunded: .zero(amount.currency),
                transactionID: nil
            )
        }
    }

    static func list(
        _ currencies: OrderCurrencies,
        in batch: Batch
    ) throws -> Queued<[OrderParts.Part<Payment>]> {
        try batch.query(
            """
            SELECT order_id, id, payment_method, status, amount, captured_amount, voided_amount, refunded_amount,
              transaction_id, action, failure, CASE WHEN provider_key IS NULL THEN 0 ELSE 1 END
            FROM payments WHERE order_id = ANY($1) ORDER BY id
            """,
            currencies.orders
        ) { row in
            let payment = Payment(
                id: try row.get(1),
                method: try row.get(2),
                status: try row.get(3),
                amount: try currencies.money(row, 4),
                captured: try currencies.money(row, 5),
                voided: try currencies.money(row, 6),
                refunded: try currencies.money(row, 7),
                transactionID: try row.get(8),
                action: try row.get(9, as: String?.self).map { try JSONValue(text: $0) },
                failure: try row.get(10),
                isByProvider: try row.get(11)
            )
            return (try row.get(0), payment)
        }
    }

    /// Writes what an event has made of a payment, if it still is as it was. Its order is held; the condition makes sure.
    static func save(_ payment: Payment, was old: Payment, of order: Order.ID, in tx: Transaction) throws {
        let changed = try tx.execute(
            """
            UPDATE payments SET status = $2, captured_amount = $3, voided_amount = $4, refunded_amount = $5
            WHERE id = $1 AND captured_amount = $6 AND voided_amount = $7 AND refunded_amount = $8
            """,
            payment.id,
            payment.status,
            payment.captured.amount,
            payment.voided.amount,
            payment.refunded.amount,
            old.captured.amount,
            old.voided.amount,
            old.refunded.amount
        )
        guard changed == 1 else {
            throw StoreError(.conflict, "the payment was changed meanwhile; look at it and try again")
        }
        let data = EventData().adding("order", order.value).adding("from", old.status.rawValue)
            .adding("to", payment.status.rawValue)
        try Outbox.append(.paymentChanged, payment.id.value, data, in: tx)
    }

    /// Writes that a payment by a provider was settled: authorized, captured or failed. Its order is held.
    static func settle(_ payment: Payment, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE payments SET status = $2, captured_amount = $3, transaction_id = $4, failure = $5, action = NULL,
              busy_until = NULL, settle_at = NULL
            WHERE id = $1
            """,
            payment.id,
            payment.status,
            payment.captured.amount,
            payment.transactionID,
            payment.failure
        )
    }

    /// What becomes of a pending payment is to be asked at once.
    static func settleSoon(_ id: Payment.ID, in tx: Transaction, at now: Timestamp) throws {
        try tx.execute("UPDATE payments SET settle_at = $2 WHERE id = $1 AND status = 'pending'", id, now)
    }

    /// Writes that nothing is decided about a payment by a provider.
    /// - Parameter next: when to ask again, at the latest.
    static func wait(
        _ id: Payment.ID,
        action: JSONValue?,
        until next: Timestamp,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.execute(
            """
            UPDATE payments SET action = COALESCE($2, action), busy_until = $3, settle_at = $4
            WHERE id = $1 AND status = 'pending'
            """,
            id,
            action?.text(),
            now,
            next
        )
    }

    /// Writes a refund with its lines and where it was taken from.
    /// - Returns: its id.
    static func insert(
        _ refund: NewRefund,
        of order: Order.ID,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Refund.ID {
        let id = try tx.insert(
            """
            INSERT INTO refunds (order_id, amount, shipping_amount, reason, status, created_at)
            VALUES ($1, $2, $3, $4, 'succeeded', $5) RETURNING id
            """,
            order,
            refund.amount.amount,
            refund.shipping.amount,
            refund.reason,
            now
        )
        try tx.together { batch in
            for line in refund.lines {
                try batch.execute(
                    """
                    INSERT INTO refund_lines (refund_id, order_item_id, quantity, unshipped_quantity, amount, tax_amount,
                      restock)
                    VALUES ($1, $2, $3, $4, $5, $6, $7)
                    """,
                    id,
                    line.itemID,
                    line.quantity,
                    line.unshipped,
                    line.amount.amount,
                    line.tax.amount,
                    line.restock
                )
            }
            for part in refund.parts {
                try batch.execute(
                    "INSERT INTO refund_payments (refund_id, payment_id, amount) VALUES ($1, $2, $3)",
                    id,
                    part.paymentID,
                    part.amount.amount
                )
            }
        }
        let data = EventData().adding("order", order.value).adding("amount", refund.amount.amount)
        try Outbox.append(.refundCreated, id, data, in: tx, at: now)
        return Refund.ID(id)
    }
}

extension PaymentMethod {
    /// Until when a request may be at a new payment: it may begin to ask within one ``PaymentProvider/patience``, and is
    /// answered within another.
    func lease(at now: Timestamp) -> Timestamp? {
        switch self {
        case .manual, .absent: nil
        case .provider(_, let patience): now.adding(patience * 2)
        }
    }
}

extension Timestamp {
    func adding(_ duration: Duration) -> Timestamp { adding(milliseconds: Int64(duration / .milliseconds(1))) }
}

/// A refund that is about to be written.
struct NewRefund {
    let amount: Money
    let shipping: Money
    let lines: [RefundLine]
    let parts: [RefundPart]
    let reason: String
}
