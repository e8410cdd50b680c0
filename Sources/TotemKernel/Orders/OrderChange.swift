import TotemStore

/// One change of an order that is held: what every edge of the three states goes through.
struct OrderChange {
    /// As it was before the change.
    let order: Order
    let tx: Transaction
    let context: RequestContext
    /// Whether it writes down what has happened already, such as money that has moved: plugins are told, and can't refuse it.
    let isFact: Bool

    /// For the shop's staff: the order, which nobody else changes until the transaction ends.
    /// - Throws: ``KernelError``: forbidden or not found.
    init(of id: Order.ID, in tx: Transaction, _ context: RequestContext) throws {
        try context.actor.require(.staff)
        try self.init(of: id, isFact: false, in: tx, context)
    }

    /// For the shop itself, whoever asks: what a provider has said of a payment is nobody's wish.
    init(factOf id: Order.ID, in tx: Transaction, _ context: RequestContext) throws {
        try self.init(of: id, isFact: true, in: tx, context)
    }

    private init(of id: Order.ID, isFact: Bool, in tx: Transaction, _ context: RequestContext) throws {
        order = try OrderStore.held(id, in: tx)
        self.tx = tx
        self.context = context
        self.isFact = isFact
    }

    /// Takes one edge: the hooks agree, the row changes, the history says so. Of a fact the hooks are told; the history says
    /// who would have refused it.
    /// - Throws: ``KernelError``: a conflict that names the legal states, or a plugin's veto.
    func take(_ edge: OrderEdge, comment: String) throws {
        try refuseIllegal(edge)
        guard isFact else {
            try run(edge, comment: comment, isFact: false)
            return try write(edge, comment: comment)
        }
        let objection = try tell(of: edge, comment: comment)
        try write(edge, comment: [comment, objection].compactMap { $0 }.joined(separator: ". "))
    }

    /// Takes an edge that plugins may refuse, though what else is written is a fact.
    /// - Throws: as ``take(_:comment:)`` does where it is none.
    func takeIfAgreed(_ edge: OrderEdge, comment: String) throws {
        try refuseIllegal(edge)
        try run(edge, comment: comment, isFact: false)
        try write(edge, comment: comment)
    }

    /// Asks plugins whether an edge may be taken that will be a fact when it is. What they write is undone: it may come to
    /// nothing yet.
    /// - Throws: ``KernelError``: a plugin's veto.
    func agree(to edge: OrderEdge) throws {
        guard HookCall(tx, context).hears(OrderTransition.self) else { return }
        try tx.openSavepoint()
        let outcome = Result { try run(edge, comment: "", isFact: false) }
        try tx.closeSavepoint(undo: true)
        try outcome.get()
    }

    /// The same for the state of the payments that will follow from them.
    func agree(toFollow payments: [Payment]) throws {
        let next = try OrderPaymentStatus.of(payments, due: order.totals.total)
        if next != order.paymentStatus { try agree(to: .payment(next)) }
    }

    /// Tells plugins of an edge that is a fact. What they write is undone where one would refuse it.
    /// - Returns: what was said against it.
    /// - Throws: ``KernelError`` where a plugin can't be told now, and the shop does not go on without it: it is tried again.
    private func tell(of edge: OrderEdge, comment: String) throws -> String? {
        do {
            try tx.savepoint { try run(edge, comment: comment, isFact: true) }
            return nil
        } catch let error as KernelError where !error.isOfBrokenPlugin {
            return "\(error.plugin ?? "A plugin") would have refused it: \(error.detail)"
        }
    }

    private func run(_ edge: OrderEdge, comment: String, isFact: Bool) throws {
        let actor = context.actor.name
        let hook = OrderTransition(order: order, edge: edge, isFact: isFact, comment: comment, actor: actor)
        try HookCall(tx, context).run(hook)
    }

    private func refuseIllegal(_ edge: OrderEdge) throws(KernelError) {
        guard order.next(of: edge.kind).contains(edge.to) else { throw KernelError.illegalEdge(edge, of: order) }
    }

    private func write(_ edge: OrderEdge, comment: String) throws {
        let entry = OrderStatusEntry(kind: edge.kind, status: edge.to, comment: comment, createdAt: context.now)
        try tx.together { batch in
            try write(edge, in: batch)
            try OrderStore.append(entry, to: order.id, in: batch)
        }
        let data = EventData().adding("of", edge.kind.rawValue).adding("from", order.state(of: edge.kind))
            .adding("to", edge.to)
        try Outbox.append(.orderTransitioned, order.id.value, data, in: tx, at: context.now)
    }

    /// Lets the state of the payments follow from them.
    func follow(_ payments: [Payment], comment: String) throws {
        let next = try OrderPaymentStatus.of(payments, due: order.totals.total)
        if next != order.paymentStatus { try take(.payment(next), comment: comment) }
    }

    /// Lets the state of the fulfilments follow from where the units of the lines went.
    func follow(_ lines: [LineFulfilment], comment: String) throws {
        let next = FulfilmentStatus.of(lines)
        if next != order.fulfilmentStatus { try take(.fulfilment(next), comment: comment) }
    }

    /// Writes the payments that events have changed.
    func save(_ payments: [Payment]) throws {
        for (old, new) in zip(order.payments, payments) where old != new {
            try PaymentStore.save(new, was: old, of: order.id, in: tx)
        }
    }

    /// Writes that money went back to where it came from.
    func write(refundOf parts: [RefundPart], reason: String) throws {
        guard !parts.isEmpty else { return }
        let zero = Money.zero(order.currency)
        let amount = try parts.reduce(zero) { try $0 + $1.amount }
        let refund = NewRefund(amount: amount, shipping: zero, lines: [], parts: parts, reason: reason)
        _ = try PaymentStore.insert(refund, of: order.id, in: tx, at: context.now)
    }

    /// Marks the order as changed where none of its states was.
    func touch() throws {
        try tx.execute("UPDATE orders SET updated_at = $2 WHERE id = $1", order.id, context.now)
    }

    /// - Throws: ``KernelError``: a conflict that names who holds the order and why.
    func refuseHolds(to what: String) throws(KernelError) {
        guard !order.holds.isEmpty else { return }
        let reasons = order.holds.map { hold in
            "\(hold.name) by \(hold.owner)" + (hold.reason.isEmpty ? "" : " (\(hold.reason))")
        }
        throw KernelError(
            .conflict,
            "order-held",
            "The order \(order.number) can't be \(what), because it is held: \(reasons.joined(separator: "; ")). "
                + "Release what holds it first."
        )
    }

    /// The order as it is now.
    func result() throws -> Order { try OrderStore.get(order.id, in: tx) }

    private func write(_ edge: OrderEdge, in batch: Batch) throws {
        let conflict = StoreError(.conflict, "the order was changed meanwhile; look at it and try again")
        switch edge {
        case .status(let state):
            try batch.changeOne(
                "UPDATE orders SET status = $2, held_until = NULL, updated_at = $3 WHERE id = $1 AND status = $4",
                order.id,
                state,
                context.now,
                order.status,
                orElse: conflict
            )
        case .payment(let state):
            try batch.changeOne(
                "UPDATE orders SET payment_status = $2, updated_at = $3 WHERE id = $1 AND payment_status = $4",
                order.id,
                state,
                context.now,
                order.paymentStatus,
                orElse: conflict
            )
        case .fulfilment(let state):
            try batch.changeOne(
                "UPDATE orders SET fulfilment_status = $2, updated_at = $3 WHERE id = $1 AND fulfilment_status = $4",
                order.id,
                state,
                context.now,
                order.fulfilmentStatus,
                orElse: conflict
            )
        }
    }
}

extension KernelError {
    /// Whether a plugin could not say what it thinks of it.
    fileprivate var isOfBrokenPlugin: Bool {
        kind == .unavailable && ["plugin-failed", "plugin-not-running"].contains(code)
    }

    fileprivate static func illegalEdge(_ edge: OrderEdge, of order: Order) -> KernelError {
        let what =
            switch edge.kind {
            case .status: "The order \(order.number)"
            case .payment: "The payment of the order \(order.number)"
            case .fulfilment: "The fulfilment of the order \(order.number)"
            }
        let next = order.next(of: edge.kind)
        let state = order.state(of: edge.kind)
        let legal =
            next.isEmpty
            ? "It is \(state), and stays so." : "It is \(state); next may come: \(next.joined(separator: ", "))."
        return KernelError(.conflict, "illegal-transition", "\(what) can't become \(edge.to). \(legal)")
    }
}
