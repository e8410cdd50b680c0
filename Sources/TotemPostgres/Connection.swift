internal import TotemStore

/// A connection as transactions use it. One thread at a time.
///
/// What needs no answer of its own (BEGIN, savepoints, the change of role) waits in `pending` and travels with the next
/// statement.
final class Connection: StoreConnection {
    let link: Link
    let address: PostgresAddress
    private let options: PostgresOptions
    var cache = StatementCache()
    /// Control commands that the server has not been sent yet.
    private(set) var pending: [String] = []
    /// Whose rights the server applies now. Unknown after a ROLLBACK TO, which may have undone the last change.
    private var role = RoleState.kernel
    /// Whether the server knows of the transaction.
    private var isBegun = false
    /// The error outside of a plugin's statement that ended what can be done before the next ROLLBACK TO.
    private var doom: StoreError?
    /// Why the whole transaction must be run again.
    private(set) var conflict: StoreError?
    private var isAnnounced = false
    /// Whether the prepared statements are of no use any more.
    private var isStale = false

    /// "totem" in the first of the two numbers that an advisory lock is known by.
    private static let lockSpace: Int64 = 0x746F_7465

    private enum RoleState: Equatable {
        case kernel
        case plugin(String)
        case unknown
    }

    init(_ address: PostgresAddress, _ options: PostgresOptions) throws {
        self.address = address
        self.options = options
        link = try Link(address, options)
    }

    // MARK: StoreConnection

    func statement(for sql: SQL) throws -> any PreparedStatement {
        if let known = cache[sql] { return PostgresStatement(known, on: self) }
        let prepared = try prepare(sql.text, as: nil)
        cache[sql] = prepared
        return PostgresStatement(prepared, on: self)
    }

    func statement(for text: String, allowedBy policy: AccessPolicy) throws -> any PreparedStatement {
        throw StoreError(.denied, "plugins' SQL is not run on PostgreSQL yet", sql: text)
    }

    func runScript(_ script: String, allowedBy policy: AccessPolicy?) throws {
        guard policy == nil else { throw StoreError(.denied, "plugins' migrations are not run on PostgreSQL yet") }
        for statement in Dialect.script(script) { try run(statement) }
    }

    func lock(_ lock: StoreLock) throws {
        let statement = try statement(for: "SELECT pg_advisory_xact_lock($1, $2)")
        defer { statement.reset() }
        try statement.bind(.integer(Self.lockSpace), at: 1)
        try statement.bind(.integer(Int64(lock.number)), at: 2)
        _ = try statement.step()
    }

    func savepoint(_ name: StaticString) throws {
        pending.append("SAVEPOINT \(name)")
    }

    func release(_ name: StaticString) throws {
        if pending.last == "SAVEPOINT \(name)" {
            pending.removeLast()
        } else {
            pending.append("RELEASE SAVEPOINT \(name)")
        }
    }

    func rollback(to name: StaticString) throws {
        doom = nil
        if let opened = pending.lastIndex(of: "SAVEPOINT \(name)") {
            // Nothing has been done since.
            pending.removeSubrange((opened + 1)...)
        } else {
            pending.append("ROLLBACK TO SAVEPOINT \(name)")
            role = .unknown
        }
    }

    // MARK: Statements

    /// Compiles a statement with the rights of `role`, nil: the kernel's.
    func prepare(_ sql: String, as role: PluginRole?) throws -> Prepared {
        let name = cache.makeName()
        let answers = try send(
            [.prepare(name: name, sql: Dialect.statement(sql)), .describe(name: name)],
            as: role,
            sql: sql
        )
        guard let description = answers.last else { throw StoreError(.other, "the server did not answer", sql: sql) }
        return try Prepared(
            name: name,
            sql: sql,
            description: description,
            role: role,
            announcing: options.announcedTables
        )
    }

    /// Runs a prepared statement with the rights it was made for.
    func execute(
        _ prepared: Prepared,
        _ values: [SQLValue],
        until deadline: ContinuousClock.Instant? = nil
    ) throws -> ResultRows {
        let parameters: Parameters
        do {
            parameters = try Parameters(values, as: prepared.parameterTypes)
        } catch let error as StoreError {
            throw StoreError(error.code, error.message, sql: prepared.sql)
        }
        let answers = try send(
            [.execute(name: prepared.name, parameters)],
            as: prepared.role,
            sql: prepared.sql
        )
        if prepared.isAnnounced { isAnnounced = true }
        guard let rows = answers.last else { throw StoreError(.other, "the server did not answer", sql: prepared.sql) }
        return rows
    }

    /// Runs a text of this module's own, or a statement of a migration.
    @discardableResult
    func run(_ sql: String, as role: PluginRole? = nil) throws -> ResultRows? {
        try send([.run(sql)], as: role, sql: sql).last
    }

    /// Sends what is pending and these commands in one round trip.
    /// - Returns: the answers to these commands.
    private func send(_ commands: [Command], as role: PluginRole?, sql: String) throws -> ArraySlice<ResultRows> {
        if let doom {
            throw StoreError(
                .misuse,
                "an earlier error has ended this transaction; nothing more can be done in it (\(doom.message))",
                sql: sql
            )
        }
        let change = roleChange(to: role)
        let batch = pending.map { Command.run($0) } + change + commands
        do {
            let answers = try link.run(batch)
            pending = []
            isBegun = true
            return answers.dropFirst(answers.count - commands.count)
        } catch {
            throw fail(error, sql: sql)
        }
    }

    private func roleChange(to role: PluginRole?) -> [Command] {
        let wanted = role.map { RoleState.plugin($0.name) } ?? .kernel
        guard self.role != wanted else { return [] }
        self.role = wanted
        return [.run("SET LOCAL ROLE \(role.map { "\"\($0.name)\"" } ?? "NONE")")]
    }

    private func fail(_ failure: Link.Failure, sql: String?) -> StoreError {
        pending = []
        isBegun = true
        role = .unknown
        let error: StoreError
        switch failure {
        case .lost(let why):
            error = .unavailable(address, why)
        case .refused(let server, _):
            error = server.storeError(sql: sql)
            if server.isConflict || server.isStaleStatement { conflict = error }
            if server.isStaleStatement { isStale = true }
        }
        doom = error
        return error
    }

    // MARK: Transactions, for the threads that own connections

    func begin(isWritable: Bool) {
        pending = ["BEGIN ISOLATION LEVEL \(isWritable ? "READ COMMITTED" : "REPEATABLE READ READ ONLY")"]
        role = .kernel
        isBegun = false
        doom = nil
        conflict = nil
        isAnnounced = false
    }

    /// Makes what was done durable.
    /// - Throws: ``StoreError`` `.outcomeUnknown` when the connection broke on the way; else it is undone.
    func commit() throws {
        if let doom { throw doom }
        defer { isBegun = false }
        guard isBegun else { return }
        let announcement = isAnnounced ? ["NOTIFY \(ChangeListener.channel)"] : []
        let batch = pending + announcement + ["COMMIT"]
        pending = []
        do {
            let answers = try link.run(batch.map { .run($0) })
            guard answers.last?.commandTag == "COMMIT" else {
                throw StoreError(.other, "the server undid the transaction instead of committing it")
            }
        } catch let failure as Link.Failure {
            guard case .refused = failure else { throw StoreError.outcomeUnknown(address) }
            throw fail(failure, sql: nil)
        }
    }

    /// Ends the transaction if the server knows of one; a connection on which that fails is not used again.
    func rollback() {
        pending = []
        doom = nil
        var batch: [Command] = isBegun ? [.run("ROLLBACK")] : []
        if isStale {
            cache.removeAll()
            batch.append(.run("DEALLOCATE ALL"))
        }
        isStale = false
        isBegun = false
        guard !batch.isEmpty else { return }
        do { _ = try link.run(batch) } catch { link.abandon() }
    }
}
