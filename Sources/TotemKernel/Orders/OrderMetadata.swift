public import TotemStore

/// What plugins and clients keep on orders.
public enum OrderMetadata {
    /// What is kept on an order; nil for nothing.
    /// - Throws: ``KernelError`` not found.
    public static func get(_ id: Order.ID, in tx: Transaction) throws -> JSONValue? {
        try OrderStore.get(id, in: tx).metadata
    }

    /// Keeps JSON under a name, in the place of what was; null takes it out.
    /// - Throws: ``KernelError``: forbidden, not found, or naming what is too large.
    public static func put(
        _ value: JSONValue,
        named name: String,
        on id: Order.ID,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Order {
        let change = try OrderChange(of: id, in: tx, context)
        let kept = try Metadata.put(value, named: name, into: change.order.metadata)
        try tx.execute(
            "UPDATE orders SET metadata = $2, updated_at = $3 WHERE id = $1",
            id,
            kept?.text(),
            context.now
        )
        return try change.result()
    }
}
