public import TotemStore

/// `refund.creating`: money of an order is about to be given back. Nothing of it is written, and no provider was asked.
public struct RefundCreating: Hook {
    public typealias Answer = Void

    /// As it is before.
    public let order: Order
    /// All of it: lines, shipping, and what is for neither.
    public let amount: Money
    public let shipping: Money
    public let lines: [RefundLine]
    public let reason: String
}

/// Giving money back, and goods with it.
public enum OrderRefunds {
    /// Gives back an amount, or units of lines and shipping, from the order's payments one after another.
    ///
    /// Units of a line are worth their share of its net and of its added tax, so that all of them together are worth the
    /// whole. Their stock goes back to the rows that it came from where that is asked for. Units that were not shipped never
    /// will be; the state of the order itself stays.
    /// - Throws: ``KernelError``: forbidden, not found, naming the fields that ask for more than is left, or a plugin's veto.
    public static func refund(
        _ request: RefundRequest,
        of id: Order.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> (order: Order, refund: Refund) {
        let change = try OrderChange(of: id, in: tx, context)
        try change.refuseOutstanding()
        let calculation = try RefundCalculation(request, of: change.order)
        for part in calculation.split(over: change.order.payments).parts {
            try change.payment(part.paymentID).refuseProvider()
        }
        try change.agree(to: calculation, reason: request.reason)
        return try write(calculation, reason: request.reason, of: change)
    }

    /// Writes a refund that plugins have agreed to.
    static func write(
        _ calculation: RefundCalculation,
        reason: String,
        of change: OrderChange
    ) throws -> (order: Order, refund: Refund) {
        let (payments, parts) = calculation.split(over: change.order.payments)
        let refund = NewRefund(
            amount: calculation.amount,
            shipping: calculation.shipping,
            lines: calculation.lines,
            parts: parts,
            reason: reason
        )
        let comment = reason.isEmpty ? "Refunded \(refund.amount.formatted)" : reason
        try change.follow(payments, comment: comment)
        try change.follow(change.order.lineFulfilments(after: refund.lines), comment: comment)
        try OrderStock.release(refund.lines, of: change)
        try change.save(payments)
        let made = try PaymentStore.insert(refund, of: change.order.id, in: change.tx, at: change.context.now)
        try change.touch()
        let order = try change.result()
        guard let kept = order.refunds.first(where: { $0.id == made }) else {
            throw KernelError.notFound("refund \(made)")
        }
        return (order, kept)
    }
}

extension OrderChange {
    /// Asks plugins whether this may be given back.
    /// - Throws: ``KernelError``: a plugin's veto.
    func agree(to refund: RefundCalculation, reason: String) throws {
        let hook = RefundCreating(
            order: order,
            amount: refund.amount,
            shipping: refund.shipping,
            lines: refund.lines,
            reason: reason
        )
        try HookCall(tx, context).run(hook)
    }

    /// The same for all that was captured and not given back; nothing is asked where that is nothing.
    func agreeToRefundAll(reason: String) throws {
        let zero = Money.zero(order.currency)
        let amount = try order.payments.reduce(zero) { try $0 + $1.refundable }
        guard amount.amount > 0 else { return }
        try HookCall(tx, context).run(
            RefundCreating(order: order, amount: amount, shipping: zero, lines: [], reason: reason)
        )
    }
}

extension Order {
    func lineFulfilments(after refund: [RefundLine]) -> [LineFulfilment] {
        zip(items, lineFulfilments).map { item, units in
            guard let line = refund.first(where: { $0.itemID == item.id }) else { return units }
            return units.refunding(line.quantity.value, unshipped: line.unshipped)
        }
    }
}
