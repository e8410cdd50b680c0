public import TotemStore

/// Moving an order along the edges of ``OrderStatus``, and what each edge means for stock and money.
public enum OrderTransitions {
    package static let commentRule = TextRule(0...1000, allowsLines: true)

    /// Takes an edge for the shop's staff.
    ///
    /// * `completed` is refused while somebody holds the order.
    /// * `cancelled` is for orders of which nothing was shipped. It gives all stock back that no refund has given back or
    ///   written off, cancels fulfilments that are being packed, voids what is authorized and refunds what was captured.
    ///   Providers are asked for that afterwards (``Kernel/finishOperations(of:_:)``).
    /// - Throws: ``KernelError``: forbidden, not found, a conflict that names the legal states or what stands in the way, or
    ///   a plugin's veto.
    public static func move(
        _ id: Order.ID,
        to state: OrderStatus,
        comment: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        try commentRule.check(comment, "comment")
        let change = try OrderChange(of: id, in: tx, context)
        switch state {
        case .completed: try change.refuseHolds(to: "completed")
        case .cancelled:
            try refuseShipped(change.order)
            try change.refuseOutstanding()
        case .open, .pending: break
        }
        try change.take(.status(state), comment: comment)
        if state == .cancelled { try undo(change) }
        return try change.result()
    }

    private static func refuseShipped(_ order: Order) throws(KernelError) {
        let gone = order.fulfilments.filter { [.shipped, .delivered].contains($0.state) }
        guard !gone.isEmpty, order.status.next.contains(.cancelled) else { return }
        throw KernelError(
            .conflict,
            "already-shipped",
            "The order \(order.number) can't be cancelled: "
                + "\(gone.map { "fulfilment \($0.id) is \($0.state.rawValue)" }.joined(separator: ", ")). "
                + "Refund its lines when the goods have come back, with restock where they can be sold again."
        )
    }

    private static func undo(_ change: OrderChange) throws {
        try OrderFulfilments.cancelPending(of: change)
        try ProviderOperations.undo(change)
        let (payments, parts) = givingBack(change.order.payments)
        try change.follow(payments, comment: "Order cancelled")
        try OrderStock.giveBackAll(of: change)
        try change.save(payments)
        try change.write(refundOf: parts, reason: "Order cancelled")
    }

    /// Payments that no provider is asked for, voided and given back; the others as they are.
    static func givingBack(_ payments: [Payment]) -> (payments: [Payment], parts: [RefundPart]) {
        var parts: [RefundPart] = []
        let after = payments.map { payment in
            guard !payment.isByProvider else { return payment }
            if payment.refundable.amount > 0 {
                parts.append(RefundPart(paymentID: payment.id, amount: payment.refundable))
            }
            return payment.undone
        }
        return (after, parts)
    }
}
