public import TotemStore

/// What became of something that staff wanted done with a payment.
public enum PaymentChange: Sendable {
    case done(Order)
    /// Its provider is to be asked, or has not said.
    case outstanding(PaymentOperation.ID, Order)
    case declined(Order, reason: String)
}

/// What the shop's staff does with payments, whoever they are by. One by a provider is asked for in two commits: what is wanted
/// is written first; then ``Kernel/finish(_:isNew:_:committing:)`` asks, and writes what came of it.
///
/// One thing at a time: while a provider is asked for something of an order, nothing else is done with its money.
public enum ProviderOperations {
    /// See ``OrderPayments/capture(_:of:amount:in:_:)``.
    public static func capture(
        _ id: Payment.ID,
        of order: Order.ID,
        amount: Money?,
        by providers: PaymentProviders,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> PaymentChange {
        let change = try OrderChange(of: order, in: tx, context)
        let payment = try change.payment(id)
        guard payment.isByProvider else {
            return .done(try OrderPayments.capture(id, of: order, amount: amount, in: tx, context))
        }
        let (captured, amount) = try OrderPayments.capturing(id, amount, change)
        try change.agree(toFollow: change.payments(with: captured))
        return try begin(
            .init(payment: id, kind: .capture, amount: amount.amount, reason: ""),
            payment,
            providers,
            change
        )
    }

    /// See ``OrderPayments/void(_:of:in:_:)``.
    public static func void(
        _ id: Payment.ID,
        of order: Order.ID,
        by providers: PaymentProviders,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> PaymentChange {
        let change = try OrderChange(of: order, in: tx, context)
        let payment = try change.payment(id)
        guard payment.isByProvider else { return .done(try OrderPayments.void(id, of: order, in: tx, context)) }
        try change.agree(toFollow: change.payments(with: OrderPayments.voiding(id, change)))
        let operation = NewPaymentOperation(payment: id, kind: .void, amount: payment.open.amount, reason: "")
        return try begin(operation, payment, providers, change)
    }

    /// See ``OrderRefunds/refund(_:of:in:_:)``.
    /// - Parameter providers: nil where nobody waits: ``Kernel/dueOperations(_:)`` then names what is to be asked.
    /// - Throws: what that does, and a conflict where it would take from several payments by providers.
    public static func refund(
        _ request: RefundRequest,
        of order: Order.ID,
        by providers: PaymentProviders?,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> PaymentChange {
        let change = try OrderChange(of: order, in: tx, context)
        try change.refuseOutstanding()
        let calculation = try RefundCalculation(request, of: change.order)
        let parts = try calculation.split(over: change.order.payments).parts.filter { part throws(KernelError) in
            try change.payment(part.paymentID).isByProvider
        }
        guard let part = parts.first else {
            return .done(try OrderRefunds.refund(request, of: order, in: tx, context).order)
        }
        guard parts.count == 1 else { throw KernelError.severalProviders(parts) }
        let operation = NewPaymentOperation(
            payment: part.paymentID,
            kind: .refund,
            amount: part.amount.amount,
            request: request.kept,
            reason: request.reason
        )
        // The provider gives the money back, whatever a plugin said after that: plugins are asked before.
        try change.agree(to: calculation, reason: request.reason)
        try change.agree(toFollow: calculation.split(over: change.order.payments).payments)
        let fulfilment = FulfilmentStatus.of(change.order.lineFulfilments(after: calculation.lines))
        if fulfilment != change.order.fulfilmentStatus { try change.agree(to: .fulfilment(fulfilment)) }
        return try begin(operation, change.payment(part.paymentID), providers, change)
    }

    private static func begin(
        _ new: NewPaymentOperation,
        _ payment: Payment,
        _ providers: PaymentProviders?,
        _ change: OrderChange
    ) throws -> PaymentChange {
        try change.refuseOutstanding()
        let now = change.context.now
        let end = try providers.map { now.adding(try $0.provider(of: payment.method).patience * 2) } ?? now
        let id = try PaymentOperations.insert(new, busyUntil: end, in: change.tx, at: now)
        return .outstanding(id, change.order)
    }

    /// Asks, once this is durable, that the money of a cancelled order goes back, where plugins agree that all of it does.
    static func undo(_ change: OrderChange) throws {
        try change.agreeToRefundAll(reason: "Order cancelled")
        guard change.order.payments.contains(where: \.isByProvider) else { return }
        try change.agree(toFollow: change.order.payments.map(\.undone))
        let now = change.context.now
        for payment in change.order.payments where payment.isByProvider {
            if payment.status == .pending {
                try PaymentStore.settleSoon(payment.id, in: change.tx, at: now)
            }
            if payment.after(.void) != nil {
                let void = NewPaymentOperation(
                    payment: payment.id,
                    kind: .void,
                    amount: payment.open.amount,
                    reason: "Order cancelled",
                    isOwed: true
                )
                try PaymentOperations.insert(void, busyUntil: now, in: change.tx, at: now)
            }
            if payment.refundable.amount > 0 {
                let refund = NewPaymentOperation(
                    payment: payment.id,
                    kind: .refund,
                    amount: payment.refundable.amount,
                    reason: "Order cancelled",
                    isOwed: true
                )
                try PaymentOperations.insert(refund, busyUntil: now, in: change.tx, at: now)
            }
        }
    }
}

extension PaymentChange {
    init(_ operation: PaymentOperation, _ order: Order) {
        switch operation.status {
        case .succeeded: self = .done(order)
        case .pending: self = .outstanding(operation.id, order)
        case .failed: self = .declined(order, reason: operation.failure ?? "The payment provider declined it.")
        }
    }

    /// With what plugins add to its order for who asks.
    public func extended(in tx: Transaction, _ context: RequestContext) throws -> PaymentChange {
        switch self {
        case .done(let order): .done(try order.extended(in: tx, context))
        case .outstanding(let id, let order): .outstanding(id, try order.extended(in: tx, context))
        case .declined: self
        }
    }

    public var order: Order {
        switch self {
        case .done(let order), .outstanding(_, let order), .declined(let order, _): order
        }
    }
}

extension OrderChange {
    /// What was declined, and would be asked for again later, is given up for what is wanted now.
    /// - Throws: ``KernelError``: a conflict while a provider is asked for something of the order.
    func refuseOutstanding() throws {
        let payments = order.payments.filter { $0.isByProvider }
        guard !payments.isEmpty else { return }
        try PaymentOperations.giveUpDeclined(of: payments, in: tx, at: context.now)
        guard try !PaymentOperations.pending(of: payments, in: tx, at: context.now).isEmpty else { return }
        throw KernelError(
            .conflict,
            "payment-busy",
            "The payment provider is being asked for something of the order \(order.number); try again when that is done.",
            retryAfter: 1
        )
    }
}

extension RefundRequest {
    /// As an operation keeps it.
    fileprivate var kept: JSONValue {
        var members: [String: JSONValue] = ["reason": .string(reason)]
        if let amount { members["amount"] = .integer(amount.amount) }
        if let shipping { members["shipping"] = .integer(shipping.amount) }
        members["items"] = .array(
            items.map { item in
                .object([
                    "id": .integer(item.id.value), "quantity": .integer(item.quantity.value),
                    "restock": .boolean(item.restock),
                ])
            }
        )
        return .object(members)
    }

    init(kept: JSONValue, _ currency: Currency) throws {
        let items: [Item]
        if case .array(let kept) = kept["items"] { items = try kept.map(Item.init(kept:)) } else { items = [] }
        guard case .string(let reason) = kept["reason"] else { throw Self.corrupt }
        try self.init(
            amount: kept["amount"].flatMap { Self.money($0, currency) },
            items: items,
            shipping: kept["shipping"].flatMap { Self.money($0, currency) },
            reason: reason
        )
    }

    private static func money(_ kept: JSONValue, _ currency: Currency) -> Money? {
        guard case .integer(let amount) = kept else { return nil }
        return Money(amount, currency)
    }

    fileprivate static var corrupt: StoreError {
        StoreError(.corrupt, "a payment operation with a refund that is none")
    }
}

extension RefundRequest.Item {
    fileprivate init(kept: JSONValue) throws {
        guard case .integer(let id) = kept["id"], case .integer(let quantity) = kept["quantity"],
            case .boolean(let restock) = kept["restock"]
        else { throw RefundRequest.corrupt }
        self.init(id: OrderItem.ID(id), quantity: try Quantity(quantity, field: "quantity"), restock: restock)
    }
}

extension KernelError {
    fileprivate static func severalProviders(_ parts: [RefundPart]) -> KernelError {
        let amounts = parts.map(\.amount.formatted).joined(separator: ", then ")
        return KernelError(
            .conflict,
            "several-payments",
            "It would be taken from several payments by providers; give back amounts one after the other: \(amounts)."
        )
    }
}
