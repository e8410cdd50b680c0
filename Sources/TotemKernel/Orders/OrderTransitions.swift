public import TotemStore

/// Moving an order along the edges of ``OrderState``, and what each edge means for stock and money.
public enum OrderTransitions {
    private static let commentRule = TextRule(0...1000, allowsLines: true)

    /// Takes an edge for the shop's staff.
    ///
    /// * `paid` captures what is authorized.
    /// * `cancelled` gives the stock back, voids what is authorized and refunds what was captured.
    /// * `authorized`, `partially_refunded` and `refunded` follow from payments and refunds, and are refused here.
    /// - Throws: ``KernelError``: forbidden, not found, a conflict that names the legal states, or a plugin's veto.
    public static func move(
        _ id: Order.ID,
        to state: OrderState,
        comment: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        try context.actor.require(.staff)
        try commentRule.check(comment, "comment")
        let order = try OrderStore.held(id, in: tx)
        try refuseMoneyStates(state, of: order)
        try take(order, to: state, comment: comment, in: tx, context)
        switch state {
        case .paid: try captureAll(order, in: tx)
        case .cancelled: try undo(order, in: tx, at: context.now)
        case .pending, .authorized, .partiallyShipped, .shipped, .delivered, .completed, .partiallyRefunded, .refunded:
            break
        }
        return try OrderStore.get(id, in: tx)
    }

    /// Takes one edge: the hooks agree, the row changes, the history says so.
    static func take(
        _ order: Order,
        to state: OrderState,
        comment: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws {
        guard order.status.next.contains(state) else { throw KernelError.illegalTransition(of: order, to: state) }
        try context.hooks.transition(order, to: state, in: HookCall(tx, context))
        let moved = try tx.execute(
            "UPDATE orders SET status = $2, updated_at = $3 WHERE id = $1 AND status = $4",
            order.id,
            state,
            context.now,
            order.status
        )
        guard moved == 1 else { throw KernelError.illegalTransition(of: order, to: state) }
        let entry = OrderStatusEntry(status: state, comment: comment, createdAt: context.now)
        try OrderStore.append(entry, to: order.id, in: tx)
        try Outbox.append(.orderTransitioned, order.id.value, in: tx, at: context.now)
    }

    private static func refuseMoneyStates(_ state: OrderState, of order: Order) throws(KernelError) {
        let cause: String
        switch state {
        case .authorized: cause = "when a payment is authorized"
        case .partiallyRefunded, .refunded: cause = "by a refund: POST /v1/orders/\(order.id)/refunds"
        case .pending, .paid, .partiallyShipped, .shipped, .delivered, .completed, .cancelled: return
        }
        throw KernelError(
            .conflict,
            "illegal-transition",
            "An order comes into the state \(state.rawValue) only \(cause). \(legal(order))"
        )
    }

    private static func captureAll(_ order: Order, in tx: Transaction) throws {
        let authorized = order.payments.filter { $0.status == .authorized }
        guard !authorized.isEmpty else {
            throw KernelError(
                .conflict,
                "nothing-authorized",
                "The order \(order.id) has no authorized payment that could be captured."
            )
        }
        for payment in authorized { try PaymentStore.capture(payment, nil, in: tx) }
    }

    private static func undo(_ order: Order, in tx: Transaction, at now: Timestamp) throws {
        try InventoryStore.giveBack(try release(order, in: tx, at: now), in: tx, at: now)
        for payment in order.payments {
            if payment.status == .authorized { try PaymentStore.void(payment, in: tx) }
            let left = try payment.captured - payment.refunded
            guard left.amount > 0 else { continue }
            _ = try PaymentStore.refund(
                left,
                of: payment,
                order: order.id,
                reason: "Order cancelled",
                in: tx,
                at: now
            )
        }
    }

    /// Marks the order's allocations as given back; of two that try, one gets them.
    private static func release(
        _ order: Order,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> [StockAllocation] {
        let released = try tx.query(
            """
            UPDATE order_allocations SET released_at = $2
            WHERE released_at IS NULL AND order_item_id IN (SELECT id FROM order_items WHERE order_id = $1)
            RETURNING order_item_id, inventory_id, quantity
            """,
            order.id,
            now
        ) { row in
            (
                item: try row.get(0, as: OrderItem.ID.self), stock: try row.get(1, as: StockLevel.ID.self),
                quantity: try row.get(2, as: Int64.self)
            )
        }
        return released.compactMap { part in
            order.items.firstIndex { $0.id == part.item }.map { line in
                StockAllocation(
                    line: line,
                    stockID: part.stock,
                    productID: order.items[line].productID,
                    variantID: order.items[line].variantID,
                    quantity: part.quantity
                )
            }
        }
    }

    fileprivate static func legal(_ order: Order) -> String {
        let next = order.status.next.map(\.rawValue)
        return next.isEmpty
            ? "It is \(order.status.rawValue), and stays so."
            : "It is \(order.status.rawValue); next may come: \(next.joined(separator: ", "))."
    }
}

extension KernelError {
    fileprivate static func illegalTransition(of order: Order, to state: OrderState) -> KernelError {
        KernelError(
            .conflict,
            "illegal-transition",
            "The order \(order.id) can't become \(state.rawValue). \(OrderTransitions.legal(order))"
        )
    }
}
