public import TotemStore

/// What a provider was asked to do with a payment, as the shop's staff looks at it.
public struct PaymentOperationEntry: Sendable {
    /// What a provider was asked for.
    public enum Kind: String, Sendable, CaseIterable {
        /// The money of a new order: its payment is not decided.
        case authorize
        case capture
        case void
        case refund
    }

    /// Nil of the money of a new order.
    public let id: PaymentOperation.ID?
    public let order: Order.ID
    public let orderNumber: String
    public let payment: Payment.ID
    public let method: String
    public let kind: Kind
    public let amount: Money
    public let reason: String
    public let status: PaymentOperation.Status
    /// Why its provider declined it last.
    public let failure: String?
    /// How often it was declined.
    public let attempts: Int64
    /// When its provider is asked the next time; nil: not any more.
    public let nextAttempt: Timestamp?
    public let createdAt: Timestamp
}

extension ProviderOperations {
    /// Newest first.
    /// - Throws: ``KernelError``: forbidden, or a bad cursor.
    public static func list(
        _ status: PaymentOperation.Status,
        _ page: PageRequest,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Page<PaymentOperationEntry> {
        try context.actor.require(.staff)
        let operations = try PaymentOperations.list(status, page, in: tx)
        let orders = try names(of: operations.items.map(\.order), in: tx)
        return operations.compactMap { operation in
            orders[operation.order].map { PaymentOperationEntry(operation, of: $0.number, in: $0.currency) }
        }
    }

    /// The payments of new orders that are not decided, newest first.
    /// - Throws: ``KernelError``: forbidden, or a bad cursor.
    public static func undecided(
        _ page: PageRequest,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Page<PaymentOperationEntry> {
        try context.actor.require(.staff)
        let payments = try PaymentStore.undecided(page, in: tx)
        let orders = try names(of: payments.items.map(\.order), in: tx)
        return payments.compactMap { payment in
            orders[payment.order].map { PaymentOperationEntry(payment, of: $0.number, in: $0.currency) }
        }
    }

    /// What is not done of an order's payments, or was declined; the oldest first.
    /// - Throws: ``KernelError`` forbidden.
    public static func undone(
        of order: Order,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> [PaymentOperationEntry] {
        try context.actor.require(.staff)
        let payments = order.payments.filter { $0.isByProvider }
        guard !payments.isEmpty else { return [] }
        return try PaymentOperations.undone(of: payments, in: tx).map { operation in
            PaymentOperationEntry(operation, of: order.number, in: order.currency)
        }
    }

    private static func names(
        of orders: [Order.ID],
        in tx: Transaction
    ) throws -> [Order.ID: (number: String, currency: Currency)] {
        guard !orders.isEmpty else { return [:] }
        let names = try tx.query("SELECT id, number, currency FROM orders WHERE id = ANY($1)", SQLList(orders)) { row in
            (
                id: try row.get(0, as: Order.ID.self), number: try row.get(1, as: String.self),
                currency: try row.get(2, as: Currency.self)
            )
        }
        return Dictionary(names.map { ($0.id, ($0.number, $0.currency)) }) { one, _ in one }
    }
}

extension PaymentOperationEntry.Kind {
    fileprivate init(_ kind: PaymentOperation.Kind) {
        self =
            switch kind {
            case .capture: .capture
            case .void: .void
            case .refund: .refund
            }
    }
}

extension PaymentOperationEntry {
    fileprivate init(_ payment: UndecidedPayment, of number: String, in currency: Currency) {
        self.init(
            id: nil,
            order: payment.order,
            orderNumber: number,
            payment: payment.id,
            method: payment.method,
            kind: .authorize,
            amount: Money(payment.amount, currency),
            reason: "",
            status: .pending,
            failure: nil,
            attempts: 0,
            nextAttempt: payment.nextAttempt,
            createdAt: payment.createdAt
        )
    }

    fileprivate init(_ operation: PaymentOperation, of number: String, in currency: Currency) {
        self.init(
            id: operation.id,
            order: operation.order,
            orderNumber: number,
            payment: operation.payment,
            method: operation.method,
            kind: Kind(operation.kind),
            amount: Money(operation.amount, currency),
            reason: operation.reason,
            status: operation.status,
            failure: operation.failure,
            attempts: operation.attempts,
            nextAttempt: operation.nextAttempt,
            createdAt: operation.createdAt
        )
    }
}
