public import TotemStore

/// Reading orders.
public enum OrderStore {
    /// The order for somebody who may see it: its buyer, or the shop's staff.
    /// - Throws: ``KernelError`` not found, also for another's order.
    public static func get(_ id: Order.ID, in tx: Transaction, _ context: RequestContext) throws -> Order {
        guard context.actor != .guest else {
            throw KernelError(.unauthenticated, "unauthenticated", "Log in, or send an API key as a Bearer token.")
        }
        let order = try get(id, in: tx)
        let isOwn = order.userID != nil && order.userID == context.actor.userID
        guard isOwn || context.actor.holds(.staff) else { throw KernelError.notFound("order \(id)") }
        return order
    }

    /// Those of the orders that there are, in the order of the ids.
    /// - Throws: ``KernelError`` forbidden for who is no staff.
    public static func find(_ ids: [Order.ID], in tx: Transaction, _ context: RequestContext) throws -> [Order] {
        try context.actor.require(.staff)
        return ids.isEmpty ? [] : try get(ids, in: tx)
    }

    static func get(_ id: Order.ID, in tx: Transaction) throws -> Order {
        guard let order = try get([id], in: tx).first else { throw KernelError.notFound("order \(id)") }
        return order
    }

    /// The orders that there are of these, in their order: a fixed number of statements for any number of orders.
    static func get(_ ids: [Order.ID], in tx: Transaction) throws -> [Order] {
        let found = try tx.together { batch in try OrderRow.read(ids, in: batch) }
        let rows = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        let ordered = ids.compactMap { rows[$0] }
        guard !ordered.isEmpty else { return [] }
        return try OrderParts.orders(of: ordered, in: tx)
    }

    /// The order that people call so.
    /// - Throws: ``KernelError``: forbidden for who is no staff, or not found.
    public static func get(number: String, in tx: Transaction, _ context: RequestContext) throws -> Order {
        try context.actor.require(.staff)
        let id = try tx.first("SELECT id FROM orders WHERE number = $1", number) { row in
            try row.get(0, as: Order.ID.self)
        }
        guard let id else { throw KernelError.notFound("order with the number '\(number.prefix(100))'") }
        return try get(id, in: tx)
    }

    /// The order, which nobody else changes until the transaction ends.
    static func held(_ id: Order.ID, in tx: Transaction) throws -> Order {
        _ = try tx.first("SELECT id FROM orders WHERE id = $1 FOR UPDATE", id) { _ in true }
        return try get(id, in: tx)
    }

    static func append(_ entry: OrderStatusEntry, to order: Order.ID, in batch: Batch) throws {
        try batch.execute(
            "INSERT INTO order_status_history (order_id, of, status, comment, created_at) VALUES ($1, $2, $3, $4, $5)",
            order,
            entry.kind,
            entry.status,
            entry.comment,
            entry.createdAt
        )
    }
}
