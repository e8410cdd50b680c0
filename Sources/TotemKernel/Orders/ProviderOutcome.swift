import TotemStore

/// Writing what came of what a provider was asked for.
extension ProviderOperations {
    /// Writes what a provider said.
    /// - Parameter answer: nil when it did not say.
    static func write(
        _ answer: ProviderAnswer?,
        to id: PaymentOperation.ID,
        of order: Order.ID,
        patience: Duration,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> PaymentChange {
        let change = try OrderChange(factOf: order, in: tx, context)
        let operation = try PaymentOperations.get(id, in: tx)
        guard operation.status == .pending else { return try PaymentChange(operation, change.result()) }
        switch answer {
        case .done:
            try applyFact(operation, to: change)
            try PaymentOperations.end(id, .succeeded, in: tx)
        case .declined(let reason):
            if let next = operation.nextAttempt(declinedAt: context.now) {
                try PaymentOperations.retry(id, at: next, failure: reason, in: tx, at: context.now)
            } else {
                try PaymentOperations.end(id, .failed, failure: reason, in: tx)
            }
            try change.touch()
        case .pending, nil:
            try PaymentOperations.wait(id, until: context.now.adding(patience), in: tx, at: context.now)
        }
        return try PaymentChange(PaymentOperations.get(id, in: tx), change.result())
    }

    /// The money has moved, whatever the order is like by now: a refund that can't be written as it was asked for is written as
    /// money alone, and says why. Otherwise the provider would be asked for it for ever, and the order be busy for good.
    private static func applyFact(_ operation: PaymentOperation, to change: OrderChange) throws {
        do {
            try change.tx.savepoint { try apply(operation, to: change) }
        } catch let error where operation.request != nil && error.comesAgain {
            let amount = Money(operation.amount, change.order.currency)
            let why = "Money alone, for what it was to be for could not be written: \(error.sentence)"
            let reason = [operation.reason, why].filter { !$0.isEmpty }.joined(separator: ". ")
            try giveBack(amount, operation, change, because: reason)
        }
    }

    private static func apply(_ operation: PaymentOperation, to change: OrderChange) throws {
        let amount = Money(operation.amount, change.order.currency)
        switch operation.kind {
        case .capture:
            let captured = try OrderPayments.capturing(operation.payment, amount, change).payment
            _ = try OrderPayments.save(captured, comment: "Captured \(amount.formatted)", change)
        case .void:
            let comment = operation.reason.isEmpty ? "Payment voided" : operation.reason
            _ = try OrderPayments.save(try OrderPayments.voiding(operation.payment, change), comment: comment, change)
        case .refund:
            guard let request = operation.request else {
                return try giveBack(amount, operation, change, because: operation.reason)
            }
            let kept = try RefundRequest(kept: request, change.order.currency)
            let calculation = try RefundCalculation(kept, of: change.order)
            _ = try OrderRefunds.write(calculation, reason: kept.reason, of: change)
        }
    }

    /// Money alone, from this payment.
    private static func giveBack(
        _ amount: Money,
        _ operation: PaymentOperation,
        _ change: OrderChange,
        because reason: String
    ) throws {
        guard let refunded = try change.payment(operation.payment).after(.refund(amount.amount)) else {
            throw KernelError(.conflict, "illegal-payment-state", "The payment \(operation.payment) was given back.")
        }
        _ = try OrderPayments.save(refunded, comment: reason, change)
        let refund = NewRefund(
            amount: amount,
            shipping: .zero(amount.currency),
            lines: [],
            parts: [RefundPart(paymentID: operation.payment, amount: amount)],
            reason: reason
        )
        _ = try PaymentStore.insert(refund, of: change.order.id, in: change.tx, at: change.context.now)
    }
}

extension Error {
    /// Whether what stands in the way of a write is the same the next time: a rule, not a store or a plugin that is away.
    fileprivate var comesAgain: Bool {
        switch self {
        case let error as KernelError: error.kind != .unavailable
        case let error as StoreError: [.constraint, .unique, .foreignKey, .outOfRange].contains(error.code)
        default: false
        }
    }

    fileprivate var sentence: String {
        switch self {
        case let error as KernelError: error.detail
        case let error as StoreError: error.message
        default: "\(self)"
        }
    }
}
