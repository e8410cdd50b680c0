import TotemStore

/// The payments of orders. Every change of an amount is one conditional statement, so that two at once can't take or
/// give back more than there is.
public enum PaymentStore {
    static func authorize(
        _ amount: Money,
        by method: PaymentMethod,
        for order: Order.ID,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Pending<Payment> {
        try tx.insertLater(
            """
            INSERT INTO payments (order_id, amount, payment_method, status, created_at)
            VALUES ($1, $2, $3, 'authorized', $4) RETURNING id
            """,
            order,
            amount.amount,
            method.rawValue,
            now
        ).map { id in
            Payment(
                id: Payment.ID(id),
                method: method.rawValue,
                status: .authorized,
                amount: amount,
                captured: .zero(amount.currency),
                refunded: .zero(amount.currency),
                transactionID: nil
            )
        }
    }

    static func list(of order: Order.ID, in currency: Currency, in tx: Transaction) throws -> Pending<[Payment]> {
        try tx.queryLater(
            """
            SELECT id, payment_method, status, amount, captured_amount, refunded_amount, transaction_id
            FROM payments WHERE order_id = $1 ORDER BY id
            """,
            order
        ) { row in
            Payment(
                id: try row.get(0),
                method: try row.get(1),
                status: try row.get(2),
                amount: Money(try row.get(3), currency),
                captured: Money(try row.get(4), currency),
                refunded: Money(try row.get(5), currency),
                transactionID: try row.get(6)
            )
        }
    }

    /// Takes the money, once; what is not captured of an authorization is given up.
    /// - Parameter amount: nil for all of it.
    /// - Throws: ``KernelError``: a conflict in another status, naming `amount` when it is out of range.
    static func capture(_ payment: Payment, _ amount: Money?, in tx: Transaction) throws {
        guard payment.status.after(.capture) != nil else { throw KernelError.illegal("capture", payment) }
        let amount = amount ?? payment.amount
        guard amount.currency == payment.amount.currency else {
            throw KernelError.mixedCurrencies(amount.currency, payment.amount.currency)
        }
        guard (1...max(1, payment.amount.amount)).contains(amount.amount) || amount == payment.amount else {
            throw KernelError.invalid(
                "amount",
                "must be from 1 to \(payment.amount.amount), which is what was authorized"
            )
        }
        let changed = try tx.execute(
            "UPDATE payments SET status = 'captured', captured_amount = $2 WHERE id = $1 AND status = 'authorized'",
            payment.id,
            amount.amount
        )
        guard changed == 1 else { throw KernelError.illegal("capture", payment) }
    }

    /// Gives an authorization up.
    /// - Throws: ``KernelError``: a conflict in another status.
    static func void(_ payment: Payment, in tx: Transaction) throws {
        guard payment.status.after(.void) != nil else { throw KernelError.illegal("void", payment) }
        let changed = try tx.execute(
            "UPDATE payments SET status = 'voided' WHERE id = $1 AND status = 'authorized'",
            payment.id
        )
        guard changed == 1 else { throw KernelError.illegal("void", payment) }
    }

    /// Gives money back, at most what was captured and not given back before.
    static func refund(
        _ amount: Money,
        of payment: Payment,
        order: Order.ID,
        reason: String,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Refund {
        let isFull = payment.refunded.amount + amount.amount == payment.captured.amount
        guard let status = payment.status.after(.refund(isFull: isFull)) else {
            throw KernelError.illegal("refund", payment)
        }
        let changed = try tx.execute(
            """
            UPDATE payments SET refunded_amount = refunded_amount + $2, status = $3
            WHERE id = $1 AND refunded_amount = $4 AND refunded_amount + $2 <= captured_amount
            """,
            payment.id,
            amount.amount,
            status,
            payment.refunded.amount
        )
        guard changed == 1 else { throw KernelError.illegal("refund", payment) }
        let id = try tx.insert(
            """
            INSERT INTO refunds (order_id, payment_id, amount, reason, status, created_at)
            VALUES ($1, $2, $3, $4, 'succeeded', $5) RETURNING id
            """,
            order,
            payment.id,
            amount.amount,
            reason,
            now
        )
        try Outbox.append(.refundCreated, id, in: tx, at: now)
        return Refund(
            id: Refund.ID(id),
            paymentID: payment.id,
            amount: amount,
            reason: reason,
            status: .succeeded,
            createdAt: now
        )
    }

    static func refunds(
        of order: Order.ID,
        in currency: Currency,
        in tx: Transaction
    ) throws -> Pending<[Refund]> {
        try tx.queryLater(
            "SELECT id, payment_id, amount, reason, status, created_at FROM refunds WHERE order_id = $1 ORDER BY id",
            order
        ) { row in
            Refund(
                id: try row.get(0),
                paymentID: try row.get(1),
                amount: Money(try row.get(2), currency),
                reason: try row.get(3),
                status: try row.get(4),
                createdAt: try row.get(5)
            )
        }
    }
}

extension KernelError {
    fileprivate static func illegal(_ what: String, _ payment: Payment) -> KernelError {
        let legal: [String] =
            switch payment.status {
            case .authorized: ["capture", "void"]
            case .captured, .partiallyRefunded: ["refund"]
            case .pending, .voided, .failed, .refunded: []
            }
        let hint = legal.isEmpty ? "nothing more can be done with it" : "it can take: \(legal.joined(separator: ", "))"
        return KernelError(
            .conflict,
            "illegal-payment-state",
            "The payment \(payment.id) is \(payment.status.rawValue) and can't take a \(what); \(hint)."
        )
    }
}
