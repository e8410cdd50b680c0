import TotemStore

extension UserStore {
    /// Keeps JSON on a customer under a name, in the place of what was; null takes it out.
    /// - Throws: ``KernelError``: not found, also for who is no customer, or naming what is too large.
    static func putMetadata(
        _ value: JSONValue,
        named name: String,
        onCustomer id: User.ID,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try hold(id, in: tx)
        let kept = try Metadata.put(value, named: name, into: customer(id, in: tx).metadata)
        try tx.execute(
            "UPDATE users SET metadata = $2, updated_at = $3 WHERE id = $1",
            id,
            kept?.text(),
            now
        )
        try Outbox.append(.customerChanged, id.value, EventData().adding("changed", ["metadata"]), in: tx, at: now)
    }
}
