public import TotemStore

/// What plugins keep on carts. Clients, who know a cart by its token, keep theirs with the cart's other details.
public enum CartMetadata {
    /// What is kept on a cart; nil for nothing.
    /// - Throws: ``KernelError`` not found.
    public static func get(_ id: Cart.ID, in tx: Transaction) throws -> JSONValue? {
        try CartStore.record(CartStore.token(of: id, in: tx), in: tx).details.metadata
    }

    /// Keeps JSON under a name, in the place of what was; null takes it out.
    /// - Throws: ``KernelError``: not found, a conflict when the cart has become an order, or naming what is too large.
    public static func put(
        _ value: JSONValue,
        named name: String,
        on id: Cart.ID,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        var record = try CartStore.open(CartStore.token(of: id, in: tx), in: tx)
        let kept = try Metadata.put(value, named: name, into: record.details.metadata)
        guard kept != record.details.metadata else { return }
        record.details.metadata = kept
        try tx.together { [record] batch in try record.write(in: batch, at: now) }
    }
}
