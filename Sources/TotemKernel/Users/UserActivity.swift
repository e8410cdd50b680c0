import TotemStore

extension UserStore {
    /// Lets a customer log in, or not any more. Who is deactivated is logged out everywhere at once.
    /// - Throws: ``KernelError``: not found, also for who is no customer, or a conflict for who works for the shop.
    static func setActive(
        _ isActive: Bool,
        customer id: User.ID,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        let user = try heldCustomer(id, in: tx)
        guard user.isActive != isActive else { return }
        try tx.execute("UPDATE users SET is_active = $2, updated_at = $3 WHERE id = $1", id, isActive, now)
        try Outbox.append(.customerChanged, id.value, EventData().adding("changed", ["is_active"]), in: tx, at: now)
        if !isActive { try SessionStore.deleteAll(of: id, in: tx) }
    }

    /// A customer who is nothing else, whose roles, data and log-ins nobody else changes until the transaction ends.
    /// - Throws: ``KernelError``: not found, also for who is no customer, or a conflict for who works for the shop.
    static func heldCustomer(_ id: User.ID, in tx: Transaction) throws -> User {
        try tx.lock(.users)
        try hold(id, in: tx)
        let user = try customer(id, in: tx)
        let others = Role.allCases.filter { $0 != .customer && user.roles.contains($0) }
        guard others.isEmpty else {
            throw KernelError(
                .conflict,
                "works-for-shop",
                "User \(id) works for the shop, as \(others.map(\.rawValue).joined(separator: ", ")). Take these roles "
                    + "away first: totem user role \(user.email) --role customer."
            )
        }
        return user
    }

    static func isActive(_ id: User.ID, in tx: Transaction) throws -> Bool {
        try tx.first("SELECT is_active FROM users WHERE id = $1", id) { row in try row.get(0) } ?? false
    }
}
