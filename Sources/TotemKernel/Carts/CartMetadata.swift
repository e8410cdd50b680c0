public import TotemStore

/// What plugins keep on carts. Clients, who know a cart by its token, keep theirs with the cart's other details, under names
/// that are no plugin's.
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

    /// What is kept under the name of a plugin is that plugin's own, which may decide by it, also in the order that the cart
    /// becomes: besides it only the shop's staff write it.
    /// - Throws: ``KernelError`` naming `metadata.NAME`.
    static func refusePlugins(
        changing old: JSONValue?,
        to new: JSONValue?,
        in tx: Transaction,
        _ context: RequestContext
    ) throws {
        guard old != new, !context.actor.holds(.staff) else { return }
        let changed = names(old).union(names(new)).filter { old?[$0] != new?[$0] }
        guard let plugin = try PluginStore.first(among: changed, in: tx) else { return }
        throw KernelError.invalid("metadata.\(plugin)", "is kept by the plugin of that name, and by nobody else")
    }

    private static func names(_ kept: JSONValue?) -> Set<String> {
        guard case .object(let members) = kept else { return [] }
        return Set(members.keys)
    }
}
