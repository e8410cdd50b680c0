public import TotemStore

/// What the shop's staff does with an order's payments. The order's state follows.
public enum OrderPayments {
    /// Captures an authorized payment, or a part of it; the rest can be captured later.
    /// - Parameter amount: nil for all that is left of it.
    /// - Throws: ``KernelError``: forbidden, not found, illegal in its state, naming `amount` when it is out of range, or a
    ///   plugin's veto.
    public static func capture(
        _ id: Payment.ID,
        of order: Order.ID,
        amount: Money?,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        let change = try OrderChange(of: order, in: tx, context)
        try change.payment(id).refuseProvider()
        let (captured, amount) = try capturing(id, amount, change)
        return try save(captured, comment: "Captured \(amount.formatted)", change)
    }

    /// What capturing would make of a payment, and how much it is.
    static func capturing(
        _ id: Payment.ID,
        _ amount: Money?,
        _ change: OrderChange
    ) throws(KernelError) -> (payment: Payment, amount: Money) {
        let payment = try change.payment(id)
        let amount = amount ?? payment.open
        guard payment.after(.capture(payment.open.amount)) != nil else { throw KernelError.illegal("capture", payment) }
        try change.requireCurrency(of: amount, "amount")
        guard let captured = payment.after(.capture(amount.amount)) else {
            throw KernelError.invalid(
                "amount",
                "must be from 1 to \(payment.open.amount): of what was authorized, that is left to capture"
            )
        }
        return (captured, amount)
    }

    /// Gives up what is left of an authorization. Nothing else happens: cancel the order, or let it be paid again.
    /// - Throws: ``KernelError``: forbidden, not found, illegal in its state, or a plugin's veto.
    public static func void(
        _ id: Payment.ID,
        of order: Order.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        let change = try OrderChange(of: order, in: tx, context)
        try change.payment(id).refuseProvider()
        return try save(try voiding(id, change), comment: "Payment voided", change)
    }

    /// What giving it up would make of a payment.
    static func voiding(_ id: Payment.ID, _ change: OrderChange) throws(KernelError) -> Payment {
        let payment = try change.payment(id)
        guard let voided = payment.after(.void) else { throw KernelError.illegal("void", payment) }
        return voided
    }

    /// Records money that has come in outside of Totem.
    /// - Parameter amount: nil for all that is left to pay.
    /// - Throws: ``KernelError``: forbidden, not found, a cancelled order, naming `amount` when it is more than is left to
    ///   pay, or a plugin's veto.
    public static func record(
        _ amount: Money?,
        of order: Order.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        let change = try OrderChange(of: order, in: tx, context)
        guard change.order.status != .cancelled else {
            throw KernelError(
                .conflict,
                "order-cancelled",
                "The order \(change.order.number) is cancelled and can't be paid any more."
            )
        }
        guard outstanding(of: change.order) == nil else {
            throw KernelError(
                .conflict,
                "payment-outstanding",
                "The order \(change.order.number) waits for a payment by its provider; cancel it, or take it to open first: "
                    + "the provider is then told to give that payment up."
            )
        }
        let left = try change.order.leftToPay()
        let amount = amount ?? left
        try change.requireCurrency(of: amount, "amount")
        guard left.amount > 0 else {
            throw KernelError(
                .conflict,
                "nothing-to-pay",
                "The order \(change.order.number) is paid, or its payments are authorized: nothing is left to pay."
            )
        }
        guard (1...left.amount).contains(amount.amount) else {
            throw KernelError.invalid("amount", "must be from 1 to \(left.amount): that is left to pay")
        }
        let authorized = try tx.together { batch in
            try PaymentStore.insert(amount, by: .manual, for: order, in: batch, at: context.now)
        }
        guard let captured = authorized.after(.capture(amount.amount)) else {
            throw KernelError.illegal("capture", authorized)
        }
        try change.follow(change.order.payments + [captured], comment: "Paid \(amount.formatted)")
        try PaymentStore.save(captured, was: authorized, of: order, in: tx)
        try change.touch()
        return try change.result()
    }

    static func save(_ payment: Payment, comment: String, _ change: OrderChange) throws -> Order {
        let payments = change.payments(with: payment)
        try change.follow(payments, comment: comment)
        try change.save(payments)
        try change.touch()
        return try change.result()
    }
}

extension Order {
    /// What is left to pay: neither captured nor authorized. What was given back is not to be paid again.
    func leftToPay() throws(KernelError) -> Money {
        var left = totals.total
        for payment in payments.counted { left = try left - payment.captured - payment.open }
        return Money(max(0, left.amount), currency)
    }

    /// What was captured and not given back.
    func refundable() throws(KernelError) -> Money {
        var sum = Money.zero(currency)
        for payment in payments { sum = try sum + payment.refundable }
        return sum
    }
}

extension OrderChange {
    /// Those of the order, one of them as it will be.
    func payments(with changed: Payment) -> [Payment] { order.payments.map { $0.id == changed.id ? changed : $0 } }

    func payment(_ id: Payment.ID) throws(KernelError) -> Payment {
        guard let found = order.payments.first(where: { $0.id == id }) else {
            throw .notFound("payment \(id) of order \(order.id)")
        }
        return found
    }

    func requireCurrency(of amount: Money, _ field: String) throws(KernelError) {
        guard amount.currency == order.currency else {
            throw .invalid(field, "must be in \(order.currency), the currency of the order")
        }
    }
}

extension Payment {
    /// - Throws: ``KernelError``: what a provider does is asked for where the provider is.
    func refuseProvider() throws(KernelError) {
        guard isByProvider else { return }
        throw KernelError(
            .conflict,
            "paid-by-provider",
            "The payment \(id) is by '\(method)', which has to be asked: do it through the running shop."
        )
    }
}

extension KernelError {
    fileprivate static func illegal(_ what: String, _ payment: Payment) -> KernelError {
        let legal = payment.legalEvents
        let hint = legal.isEmpty ? "nothing more can be done with it" : "it can take: \(legal.joined(separator: ", "))"
        return KernelError(
            .conflict,
            "illegal-payment-state",
            "The payment \(payment.id) is \(payment.status.rawValue) and can't take a \(what); \(hint)."
        )
    }
}
