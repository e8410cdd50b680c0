internal import TotemStore

/// A connection as transactions use it. One thread at a time.
///
/// What needs no answer of its own (BEGIN, savepoints, the change of role) waits in `pending` and travels with the next
/// statement; the statements of a batch wait there until it ends, and those for the commit in `closing`.
final class Connection: StoreConnection {
    let engine = StoreEngine.postgres
    let link: Link
    let address: PostgresAddress
    let options: PostgresOptions
    var cache = StatementCache()
    /// What the server has not been sent yet, in the order in which it is to be done.
    var pending: [PendingCommand] = []
    /// What is to be run right before the commit.
    var closing: [PendingCommand] = []
    /// The savepoints that are open, with how much of `closing` there was when they were opened.
    var closingMarks: [(savepoint: String, count: Int)] = []
    /// Whose rights and time limit the server applies now; nil: not known, since a ROLLBACK TO may have undone a change.
    var rights: Rights?
    private(set) var isWritable = false
    /// The roles of plugins that are known to be there.
    var roles: [AccessPolicy: PluginRole] = [:]
    /// Of these roles, those that lack a right that their policy gives.
    var outdatedRoles: Set<PluginRole> = []
    /// Whether some of them were made in this transaction, and go if it is undone.
    var madeRoles = false
    /// The number of this database on its server.
    var database: Int64?
    /// Whether the server knows of the transaction.
    private var isBegun = false
    /// The error outside of a plugin's statement that ended what can be done before the next ROLLBACK TO.
    var doom: StoreError?
    /// The error of a BEGIN, a savepoint or a change of role. It ends the transaction for good.
    private var failure: StoreError?
    /// The error of a plugin's writing statement that had to be stopped, which ends the transaction for good too.
    private var stop: StoreError?
    var end: StoreError? { failure ?? stop }
    /// Why the whole transaction must be run again.
    private(set) var conflict: StoreError?
    /// Whether the prepared statements are of no use any more.
    private var isStale = false
    /// What the session began with, which plugins' statements have less of.
    private let sessionLimits: StatementLimits

    /// What the server applies to the next statement.
    struct Rights: Equatable {
        /// `none`: the kernel's.
        let role: String
        let milliseconds: Int
    }

    init(_ address: PostgresAddress, _ options: PostgresOptions) throws {
        self.address = address
        self.options = options
        link = try Link(address, options)
        do {
            sessionLimits = StatementLimits(try link.run([.run(StatementLimits.query)]).last)
            _ = try link.run([sessionLimits.prepareRights])
        } catch {
            throw StoreError.unavailable(address, "\(error)")
        }
    }

    // MARK: StoreConnection

    func statement(for sql: SQL) throws -> any PreparedStatement {
        if let known = cache[sql] { return PostgresStatement(known, on: self) }
        let prepared = try prepare(sql.text, as: nil)
        cache[sql] = prepared
        return PostgresStatement(prepared, on: self)
    }

    func runScript(_ script: String, allowedBy policy: AccessPolicy?) throws {
        if let policy { return try runScript(script, allowedBy: policy) }
        for statement in Dialect.script(script) { try run(statement) }
    }

    func lock(_ lock: @autoclosure () -> StoreLock) throws {
        let lock = lock()
        let statement = try statement(for: "SELECT pg_advisory_xact_lock($1)")
        defer { statement.reset() }
        try statement.bind(.integer(lock.number), at: 1)
        _ = try statement.postpone(until: .endOfBatch, orElse: nil)
    }

    // MARK: Statements

    /// Runs a prepared statement with the rights it was made for.
    func execute(
        _ prepared: Prepared,
        _ values: [SQLValue],
        until deadline: ContinuousClock.Instant? = nil
    ) throws -> ResultRows {
        if let types = prepared.declarations(for: values), let variant = try variant(of: prepared, types) {
            return try execute(variant, values, until: deadline)
        }
        let command = try execution(of: prepared, values)
        let answers: ArraySlice<ResultRows>
        do {
            answers = try named(prepared.policy, in: prepared.sql) {
                try send(
                    [command],
                    as: prepared.role,
                    within: deadline.map(milliseconds),
                    sql: prepared.sql
                )
            }
        } catch let error as StoreError where error.code == .interrupted && !prepared.isReadOnly {
            // As on SQLite, whose transaction is gone then: half of what a plugin meant to write is worth nothing.
            stop = error
            throw error
        }
        guard let rows = answers.last else { throw StoreError(.other, "the server did not answer", sql: prepared.sql) }
        return rows
    }

    /// The server may forget a statement once the next batch is sent.
    func forget(_ prepared: Prepared) {
        pending += prepared.names.map { PendingCommand(.run("DEALLOCATE \($0)")) }
    }

    /// Runs a text of this module's own, or a statement of a migration.
    @discardableResult
    func run(_ sql: String, as role: PluginRole? = nil) throws -> ResultRows? {
        try send([.run(sql)], as: role, sql: sql).last
    }

    /// Sends what is pending and these commands in one round trip. With a role they run in a savepoint of their own.
    /// - Parameter limit: how many milliseconds each may run, when not as long as the kernel's.
    /// - Returns: the answers to these commands.
    func send(
        _ commands: [Command],
        as role: PluginRole?,
        within limit: Int? = nil,
        sql: String
    ) throws -> ArraySlice<ResultRows> {
        if let error = end ?? doom { throw StoreError.transactionIsGone(after: error, sql) }
        let guardCommands = role == nil ? [] : [Command.run("SAVEPOINT plugin")]
        let wanted = Rights(role: role?.name ?? "none", milliseconds: min(limit ?? .max, options.statementTimeout))
        let change = rights == wanted ? [] : try rightsChange(to: wanted)
        let before = pending.map(\.command) + guardCommands
        var answers: [ResultRows] = []
        do {
            try link.run(before + change + commands, into: &answers)
            deliver(answers, to: pending)
            pending = role == nil ? [] : [PendingCommand(.run("RELEASE SAVEPOINT plugin"))]
            rights = wanted
            isBegun = true
            return answers.dropFirst(answers.count - commands.count)
        } catch {
            if case .refused(let server) = error, role != nil, answers.count >= before.count {
                let refusal = undoStatement(server, sql)
                if answers.count < before.count + change.count { runAgainWithNewRoles(after: refusal) }
                throw refusal
            }
            throw fail(error, after: answers, sql: sql)
        }
    }

    func rightsChange(to rights: Rights) throws -> [Command] {
        let limits = rights.role == kernelRights.role ? sessionLimits : .ofPlugins
        let values: [SQLValue] = [
            .text(rights.role), .text("\(rights.milliseconds)"), .text(limits.memory), .text(limits.files),
        ]
        return [.execute(name: "totem_rights", try Parameters(values, as: [.text, .text, .text, .text]))]
    }

    /// The statement of a plugin failed: it alone is undone, with the next batch.
    private func undoStatement(_ server: ServerError, _ sql: String) -> StoreError {
        pending = ["ROLLBACK TO SAVEPOINT plugin", "RELEASE SAVEPOINT plugin"].map { PendingCommand(.run($0)) }
        rights = nil
        isBegun = true
        return noted(server, sql)
    }

    /// The server's error, and what follows from it for the whole transaction.
    private func noted(_ server: ServerError, _ sql: String?) -> StoreError {
        let error = server.storeError(sql: sql)
        if server.isConflict || server.isStaleStatement { conflict = error }
        if server.isStaleStatement { isStale = true }
        return error
    }

    /// Somebody has dropped the role of a plugin, which was taken for unused.
    func runAgainWithNewRoles(after error: StoreError) {
        roles.removeAll()
        conflict = error
    }

    /// - Parameter answers: those to the commands before the one that failed; what was pending stood first.
    private func fail(_ failure: Link.Failure, after answers: [ResultRows], sql: String?) -> StoreError {
        let sent = pending
        pending = []
        isBegun = true
        rights = nil
        let error: StoreError
        switch failure {
        case .lost(let why):
            error = .unavailable(address, why)
        case .refused(let server):
            let postponed = sent.indices.contains(answers.count) ? sent[answers.count].postponed : nil
            if let expected = postponed?.conflict, server.isDivisionByZero {
                error = expected
                conflict = expected
            } else {
                error = noted(server, postponed?.sql ?? sql)
            }
            if answers.count < sent.count, postponed == nil { self.failure = error }
        }
        doom = error
        return error
    }

    // MARK: Transactions, for the threads that own connections

    /// What holds at the start of every transaction: the session's own.
    var kernelRights: Rights { Rights(role: "none", milliseconds: options.statementTimeout) }

    func begin(isWritable: Bool) {
        let level = isWritable ? "READ COMMITTED" : "REPEATABLE READ READ ONLY"
        pending = [PendingCommand(.run("BEGIN ISOLATION LEVEL \(level)"))]
        closing = []
        closingMarks = []
        self.isWritable = isWritable
        rights = kernelRights
        madeRoles = false
        isBegun = false
        doom = nil
        failure = nil
        stop = nil
        conflict = nil
    }

    /// Makes what was done durable.
    /// - Throws: ``StoreError`` `.outcomeUnknown` when the connection broke on the way; else it is undone.
    func commit() throws {
        if let error = end ?? doom { throw error }
        guard isBegun || !closing.isEmpty else { return }
        try queueClosing()
        let batch = pending.map(\.command) + [.run("COMMIT")]
        var answers: [ResultRows] = []
        do {
            try link.run(batch, into: &answers)
            pending = []
            isBegun = false
            guard answers.last?.commandTag == "COMMIT" else {
                throw StoreError(.other, "the server undid the transaction instead of committing it")
            }
        } catch let failure as Link.Failure {
            guard case .refused = failure else { throw StoreError.outcomeUnknown(address) }
            throw fail(failure, after: answers, sql: nil)
        }
    }

    /// Ends the transaction if the server knows of one; a connection on which that fails is not used again.
    func rollback() {
        pending = []
        doom = nil
        if madeRoles { roles.removeAll() }
        var batch: [Command] = isBegun ? [.run("ROLLBACK")] : []
        if isStale {
            cache.removeAll()
            batch += [.run("DEALLOCATE ALL"), sessionLimits.prepareRights]
        }
        isStale = false
        isBegun = false
        guard !batch.isEmpty else { return }
        do { _ = try link.run(batch) } catch { link.abandon() }
    }
}
