public import TotemStore

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
        return try refund(request, of: change) { payment throws(KernelError) in try payment.refuseProvider() }
    }

    /// - Parameter check: looks at each payment that it is taken from.
    static func refund(
        _ request: RefundRequest,
        of change: OrderChange,
        checking check: (Payment) throws(KernelError) -> Void
    ) throws -> (order: Order, refund: Refund) {
        let calculation = try RefundCalculation(request, of: change.order)
        let (payments, parts) = calculation.split(over: change.order.payments)
        for part in parts { try check(change.payment(part.paymentID)) }
        let refund = NewRefund(
            amount: calculation.amount,
            shipping: calculation.shipping,
            lines: calculation.lines,
            parts: parts,
            reason: request.reason
        )
        let comment = request.reason.isEmpty ? "Refunded \(refund.amount.formatted)" : request.reason
        try change.follow(payments, comment: comment)
        try change.follow(change.order.lineFulfilments(after: refund), comment: comment)
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

extension Order {
    fileprivate func lineFulfilments(after refund: NewRefund) -> [LineFulfilment] {
        zip(items, lineFulfilments).map { item, units in
            guard let line = refund.lines.first(where: { $0.itemID == item.id }) else { return units }
            return units.refunding(line.quantity.value, unshipped: line.unshipped)
        }
    }
}
