internal import TotemStore

/// Plugins' SQL: each statement under its role, and in a savepoint of its own, so that an error of it undoes it alone.
extension Connection {
    func statement(for text: String, allowedBy policy: AccessPolicy) throws -> any PreparedStatement {
        let role = try role(for: policy)
        if let known = cache.statement(for: text, of: role) { return PostgresStatement(known, on: self) }
        try PluginScanner(policy: policy).checkStatement(text)
        let prepared = try named(policy, in: text) { try prepare(text, as: role, policy: policy) }
        // The server compares a statement with the role's rights when it plans it: asking for the plan tells them now.
        let nulls = prepared.parameterTypes.map { _ in "NULL" }.joined(separator: ", ")
        let plan = "EXPLAIN EXECUTE \(prepared.name)\(nulls.isEmpty ? "" : "(\(nulls))")"
        try named(policy, in: text) { _ = try run(plan, as: role) }
        if let evicted = cache.keep(prepared, of: role) { forget(evicted) }
        return PostgresStatement(prepared, on: self)
    }

    /// The scripts of a migration may make what the policy calls the plugin's own, and nothing else.
    func runScript(_ script: String, allowedBy policy: AccessPolicy) throws {
        let role = try role(for: policy)
        let scanner = PluginScanner(policy: policy)
        try run("GRANT CREATE ON SCHEMA public TO \"\(role.name)\"")
        for statement in Dialect.script(script) {
            try scanner.checkMigration(statement)
            try named(policy, in: statement) { _ = try run(statement, as: role) }
        }
        try run("REVOKE CREATE ON SCHEMA public FROM \"\(role.name)\"")
        try run("REASSIGN OWNED BY \"\(role.name)\" TO \"\(role.owner)\"")
        try refuseForeignTables(of: role, policy)
    }

    /// Views look at tables with the rights of whoever reads the view, as SQLite's do.
    private func refuseForeignTables(of role: PluginRole, _ policy: AccessPolicy) throws {
        let own = Set(policy.ownTables.map { SQLToken.folded($0) })
        let made = try rows(
            """
            SELECT relname, relkind::text FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner
            WHERE rolname = $1 AND relkind IN ('r', 'v', 'm', 'p', 'f')
            """,
            [.text(role.owner)]
        ) { (name: $0.text(at: 0), kind: $0.text(at: 1)) }
        for object in made {
            guard own.contains(object.name) else {
                throw StoreError(
                    .denied,
                    "plugin '\(policy.owner)' may not make '\(object.name)': it is not among the tables that its "
                        + "plugin.json declares as its own"
                )
            }
            if object.kind == "v" { try run("ALTER VIEW \(quoted(object.name)) SET (security_invoker = true)") }
        }
    }

    // MARK: Roles

    /// The role of a policy, made when the server does not have it yet.
    private func role(for policy: AccessPolicy) throws -> PluginRole {
        if let known = roles[policy] { return known }
        let role = PluginRole(policy, database: try databaseNumber())
        if try !exists(role) { try make(role, policy) }
        roles[policy] = role
        return role
    }

    private func databaseNumber() throws -> Int64 {
        if let database { return database }
        let numbers = try rows("SELECT oid FROM pg_database WHERE datname = current_database()", []) {
            $0.integer(at: 0)
        }
        let number = numbers.first ?? 0
        database = number
        return number
    }

    private func exists(_ role: PluginRole) throws -> Bool {
        try !rows("SELECT 1 FROM pg_roles WHERE rolname = $1", [.text(role.name)]) { _ in true }.isEmpty
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
        try lock(StoreLock(Self.rolesLock))
        madeRoles = true
        for (name, members) in [(role.owner, ""), (role.name, " IN ROLE \"\(role.owner)\"")] {
            let isThere = try !rows("SELECT 1 FROM pg_roles WHERE rolname = $1", [.text(name)]) { _ in true }.isEmpty
            guard !isThere else { continue }
            try run("CREATE ROLE \"\(name)\" NOLOGIN\(members)")
            // Whoever is no superuser must be a member of a role to take it on.
            try run("GRANT \"\(name)\" TO SESSION_USER")
        }
        try run("GRANT USAGE ON SCHEMA public TO \"\(role.name)\"")
        try grant(policy, to: role)
    }

    /// Grants what of the policy's tables is there.
    private func grant(_ policy: AccessPolicy, to role: PluginRole) throws {
        let there = try rows(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')",
            []
        ) { $0.text(at: 0) }
        let readable = Set(policy.readableTables.map { SQLToken.folded($0) })
        let writable = Set(policy.writableTables.map { SQLToken.folded($0) })
        for table in there where readable.contains(table) {
            try run("GRANT SELECT, REFERENCES ON \(quoted(table)) TO \"\(role.name)\"")
        }
        for table in there where writable.contains(table) {
            try run("GRANT INSERT, UPDATE, DELETE ON \(quoted(table)) TO \"\(role.name)\"")
        }
    }

    /// The core's own locks have numbers above zero.
    private static let rolesLock: Int32 = -1

    // MARK: Words

    /// The server says which table, and not what to do about it.
    func named<Value>(_ policy: AccessPolicy?, in text: String, _ body: () throws -> Value) throws -> Value {
        guard let policy else { return try body() }
        do {
            return try body()
        } catch let error as StoreError where error.code == .denied && !error.message.hasPrefix("plugin '") {
            throw StoreError(.denied, "plugin '\(policy.owner)' \(refusal(error.message, policy, text))", sql: text)
        }
    }

    private func refusal(_ message: String, _ policy: AccessPolicy, _ text: String) -> String {
        let table = message.split(separator: " ").last.map(String.init) ?? "?"
        guard message.hasPrefix("permission denied") else {
            return "may not change '\(table)': it is not among the tables that its plugin.json declares as its own"
        }
        let writes = StatementShape(text).changedTables.contains(table)
        return "may not \(writes ? "write" : "read") '\(table)': it is none of its own tables, and "
            + "permissions.\(writes ? "write" : "read") in its plugin.json does not name it"
    }

    /// The rows of a statement of this module's own.
    private func rows<Value>(
        _ sql: SQL,
        _ parameters: [SQLValue],
        _ decode: (any PreparedStatement) -> Value
    ) throws -> [Value] {
        let statement = try statement(for: sql)
        defer { statement.reset() }
        for (index, value) in parameters.enumerated() { try statement.bind(value, at: index + 1) }
        var values: [Value] = []
        while try statement.step() { values.append(decode(statement)) }
        return values
    }

    private func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}
