internal import TotemStore

/// The server's roles behind plugins: made when a policy is first used, dropped when it is none any more.
extension Connection {
    /// The role of a policy, made when the server does not have it yet.
    func role(for policy: AccessPolicy) throws -> PluginRole {
        if let known = roles[policy] { return known }
        let role = PluginRole(policy, database: try databaseNumber())
        let isOutdated = outdatedRoles.remove(role) != nil
        if try isOutdated || !exists(role.name) { try make(role, policy) }
        roles[policy] = role
        return role
    }

    private func databaseNumber() throws -> Int64 {
        if let database { return database }
        let numbers = try toolRows("SELECT oid FROM pg_database WHERE datname = current_database()", []) {
            $0.integer(at: 0)
        }
        let number = numbers.first ?? 0
        database = number
        return number
    }

    /// At this moment, even in a transaction that reads an older snapshot: as the server itself will find it.
    func exists(_ role: String) throws -> Bool {
        try toolRows("SELECT to_regrole($1) IS NOT NULL", [.text(role)]) { $0.integer(at: 0) } == [1]
    }

    /// A role is granted the views that there are when it is made. One that was made anew since is granted when it is first
    /// refused: the transaction is run again.
    func grantLater(_ policy: AccessPolicy, after error: StoreError) {
        guard let role = roles[policy] else { return }
        let isOutdated = (try? exists(role.name)) == false || (try? isToBeGranted(policy, to: role, error)) == true
        guard isOutdated else { return }
        outdatedRoles.insert(role)
        runAgainWithNewRoles(after: error)
    }

    /// Whether the server has refused a view that the policy names, and that the role was not granted. One that it may read
    /// is refused for good: it was to be changed, or its rows were to be held.
    private func isToBeGranted(_ policy: AccessPolicy, to role: PluginRole, _ error: StoreError) throws -> Bool {
        guard error.message.hasPrefix("permission denied"), let view = error.refusedTable, policy.views.contains(view)
        else { return false }
        let mayRead = try toolRows("SELECT has_table_privilege($1, $2, 'SELECT')", [.text(role.name), .text(view)]) {
            $0.integer(at: 0) != 0
        }
        return mayRead == [false]
    }

    /// A transaction that only reads can't make a role: another connection does it then, before anything is read with it.
    private func make(_ role: PluginRole, _ policy: AccessPolicy) throws {
        guard !isWritable else { return try makeHere(role, policy) }
        let other = try Connection(address, options)
        other.begin(isWritable: true)
        try other.makeHere(role, policy)
        try other.commit()
    }

    private func makeHere(_ role: PluginRole, _ policy: AccessPolicy) throws {
        // Two nodes may come to it at once.
        try lock(Self.rolesLock)
        madeRoles = true
        for (name, members) in [(role.owner, ""), (role.name, " IN ROLE \"\(role.owner)\"")] {
            guard try !exists(name) else { continue }
            try run("CREATE ROLE \"\(name)\" NOLOGIN\(members)")
            // Whoever is no superuser must be a member of a role to take it on.
            try run("GRANT \"\(name)\" TO SESSION_USER")
        }
        try run("GRANT USAGE ON SCHEMA public TO \"\(role.name)\"")
        try grant(policy, to: role)
    }

    /// Grants what of the policy's views is there, and what foreign keys may name. Views look at tables with the rights of
    /// whoever made them, who is the kernel.
    private func grant(_ policy: AccessPolicy, to role: PluginRole) throws {
        let there = Set(
            try toolRows(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')",
                []
            ) { $0.text(at: 0) }
        )
        for view in policy.views.intersection(there).sorted() {
            try run("GRANT SELECT ON \(Self.quoted(view)) TO \"\(role.name)\"")
        }
        for table in policy.catalogue.referableTables.intersection(there).sorted() {
            try run("GRANT REFERENCES (id) ON \(Self.quoted(table)) TO \"\(role.name)\"")
        }
    }

    /// The core's own locks have numbers above zero.
    private static let rolesLock = StoreLock(-1)

    // MARK: Dropping

    func revokeRights(of plugin: String, except policy: AccessPolicy?) throws {
        try lock(Self.rolesLock)
        let database = try databaseNumber()
        let owner = PluginRole.owner(of: plugin, database: database)
        let kept = policy.map { PluginRole($0, database: database).name }
        for role in try policyRoles(of: owner) where role != kept { try drop(role, of: owner) }
        if policy == nil, try isUnused(owner) { try run("DROP ROLE \"\(owner)\"") }
        roles.removeAll()
    }

    /// The roles of the plugin's policies that nothing in another database depends on: in one that was made with this one
    /// as its template, they still have their rights.
    private func policyRoles(of owner: String) throws -> [String] {
        try toolRows(
            """
            SELECT policy.rolname FROM pg_auth_members
            JOIN pg_roles AS owner ON owner.oid = roleid
            JOIN pg_roles AS policy ON policy.oid = member
            WHERE owner.rolname = $1 AND starts_with(policy.rolname, 'totem_plugin_')
              AND pg_has_role(SESSION_USER, policy.oid, 'MEMBER')
              AND NOT EXISTS (
                SELECT 1 FROM pg_shdepend
                WHERE refclassid = 'pg_authid'::regclass AND refobjid = policy.oid
                  AND dbid NOT IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
              )
            """,
            [.text(owner)]
        ) { $0.text(at: 0) }
    }

    /// Whether it owns nothing, in no database, and stands behind no policy.
    private func isUnused(_ owner: String) throws -> Bool {
        try toolRows(
            """
            SELECT 1 FROM pg_roles AS owner
            WHERE rolname = $1 AND pg_has_role(SESSION_USER, oid, 'MEMBER')
              AND NOT EXISTS (
                SELECT 1 FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = owner.oid
              )
              AND NOT EXISTS (
                SELECT 1 FROM pg_auth_members JOIN pg_roles AS policy ON policy.oid = member
                WHERE roleid = owner.oid AND starts_with(policy.rolname, 'totem_plugin_')
              )
            """,
            [.text(owner)]
        ) { _ in true } == [true]
    }

    /// DROP OWNED would take tables along. A migration has given them to the owner; this makes sure of it.
    private func drop(_ role: String, of owner: String) throws {
        try run("REASSIGN OWNED BY \"\(role)\" TO \"\(owner)\"")
        try run("DROP OWNED BY \"\(role)\"")
        try run("DROP ROLE \"\(role)\"")
    }
}
