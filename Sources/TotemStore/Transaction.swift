/// One open transaction: the only way to the database.
///
/// ``Store`` makes it, passes it to the closure and ends it. It is passed down, never kept: it is not
/// `Sendable`, and using it after the closure returned stops the program with the caller's mistake named.
public final class Transaction {
    /// Whether this is a `write`. A `read` sees one unchanging snapshot and can change nothing.
    public let isWritable: Bool
    /// Who is to be named as the one who changes something, and when in milliseconds since 1970: set by who opens the
    /// transaction for somebody.
    public var author = "system"
    public var moment: Int64?
    /// What plugins have read and may read again as it was. What is undone with a savepoint takes all of it along.
    package var keptRows = KeptRows()
    private let connection: any StoreConnection
    private var isOpen = true
    /// Whether the statements of a ``together(_:)`` are being written.
    private var isQueueing = false
    private var outcome = CommitOutcome()
    /// What was to be done after the commit when each savepoint that is open was opened.
    private var marks: [CommitOutcome.Mark] = []

    /// Engines open transactions; everybody else is given one.
    public init(on connection: any StoreConnection, isWritable: Bool) {
        self.connection = connection
        self.isWritable = isWritable
    }

    /// What the store is in, for the few things that engines do in ways of their own.
    public var engine: StoreEngine { open().engine }

    /// Runs a statement that returns no rows, or whose rows are of no interest.
    /// - Returns: how many rows it changed.
    @discardableResult
    public func execute(_ sql: SQL, _ parameters: any SQLEncodable...) throws -> Int {
        let statement = try start(sql, parameters)
        defer { statement.reset() }
        return try Self.changes(of: statement)
    }

    /// Every row, in the statement's order.
    public func query<Value>(
        _ sql: SQL,
        _ parameters: any SQLEncodable...,
        row decode: (Row) throws -> Value
    ) throws -> [Value] {
        let statement = try start(sql, parameters)
        defer { statement.reset() }
        return try Self.rows(of: statement, decode)
    }

    /// The first row, or nil when there is none. Later rows are not looked at.
    public func first<Value>(
        _ sql: SQL,
        _ parameters: any SQLEncodable...,
        row decode: (Row) throws -> Value
    ) throws -> Value? {
        let statement = try start(sql, parameters)
        defer { statement.reset() }
        return try statement.step() ? try decode(Row(statement)) : nil
    }

    /// Runs an `INSERT … RETURNING id` of one row and returns the id, which is the table's `INTEGER PRIMARY KEY`.
    /// `ON CONFLICT` is not for it: use ``first(_:_:row:)``.
    public func insert(_ sql: SQL, _ parameters: any SQLEncodable...) throws -> Int64 {
        let statement = try bind(parameters, to: try idle().insertion(for: sql))
        defer { statement.reset() }
        return try statement.insertedID()
    }

    /// Runs `body`; what it wrote is undone when it throws, and the transaction goes on.
    public func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        try openSavepoint()
        do {
            let value = try body()
            try closeSavepoint(undo: false)
            return value
        } catch {
            try closeSavepoint(undo: true)
            throw error
        }
    }

    /// Marks a place to return to, for those who learn only later whether they must. Savepoints nest; each is closed.
    public func openSavepoint() throws {
        try idle().savepoint("nested")
        marks.append(outcome.mark)
    }

    /// Ends the innermost savepoint, keeping what was written since or undoing it, with what it was to do after the commit.
    public func closeSavepoint(undo: Bool) throws {
        let connection = try idle()
        if let mark = marks.popLast(), undo { outcome.undo(to: mark) }
        if undo {
            keptRows.removeAll()
            try connection.rollback(to: "nested")
        }
        try connection.release("nested")
    }

    /// Lets one transaction at a time, of all nodes, go past this line: the next one goes on when this one has ended, and
    /// its statements see what this one wrote. Holding a lock twice is holding it once. Only for a `write`.
    public func lock(_ lock: @autoclosure () -> StoreLock) throws {
        let connection = try idle()
        try connection.lock(lock())
        try connection.runPostponed()
    }

    /// Tells what this transaction changes to those who keep it in memory: in this process (``Store/listeners``) after the
    /// commit and before the caller of `write` is answered, and that there are news to those of other processes: it ends
    /// their ``Store/waitForChange(upTo:)``. What is undone, the whole or a savepoint with this call in it, is not told.
    /// Only for a `write`.
    public func tell(_ news: any CommitNews) {
        _ = open()
        outcome.news.append(news)
    }

    /// A plugin's own statement under its permissions, reset and unbound. The caller resets it after use.
    /// - Throws: ``StoreError`` with code `.denied` or `.syntax`.
    public func statement(_ text: String, allowedBy policy: AccessPolicy) throws -> any PreparedStatement {
        try idle().statement(for: text, allowedBy: policy)
    }

    /// Lends functions to the plugin's statements that `body` prepares and runs.
    public func withFunctions<Result>(_ functions: any SQLFunctions, _ body: () throws -> Result) rethrows -> Result {
        let connection = open()
        let outer = connection.functions
        connection.functions = functions
        defer { connection.functions = outer }
        return try body()
    }

    /// Runs a migration's text. With a policy, only the policy's own tables may be touched.
    public func runScript(_ script: String, allowedBy policy: AccessPolicy? = nil) throws {
        try idle().runScript(script, allowedBy: policy)
    }

    /// Takes back a plugin's rights under other policies than this one, nil: under any. Its tables and what is in them stay,
    /// and a transaction that still uses such a policy gets it again. Only for a `write`.
    public func revokeRights(of plugin: String, except policy: AccessPolicy?) throws {
        try idle().revokeRights(of: plugin, except: policy)
    }

    /// Runs `action` once the transaction is durable, before the caller of `write` is answered. It must be
    /// short: it runs on the engine's thread. What is undone, the whole or a savepoint with this call in it, is forgotten.
    public func afterCommit(_ action: @escaping @Sendable () -> Void) {
        _ = open()
        outcome.actions.append(action)
    }

    /// Ends the transaction's use and hands over what is to be done once it is durable. For engines.
    package func finish() -> CommitOutcome {
        isOpen = false
        return outcome
    }

    private func start(_ sql: SQL, _ parameters: [any SQLEncodable]) throws -> any PreparedStatement {
        try bind(parameters, to: try idle().statement(for: sql))
    }

    /// For the statements of a batch.
    func prepare(_ sql: SQL, _ parameters: [any SQLEncodable]) throws -> any PreparedStatement {
        try bind(parameters, to: try open().statement(for: sql))
    }

    /// For the insertions of a batch.
    func prepareInsertion(_ sql: SQL, _ parameters: [any SQLEncodable]) throws -> any PreparedStatement {
        try bind(parameters, to: try open().insertion(for: sql))
    }

    /// Lets `body` write the statements of a batch, and runs them.
    func queue<Answers>(_ body: (Batch) throws -> Answers) throws -> Answers {
        let connection = try idle()
        isQueueing = true
        defer { isQueueing = false }
        do {
            let answers = try body(Batch(in: self))
            try connection.runPostponed()
            return answers
        } catch {
            connection.forgetPostponed()
            throw error
        }
    }

    /// Runs a statement to its end.
    /// - Returns: how many rows it changed.
    static func changes(of statement: any PreparedStatement) throws -> Int {
        while try statement.step() {}
        return statement.changes
    }

    static func rows<Value>(of statement: any PreparedStatement, _ decode: (Row) throws -> Value) throws -> [Value] {
        guard try statement.step() else { return [] }
        var values: [Value] = []
        // Most answers are a few rows: they are put where they stay.
        values.reserveCapacity(4)
        repeat { values.append(try decode(Row(statement))) } while try statement.step()
        return values
    }

    func bind(
        _ parameters: [any SQLEncodable],
        to statement: any PreparedStatement
    ) throws -> any PreparedStatement {
        guard statement.parameterCount == parameters.count else {
            defer { statement.reset() }
            throw StoreError(
                .misuse,
                "\(parameters.count) parameters were given, the statement has \(statement.parameterCount)",
                sql: statement.sql
            )
        }
        // In its place: going through them would copy each first.
        for index in parameters.indices { try statement.bind(parameters[index].sqlValue, at: index + 1) }
        return statement
    }

    /// The connection for a statement that is not one of a batch: inside of a batch it would be run out of turn.
    func idle() throws -> any StoreConnection {
        guard !isQueueing else {
            throw StoreError(.misuse, "inside of a transaction's together, only what it hands out may be used")
        }
        return open()
    }

    func open() -> any StoreConnection {
        precondition(isOpen, "a Transaction was used after the closure it was given to had returned")
        return connection
    }
}

/// What is to be done once a transaction is durable.
package struct CommitOutcome {
    struct Mark {
        fileprivate let actions: Int
        fileprivate let news: Int
    }

    fileprivate var actions: [@Sendable () -> Void] = []
    fileprivate var news: [any CommitNews] = []

    package init() {}

    fileprivate var mark: Mark { Mark(actions: actions.count, news: news.count) }

    fileprivate mutating func undo(to mark: Mark) {
        actions.removeSubrange(mark.actions...)
        news.removeSubrange(mark.news...)
    }

    /// The transaction is durable.
    package func run(for listeners: CommitListeners) {
        for action in actions { action() }
        listeners.tell(news)
    }
}
