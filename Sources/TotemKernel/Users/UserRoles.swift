public import TotemStore

extension UserStore {
    /// What the user may do; empty for a user that is not there.
    public static func roles(of id: User.ID, in tx: Transaction) throws -> Set<Role> {
        Set(try tx.query("SELECT role FROM user_roles WHERE user_id = $1", id) { row in try row.get(0, as: Role.self) })
    }

    /// The same of several; nobody who has none is in it.
    static func roles(of ids: [User.ID], in tx: Transaction) throws -> [User.ID: Set<Role>] {
        var roles: [User.ID: Set<Role>] = [:]
        let held = try tx.query("SELECT user_id, role FROM user_roles WHERE user_id = ANY($1)", SQLList(ids)) { row in
            (user: try row.get(0, as: User.ID.self), role: try row.get(1, as: Role.self))
        }
        for (user, role) in held { roles[user, default: []].insert(role) }
        return roles
    }

    /// Gives a role; a role that the user has already changes nothing.
    /// - Throws: ``KernelError`` not found.
    public static func grant(_ role: Role, to id: User.ID, in tx: Transaction) throws {
        try tx.lock(.users)
        let old = try get(id, in: tx).roles
        guard !old.contains(role) else { return }
        try insert(role, of: id, in: tx)
        try tell(old.union([role]), of: id, in: tx)
    }

    /// Takes a role away; a role that the user does not have changes nothing.
    /// - Throws: ``KernelError``: not found, or a conflict when nobody would be left to administer the store.
    public static func revoke(_ role: Role, from id: User.ID, in tx: Transaction) throws {
        try tx.lock(.users)
        let user = try get(id, in: tx)
        guard user.roles.contains(role) else { return }
        if role == .admin { try refuseLastAdmin(id, in: tx) }
        try tx.execute("DELETE FROM user_roles WHERE user_id = $1 AND role = $2", id, role)
        try tell(user.roles.subtracting([role]), of: id, in: tx)
    }

    /// Makes `roles` all that the user has.
    /// - Throws: as ``revoke(_:from:in:)`` does.
    public static func setRoles(_ roles: Set<Role>, of id: User.ID, in tx: Transaction) throws -> User {
        try tx.lock(.users)
        let old = try get(id, in: tx).roles
        for role in roles.subtracting(old) { try grant(role, to: id, in: tx) }
        for role in old.subtracting(roles) { try revoke(role, from: id, in: tx) }
        return try get(id, in: tx)
    }

    private static func tell(_ roles: Set<Role>, of id: User.ID, in tx: Transaction) throws {
        try Outbox.append(.rolesChanged, id.value, EventData().adding("roles", roles.map(\.rawValue).sorted()), in: tx)
    }

    static func insert(_ role: Role, of id: User.ID, in tx: Transaction) throws {
        try tx.execute(
            "INSERT INTO user_roles (user_id, role) VALUES ($1, $2) ON CONFLICT (user_id, role) DO NOTHING",
            id,
            role
        )
    }

    private static func refuseLastAdmin(_ id: User.ID, in tx: Transaction) throws {
        let other = try tx.first(
            """
            SELECT user_id FROM user_roles JOIN users ON users.id = user_id
            WHERE role = 'admin' AND is_active = 1 AND user_id <> $1 LIMIT 1
            """,
            id
        ) { row in try row.get(0, as: User.ID.self) }
        guard other == nil else { return }
        throw KernelError(
            .conflict,
            "last-admin",
            "User \(id) is the only administrator. Make somebody else an administrator first."
        )
    }
}
