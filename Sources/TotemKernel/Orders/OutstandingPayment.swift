public import TotemStore

/// A payment that a provider was asked for, with what decides about it.
struct OutstandingPayment: Sendable {
    let id: Payment.ID
    let method: String
    let status: Payment.Status
    let action: JSONValue?
    let order: Order.ID
    let orderStatus: OrderStatus
    let cart: Cart.ID?
    /// Until when the order holds its stock.
    let heldUntil: Timestamp?
    /// Until when a request is at it.
    let busyUntil: Timestamp?
    /// As the provider knows it.
    let payment: ProviderPayment

    /// Whether the order waits no longer.
    func isExpired(at now: Timestamp) -> Bool { orderStatus != .pending || (heldUntil ?? now) <= now }

    /// - Throws: ``KernelError`` not found, also for a payment that no provider has a part in.
    static func get(_ id: Payment.ID, in tx: Transaction) throws -> OutstandingPayment {
        guard let row = try PaymentStore.askedFor(id, in: tx) else {
            throw KernelError.notFound("payment \(id) by a provider")
        }
        let found = try tx.first(
            "SELECT status, cart_id, held_until, number, email, currency, user_id FROM orders WHERE id = $1",
            row.order
        ) { order in try OutstandingPayment(row, order) }
        guard let found else { throw StoreError(.corrupt, "a payment of an order that is not there") }
        return found
    }

    private init(_ row: AskedPayment, _ order: Row) throws {
        id = row.id
        method = row.method
        status = row.status
        action = row.action
        busyUntil = row.busyUntil
        self.order = row.order
        orderStatus = try order.get(0)
        cart = try order.get(1)
        heldUntil = try order.get(2)
        payment = ProviderPayment(
            key: row.key,
            amount: Money(row.amount, try order.get(5)),
            orderNumber: try order.get(3),
            email: try order.get(4),
            userID: try order.get(6),
            transactionID: row.transactionID,
            details: nil
        )
    }
}

extension OrderPayments {
    /// The payment by a provider that an order waits for; nil when it waits for none.
    public static func outstanding(of order: Order) -> Payment.ID? {
        guard order.status == .pending else { return nil }
        return order.payments.first { $0.status == .pending && $0.isByProvider }?.id
    }

    /// The same for a buyer who checks the cart out again.
    /// - Throws: ``KernelError``: `request-in-progress` while another request is at it, or a conflict when it is to be paid
    ///   in another way than it was.
    public static func outstanding(
        of order: Order,
        by method: PaymentMethod,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Payment.ID? {
        guard let id = outstanding(of: order) else { return nil }
        let found = try OutstandingPayment.get(id, in: tx)
        if let end = found.busyUntil, end > context.now { throw KernelError.requestInProgress }
        guard found.method == method.name else {
            throw KernelError(
                .conflict,
                "payment-outstanding",
                "The order \(order.number) waits for its payment by '\(found.method)', so it can't be paid by "
                    + "'\(method.name)' now; pay it that way, or give that up first."
            )
        }
        return id
    }

    /// The payment by a provider that the order of a cart waits for; nil for a cart that is no order.
    /// - Throws: ``KernelError``: not found, or a conflict when it has become an order that waits for none.
    public static func outstanding(ofCart token: String, in tx: Transaction) throws -> Payment.ID? {
        guard let id = try CartStore.record(token, in: tx).orderID else { return nil }
        guard let payment = outstanding(of: try OrderStore.get(id, in: tx)) else {
            throw KernelError.cartCheckedOut(id)
        }
        return payment
    }

    /// The payment, for somebody who may see its order.
    /// - Throws: ``KernelError`` not found, also for another's order and for a payment that no provider has a part in.
    public static func byProvider(
        _ id: Payment.ID,
        of order: Order.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Payment.ID {
        let order = try OrderStore.get(order, in: tx, context)
        guard order.payments.contains(where: { $0.id == id && $0.isByProvider }) else {
            throw KernelError.notFound("payment \(id) of order \(order.id) by a provider")
        }
        return id
    }
}
