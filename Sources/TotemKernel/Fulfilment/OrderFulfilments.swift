public import TotemStore

/// Sending an order's goods. The order's state follows. The order is held, so no unit is sent twice.
public enum OrderFulfilments {
    /// Makes a fulfilment.
    /// - Throws: ``KernelError``: forbidden, not found, a conflict when the order is pending, cancelled or held or nothing is
    ///   left, naming the fields that ask for more than is left, or a plugin's veto.
    public static func create(
        _ request: NewFulfilment,
        of id: Order.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> (order: Order, fulfilment: Fulfilment) {
        let change = try OrderChange(of: id, in: tx, context)
        try refuseClosed(change.order)
        try change.refuseHolds(to: "fulfilled")
        let items = try items(of: request, change.order)
        if let warehouse = request.warehouseID, try WarehouseStore.find(warehouse, in: tx) == nil {
            throw KernelError.unknown("warehouse_id", "is no warehouse")
        }
        let lines = zip(change.order.items, change.order.lineFulfilments).map { item, units in
            let quantity = items.first { $0.itemID == item.id }?.quantity.value ?? 0
            return units.adding(quantity, in: request.state)
        }
        try change.follow(lines, comment: request.tracking.summary)
        let made = try insert(request, items, of: id, in: tx, at: context.now)
        try change.touch()
        let data = EventData().adding("order", id.value).adding("status", request.state.rawValue)
        try Outbox.append(.fulfilmentCreated, made.value, data, in: tx, at: context.now)
        return try result(change, made)
    }

    /// Takes a fulfilment to its next state, and changes what is known of its way.
    /// - Throws: ``KernelError``: forbidden, not found, a conflict that names the legal states, a hold, or a plugin's veto.
    public static func update(
        _ fulfilment: Fulfilment.ID,
        of id: Order.ID,
        _ edit: FulfilmentEdit,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> (order: Order, fulfilment: Fulfilment) {
        let change = try OrderChange(of: id, in: tx, context)
        guard let old = change.order.fulfilments.first(where: { $0.id == fulfilment }) else {
            throw KernelError.notFound("fulfilment \(fulfilment) of order \(id)")
        }
        let tracking = try edit.tracking(of: old)
        if let state = edit.state, state != old.state { try move(old, to: state, tracking, change) }
        try tx.execute(
            """
            UPDATE fulfilments SET status = $2, carrier = $3, tracking_number = $4, tracking_url = $5, updated_at = $6
            WHERE id = $1
            """,
            fulfilment,
            edit.state ?? old.state,
            tracking.carrier,
            tracking.number,
            tracking.url,
            context.now
        )
        let data = EventData().adding("order", id.value).adding("from", old.state.rawValue)
            .adding("to", (edit.state ?? old.state).rawValue)
        try Outbox.append(.fulfilmentChanged, fulfilment.value, data, in: tx, at: context.now)
        try change.touch()
        return try result(change, fulfilment)
    }

    /// Cancels what is being packed, for an order that is cancelled. Nothing of it was shipped, so its state stays.
    static func cancelPending(of change: OrderChange) throws {
        for fulfilment in change.order.fulfilments where fulfilment.state == .pending {
            try change.tx.execute(
                "UPDATE fulfilments SET status = 'cancelled', updated_at = $2 WHERE id = $1",
                fulfilment.id,
                change.context.now
            )
        }
    }

    private static func move(
        _ old: Fulfilment,
        to state: Fulfilment.State,
        _ tracking: Tracking,
        _ change: OrderChange
    ) throws {
        guard old.state.next.contains(state) else { throw KernelError.illegalMove(of: old, to: state) }
        if state == .shipped { try change.refuseHolds(to: "fulfilled") }
        let lines = zip(change.order.items, change.order.lineFulfilments).map { item, units in
            let quantity = old.items.filter { $0.itemID == item.id }.reduce(0) { $0 + $1.quantity.value }
            return units.adding(-quantity, in: old.state).adding(quantity, in: state)
        }
        if state == .shipped, let index = lines.firstIndex(where: { $0.shipped > $0.wanted }) {
            throw KernelError.refundedMeanwhile(old, change.order.items[index])
        }
        try change.follow(lines, comment: tracking.summary)
    }

    private static func refuseClosed(_ order: Order) throws(KernelError) {
        let why: String
        switch order.status {
        case .open, .completed: return
        case .pending: why = "is pending: it can be fulfilled when it is open"
        case .cancelled: why = "is cancelled, and nothing of it can be fulfilled"
        }
        throw KernelError(.conflict, "order-not-open", "The order \(order.number) \(why).")
    }

    /// What the request names, or all that is left.
    private static func items(of request: NewFulfilment, _ order: Order) throws(KernelError) -> [FulfilmentItem] {
        let units = order.lineFulfilments
        guard let wanted = request.items else {
            var items: [FulfilmentItem] = []
            for (item, units) in zip(order.items, units) where units.left > 0 {
                items.append(FulfilmentItem(itemID: item.id, quantity: try Quantity(units.left)))
            }
            guard !items.isEmpty else {
                throw KernelError(
                    .conflict,
                    "nothing-to-fulfil",
                    "Nothing of the order \(order.number) is left to fulfil."
                )
            }
            return items
        }
        var check = FieldCheck()
        for (index, item) in wanted.enumerated() {
            guard let line = order.items.firstIndex(where: { $0.id == item.itemID }) else {
                check.object("items[\(index)].id", "is no line of the order \(order.number)")
                continue
            }
            let left = units[line].left
            guard item.quantity.value > left else { continue }
            check.object(
                "items[\(index)].quantity",
                left == 0 ? "must be left out: nothing of this line is left to fulfil" : "must be from 1 to \(left)"
            )
        }
        guard check.isPassed else { throw check.error }
        return wanted
    }

    private static func insert(
        _ request: NewFulfilment,
        _ items: [FulfilmentItem],
        of order: Order.ID,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Fulfilment.ID {
        let id = try tx.insert(
            """
            INSERT INTO fulfilments (order_id, warehouse_id, status, carrier, tracking_number, tracking_url, created_at,
              updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING id
            """,
            order,
            request.warehouseID,
            request.state,
            request.tracking.carrier,
            request.tracking.number,
            request.tracking.url,
            now
        )
        try tx.together { batch in
            for item in items {
                try batch.execute(
                    "INSERT INTO fulfilment_items (fulfilment_id, order_item_id, quantity) VALUES ($1, $2, $3)",
                    id,
                    item.itemID,
                    item.quantity
                )
            }
        }
        return Fulfilment.ID(id)
    }

    private static func result(
        _ change: OrderChange,
        _ id: Fulfilment.ID
    ) throws -> (order: Order, fulfilment: Fulfilment) {
        let order = try change.result()
        guard let fulfilment = order.fulfilments.first(where: { $0.id == id }) else {
            throw KernelError.notFound("fulfilment \(id)")
        }
        return (order, fulfilment)
    }
}

extension Tracking {
    /// For the history: `Royal Mail 123`.
    fileprivate var summary: String { [carrier, number].compactMap(\.self).joined(separator: " ") }
}

extension KernelError {
    fileprivate static func illegalMove(of fulfilment: Fulfilment, to state: Fulfilment.State) -> KernelError {
        let next = fulfilment.state.next.map(\.rawValue)
        let legal =
            next.isEmpty
            ? "It is \(fulfilment.state.rawValue), and stays so."
            : "It is \(fulfilment.state.rawValue); next may come: \(next.joined(separator: ", "))."
        return KernelError(
            .conflict,
            "illegal-transition",
            "The fulfilment \(fulfilment.id) can't become \(state.rawValue). \(legal)"
        )
    }

    fileprivate static func refundedMeanwhile(_ fulfilment: Fulfilment, _ item: OrderItem) -> KernelError {
        KernelError(
            .conflict,
            "refunded-meanwhile",
            "The fulfilment \(fulfilment.id) has units of \(item.sku) that were refunded since it was made. "
                + "Cancel it, and make one of what is left."
        )
    }
}
