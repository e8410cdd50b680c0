public import TotemStore

/// Reasons why an order is not to be shipped or completed yet, each with who gave it.
public enum OrderHolds {
    package static let reasonRule = TextRule(0...500, allowsLines: true)

    /// - Throws: ``KernelError``: forbidden, not found, naming `name` or `reason`, or a conflict when the same owner holds the
    ///   order under this name already.
    public static func hold(
        _ id: Order.ID,
        name: String,
        reason: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        var check = FieldCheck()
        check.text(name, "name", .name)
        check.text(reason, "reason", reasonRule)
        guard check.isPassed else { throw check.error }
        let change = try OrderChange(of: id, in: tx, context)
        let owner = context.actor.name
        guard !change.order.holds.contains(where: { $0.owner == owner && $0.name == name }) else {
            throw KernelError(
                .conflict,
                "hold-exists",
                "\(owner) holds the order \(change.order.number) as '\(name)' already."
            )
        }
        try tx.execute(
            "INSERT INTO order_holds (order_id, owner, name, reason, created_at) VALUES ($1, $2, $3, $4, $5)",
            id,
            owner,
            name,
            reason,
            context.now
        )
        try change.touch()
        return try change.result()
    }

    /// - Throws: ``KernelError``: forbidden, or not found, also for one that was released.
    public static func release(
        _ hold: OrderHold.ID,
        of id: Order.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        let change = try OrderChange(of: id, in: tx, context)
        guard change.order.holds.contains(where: { $0.id == hold }) else {
            throw KernelError.notFound("hold \(hold) of order \(id)")
        }
        try tx.execute("UPDATE order_holds SET released_at = $2 WHERE id = $1", hold, context.now)
        try change.touch()
        return try change.result()
    }

    /// Releases what who asks holds the order by under this name.
    /// - Throws: ``KernelError``: forbidden, or not found, also for another's.
    public static func release(
        named name: String,
        of id: Order.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        try context.actor.require(.staff)
        let order = try OrderStore.get(id, in: tx)
        let owner = context.actor.name
        guard let hold = order.holds.first(where: { $0.owner == owner && $0.name == name }) else {
            throw KernelError.notFound("hold '\(name.prefix(100))' by \(owner) of order \(id)")
        }
        return try release(hold.id, of: id, in: tx, context)
    }

    static func list(of orders: SQLList, in batch: Batch) throws -> Queued<[OrderParts.Part<OrderHold>]> {
        try batch.query(
            """
            SELECT order_id, id, owner, name, reason, created_at FROM order_holds
            WHERE order_id = ANY($1) AND released_at IS NULL ORDER BY id
            """,
            orders
        ) { row in
            let hold = OrderHold(
                id: try row.get(1),
                owner: try row.get(2),
                name: try row.get(3),
                reason: try row.get(4),
                createdAt: try row.get(5)
            )
            return (try row.get(0), hold)
        }
    }
}
