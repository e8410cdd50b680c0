internal import TotemStore

/// How statements are prepared, and how long they may run.
extension Connection {
    /// Compiles a statement with the rights of `role`, nil: the kernel's.
    func prepare(
        _ sql: String,
        as role: PluginRole?,
        policy: AccessPolicy? = nil,
        types: [TypeID?] = []
    ) throws -> Prepared {
        // Nobody is to take an error of what waits for one of this statement.
        try runPostponed()
        let name = cache.makeName()
        let answers = try send(
            [.prepare(name: name, sql: Dialect.statement(sql), types: types), .describe(name: name)],
            as: role,
            sql: sql
        )
        guard let description = answers.last else { throw StoreError(.other, "the server did not answer", sql: sql) }
        return try Prepared(
            name: name,
            sql: sql,
            description: description,
            role: role,
            policy: policy
        )
    }

    /// A TEXT column takes a number too, as its digits; then there is no variant.
    func variant(of prepared: Prepared, _ types: [TypeID?]) throws -> Prepared? {
        if let known = prepared.variants[types] { return known }
        try runPostponed()
        try savepoint("variant")
        do {
            let made = try prepare(prepared.sql, as: prepared.role, policy: prepared.policy, types: types)
            try release("variant")
            prepared.variants[types] = .some(made)
            return made
        } catch let error as StoreError where error.code == .syntax || error.code == .constraint {
            try rollback(to: "variant")
            try release("variant")
            prepared.variants[types] = .some(nil)
            return nil
        }
    }

    /// The server's limit for a statement that may run until then. It counts the wait for a row that another transaction
    /// holds, for which the statement is not to blame: that has a limit of its own. Whole seconds, so that a plugin's
    /// statements mostly have the same limit as the one before, and the server need not be told.
    func milliseconds(until deadline: ContinuousClock.Instant) -> Int {
        let left = deadline - ContinuousClock.now
        return max(1, Int((left / .seconds(1)).rounded(.up))) * 1_000 + options.lockTimeout
    }
}
