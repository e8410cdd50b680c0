internal import TotemStore

/// Plugins' SQL: each statement under its role, and in a savepoint of its own, so that an error of it undoes it alone.
extension Connection {
    private static let longestMigration = Duration.seconds(20)

    func statement(for text: String, allowedBy policy: AccessPolicy) throws -> any PreparedStatement {
        let role = try role(for: policy)
        if let known = cache.statement(for: text, of: role) { return PostgresStatement(known, on: self) }
        try PluginScanner(policy: policy).checkStatement(text)
        let prepared = try named(policy, in: text) { try prepare(text, as: role, policy: policy) }
        // The server compares a statement with the role's rights when it plans it: asking for the plan tells them now.
        let nulls = prepared.parameterTypes.map { _ in "NULL" }.joined(separator: ", ")
        let plan = "EXPLAIN EXECUTE \(prepared.name)\(nulls.isEmpty ? "" : "(\(nulls))")"
        do {
            try named(policy, in: text) { _ = try run(plan, as: role) }
        } catch {
            forget(prepared)
            throw error
        }
        if let evicted = cache.keep(prepared, of: role) { forget(evicted) }
        return PostgresStatement(prepared, on: self)
    }

    /// The scripts of a migration may make what the policy calls the plugin's own, and nothing else.
    func runScript(_ script: String, allowedBy policy: AccessPolicy) throws {
        // Asked anew: the role may have been dropped while the plugin was off.
        roles[policy] = nil
        let role = try role(for: policy)
        let scanner = PluginScanner(policy: policy)
        let end = ContinuousClock.now + Self.longestMigration
        try run("GRANT CREATE ON SCHEMA public TO \"\(role.name)\"")
        for statement in Dialect.script(script) {
            try scanner.checkMigration(statement)
            do {
                try named(policy, in: statement) {
                    _ = try send([.run(statement)], as: role, within: milliseconds(until: end), sql: statement)
                }
            } catch let error as StoreError where error.code == .interrupted || error.code == .exhausted {
                let isLate = error.code == .interrupted
                let why =
                    isLate
                    ? "it ran for more than \(Self.longestMigration)" : "it takes more than it may: \(error.message)"
                throw StoreError(
                    .interrupted,
                    "it was stopped and undone: \(why); let it do less",
                    sql: statement
                )
            }
        }
        try run("REVOKE CREATE ON SCHEMA public FROM \"\(role.name)\"")
        try run("REASSIGN OWNED BY \"\(role.name)\" TO \"\(role.owner)\"")
        try refuseForeignTables(of: role, policy)
        try refuseForeignViews(of: role, policy)
        try PluginForeignKeys(of: policy, try foreignKeys(of: role)).check()
    }

    private func foreignKeys(of role: PluginRole) throws -> [PluginForeignKey] {
        try toolRows(
            """
            SELECT child.relname::text, parent.relname::text, confdeltype::text,
              (SELECT string_agg(attname::text, ',') FROM pg_attribute
               WHERE attrelid = conrelid AND attnum = ANY (conkey)),
              (SELECT string_agg(attname::text, ',') FROM pg_attribute
               WHERE attrelid = confrelid AND attnum = ANY (confkey)),
              NOT EXISTS (SELECT 1 FROM pg_attribute
                          WHERE attrelid = conrelid AND attnum = ANY (key.conkey) AND attnotnull)
              AND NOT EXISTS (SELECT 1 FROM pg_constraint AS rule
                              WHERE rule.conrelid = key.conrelid AND rule.contype = 'c' AND rule.conkey && key.conkey)
              AND NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = conrelid AND attgenerated <> '')
              AND NOT EXISTS (SELECT 1 FROM pg_index JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (key.conkey)
                              WHERE indrelid = conrelid AND (indisunique OR indisexclusion)
                                AND (indexprs IS NOT NULL OR indnullsnotdistinct
                                     OR pg_get_expr(indpred, indrelid) ~ ('\\m' || attname || '\\M')))
            FROM pg_constraint AS key JOIN pg_class AS child ON child.oid = conrelid
            JOIN pg_class AS parent ON parent.oid = confrelid JOIN pg_roles ON pg_roles.oid = child.relowner
            WHERE rolname = $1 AND contype = 'f'
            """,
            [.text(role.owner)]
        ) { row in
            PluginForeignKey(
                table: row.text(at: 0),
                columns: row.text(at: 3).split(separator: ",").map(String.init),
                target: row.text(at: 1),
                targetColumns: row.text(at: 4).split(separator: ",").map(String.init),
                onDelete: ["c": .cascade, "n": .setNull][row.text(at: 2)] ?? .refuse,
                canBeNull: row.integer(at: 5) != 0
            )
        }
    }

    /// Views look at tables with the rights of whoever reads the view, as SQLite's do.
    private func refuseForeignTables(of role: PluginRole, _ policy: AccessPolicy) throws {
        let own = Set(policy.ownTables.map { SQLToken.folded($0) })
        let made = try toolRows(
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
            if object.kind == "v" { try run("ALTER VIEW \(Self.quoted(object.name)) SET (security_invoker = true)") }
        }
    }

    /// What a view reads may be refused only when it is read: it is looked at when it is made.
    private func refuseForeignViews(of role: PluginRole, _ policy: AccessPolicy) throws {
        let foreign = try toolRows(
            """
            SELECT DISTINCT own.relname::text, seen.relname::text FROM pg_rewrite
            JOIN pg_class AS own ON own.oid = ev_class JOIN pg_roles ON pg_roles.oid = own.relowner
            JOIN pg_depend ON pg_depend.classid = 'pg_rewrite'::regclass AND pg_depend.objid = pg_rewrite.oid
              AND refclassid = 'pg_class'::regclass
            JOIN pg_class AS seen ON seen.oid = refobjid
            WHERE rolname = $1 AND own.relkind = 'v' AND seen.relowner <> own.relowner ORDER BY 1, 2
            """,
            [.text(role.owner)]
        ) { (view: $0.text(at: 0), table: $0.text(at: 1)) }
        guard let first = foreign.first(where: { !policy.views.contains($0.table) }) else { return }
        throw StoreError(
            .denied,
            "plugin '\(policy.owner)' \(policy.refusalToRead(first.table)), in its view '\(first.view)'"
        )
    }

    // MARK: Words

    /// The server says which table, and not what to do about it.
    func named<Value>(_ policy: AccessPolicy?, in text: String, _ body: () throws -> Value) throws -> Value {
        guard let policy else { return try body() }
        do {
            return try body()
        } catch let error as StoreError where error.code == .denied && !error.message.hasPrefix("plugin '") {
            grantLater(policy, after: error)
            throw StoreError(.denied, "plugin '\(policy.owner)' \(refusal(error, policy, text))", sql: text)
        }
    }

    private func refusal(_ error: StoreError, _ policy: AccessPolicy, _ text: String) -> String {
        let table = error.refusedTable ?? "?"
        guard error.message.hasPrefix("permission denied") else {
            return "may not change '\(table)': it is not among the tables that its plugin.json declares as its own"
        }
        guard StatementShape(text).changedTables.contains(table) else {
            guard policy.views.contains(table) else { return policy.refusalToRead(table) }
            return
                "may not hold the rows of '\(table)': FOR UPDATE and the like are for its own tables, views only read"
        }
        return policy.refusalToChange(table, by: "change")
    }
}

extension StoreError {
    /// The table at the end of the server's sentence, such as "permission denied for table orders".
    var refusedTable: String? { message.split(separator: " ").last.map(String.init) }
}
