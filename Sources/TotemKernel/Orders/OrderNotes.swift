public import TotemStore

/// What the shop's staff write down about an order. Its buyer never sees it.
public enum OrderNotes {
    package static let textRule = TextRule(1...5000, allowsLines: true)

    /// - Throws: ``KernelError``: forbidden, not found, or naming `text`.
    public static func add(
        _ text: String,
        to id: Order.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        try textRule.check(text, "text")
        let change = try OrderChange(of: id, in: tx, context)
        try add(text, to: change, by: context.actor)
        return try change.result()
    }

    /// What the shop itself writes down about an order that is being changed, unless it says who does.
    static func add(_ text: String, to change: OrderChange, by actor: Actor = .system) throws {
        try change.tx.execute(
            "INSERT INTO order_notes (order_id, author, text, created_at) VALUES ($1, $2, $3, $4)",
            change.order.id,
            actor.name,
            text,
            change.context.now
        )
    }

    static func list(of orders: SQLList, in batch: Batch) throws -> Queued<[OrderParts.Part<OrderNote>]> {
        try batch.query(
            "SELECT order_id, id, author, text, created_at FROM order_notes WHERE order_id = ANY($1) ORDER BY id",
            orders
        ) { row in
            let note = OrderNote(
                id: try row.get(1),
                author: try row.get(2),
                text: try row.get(3),
                createdAt: try row.get(4)
            )
            return (try row.get(0), note)
        }
    }
}
