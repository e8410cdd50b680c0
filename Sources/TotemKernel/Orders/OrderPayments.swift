public import TotemStore

/// What the shop's staff does with an order's money. The order's state follows.
public enum OrderPayments {
    private static let reasonRule = TextRule(0...500, allowsLines: true)

    /// Captures an authorized payment; the order becomes `paid`.
    /// - Parameter amount: nil for all that was authorized.
    /// - Throws: ``KernelError``: forbidden, not found, illegal in its state, or a plugin's veto.
    public static func capture(
        _ payment: Payment.ID,
        of id: Order.ID,
        amount: Money?,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        let (order, payment) = try find(payment, of: id, in: tx, context)
        try PaymentStore.capture(payment, amount, in: tx)
        if order.status.next.contains(.paid) {
            try OrderTransitions.take(order, to: .paid, comment: "Payment captured", in: tx, context)
        }
        return try OrderStore.get(id, in: tx)
    }

    /// Gives an authorization up. The order stays as it is: cancel it, or let the buyer pay again.
    /// - Throws: ``KernelError``: forbidden, not found, or illegal in its state.
    public static func void(
        _ payment: Payment.ID,
        of id: Order.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        let (_, payment) = try find(payment, of: id, in: tx, context)
        try PaymentStore.void(payment, in: tx)
        return try OrderStore.get(id, in: tx)
    }

    /// Gives money back, from the order's payments one after another. The order becomes `refunded` when nothing captured
    /// is left, and `partially_refunded` before.
    /// - Throws: ``KernelError``: forbidden, not found, naming `amount` when it is more than is left, or a plugin's veto.
    public static func refund(
        _ amount: Money,
        of id: Order.ID,
        reason: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> (order: Order, refunds: [Refund]) {
        try context.actor.require(.staff)
        try reasonRule.check(reason, "reason")
        let order = try OrderStore.held(id, in: tx)
        let left = try refundable(order)
        guard amount.currency == order.currency else {
            throw KernelError.invalid("amount", "must be in \(order.currency), the currency of the order")
        }
        guard amount.amount > 0, amount.amount <= left.amount else {
            throw KernelError.invalid(
                "amount",
                "must be from 1 to \(left.amount): of what was captured, that is left to refund"
            )
        }
        let refunds = try split(amount, over: order, reason: reason, in: tx, at: context.now)
        let state: OrderState = amount == left ? .refunded : .partiallyRefunded
        if state != order.status {
            let comment = reason.isEmpty ? "Refunded \(amount.formatted)" : reason
            try OrderTransitions.take(order, to: state, comment: comment, in: tx, context)
        }
        return (try OrderStore.get(id, in: tx), refunds)
    }

    private static func split(
        _ amount: Money,
        over order: Order,
        reason: String,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> [Refund] {
        var rest = amount
        var refunds: [Refund] = []
        for payment in order.payments where rest.amount > 0 {
            let left = try payment.captured - payment.refunded
            let part = Money(min(left.amount, rest.amount), rest.currency)
            guard part.amount > 0 else { continue }
            refunds.append(
                try PaymentStore.refund(part, of: payment, order: order.id, reason: reason, in: tx, at: now)
            )
            rest = try rest - part
        }
        return refunds
    }

    private static func refundable(_ order: Order) throws(KernelError) -> Money {
        var left = Money.zero(order.currency)
        for payment in order.payments { left = try left + (payment.captured - payment.refunded) }
        return left
    }

    private static func find(
        _ payment: Payment.ID,
        of id: Order.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> (Order, Payment) {
        try context.actor.require(.staff)
        let order = try OrderStore.held(id, in: tx)
        guard let found = order.payments.first(where: { $0.id == payment }) else {
            throw KernelError.notFound("payment \(payment) of order \(id)")
        }
        return (order, found)
    }
}
