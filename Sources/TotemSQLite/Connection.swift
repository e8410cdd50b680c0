internal import CSQLite
internal import TotemStore

/// A connection as transactions use it. One thread at a time.
final class Connection: StoreConnection {
    let engine = StoreEngine.sqlite
    let database: DatabaseHandle
    private let cache: StatementCache
    private let control: TransactionControl
    /// By the address of the name. Names are literals of the project, so there are few.
    private var savepoints: [UnsafeRawPointer: SavepointControl] = [:]

    /// - Parameter isWriter: whether it may change anything.
    init(path: String, options: SQLiteOptions, isWriter: Bool, access: FileAccess = .full) throws {
        database = try DatabaseHandle(path: path, access: access, systemLayer: options.systemLayer)
        try database.configure(options, isWriter: isWriter)
        cache = StatementCache(of: database)
        control = try TransactionControl(of: database)
    }

    // MARK: StoreConnection

    var functions: (any SQLFunctions)? {
        get { database.functions.lent }
        set { database.functions.lent = newValue }
    }

    func statement(for sql: SQL) throws -> any PreparedStatement {
        let statement = try cache.statement(for: sql)
        statement.use()
        return statement
    }

    func insertion(for sql: SQL) throws -> any PreparedStatement {
        let statement = try cache.insertion(for: sql)
        statement.use()
        return statement
    }

    func statement(for text: String, allowedBy policy: AccessPolicy) throws -> any PreparedStatement {
        let statement = try cache.statement(for: text, allowedBy: policy)
        statement.use()
        return statement
    }

    func runScript(_ script: String, allowedBy policy: AccessPolicy?) throws {
        guard database.isInTransaction else { throw StoreError.transactionIsGone(nil) }
        database.hasWritten = true
        guard let policy else { return try database.run(script) }
        try MigrationScript(script, grants: Grants(policy)).run(on: database)
    }

    /// SQLite has one writer at a time, of all processes.
    func lock(_ lock: @autoclosure () -> StoreLock) throws {
        guard database.isInTransaction else { throw StoreError.transactionIsGone(nil) }
    }

    func savepoint(_ name: StaticString) throws {
        guard database.isInTransaction else { throw StoreError.transactionIsGone(nil) }
        try savepointControl(name).open.run()
    }

    func release(_ name: StaticString) throws {
        guard database.isInTransaction else { throw StoreError.transactionIsGone(nil) }
        try savepointControl(name).release.run()
    }

    /// Nothing is left to undo when SQLite has ended the transaction by itself.
    func rollback(to name: StaticString) throws {
        guard database.isInTransaction else { return }
        try savepointControl(name).rollback.run()
    }

    // MARK: Transactions, for the threads that own connections

    func begin() throws { try control.begin.run() }
    func beginImmediate() throws { try control.beginImmediate.run() }
    func commit() throws { try control.commit.run() }

    /// Ends the transaction if there is still one. Whatever ROLLBACK reports, SQLite has ended it then.
    func rollback() {
        guard database.isInTransaction else { return }
        try? control.rollback.run()
    }

    /// Resets what a closure left running, so that it holds up neither a commit nor a savepoint.
    func resetStatementsInUse() {
        cache.resetStatementsInUse()
    }

    private func savepointControl(_ name: StaticString) throws -> SavepointControl {
        let key = UnsafeRawPointer(name.utf8Start)
        if let known = savepoints[key] { return known }
        let control = try SavepointControl(name.description, of: database)
        savepoints[key] = control
        return control
    }
}
