/// What an engine gives a ``Transaction`` to work with: one connection inside an open transaction.
///
/// Engines implement it; nobody else calls it. A connection is used by one thread at a time.
public protocol StoreConnection: AnyObject {
    var engine: StoreEngine { get }

    /// The prepared statement of a literal, kept for as long as the connection lives. It is handed out
    /// reset, with no parameters bound. A statement that is already running is not handed out twice:
    /// the engine prepares another one for the nested use.
    func statement(for sql: SQL) throws -> any PreparedStatement

    /// The same for an `INSERT … RETURNING id` of one row, which is run by ``PreparedStatement/insertedID()``. An engine
    /// that has a cheaper way to the id leaves `RETURNING` out.
    func insertion(for sql: SQL) throws -> any PreparedStatement

    /// The same for a statement that must change exactly one row. An engine that lets statements wait makes it fail when it
    /// changes another number.
    func changeOfOneRow(_ sql: SQL) throws -> any PreparedStatement

    /// Prepares a plugin's own text under its permissions. Statements are kept per plugin and
    /// connection, never shared between two plugins. A plugin may go on after an error of its statement, such as a value
    /// that is taken: an engine whose transactions end with any error undoes that statement alone.
    /// - Throws: ``StoreError`` with code `.denied` that names the table when the policy forbids it,
    ///   `.syntax` for bad SQL or for more than one statement.
    func statement(for text: String, allowedBy policy: AccessPolicy) throws -> any PreparedStatement

    /// What the statements of plugins may call now, where the engine can call it.
    var functions: (any SQLFunctions)? { get set }

    /// Runs several statements separated by semicolons: migrations, nothing else. With a policy, only the
    /// policy's own tables may be created, altered or dropped.
    func runScript(_ script: String, allowedBy policy: AccessPolicy?) throws

    /// Takes back what the engine gave a plugin under other policies than this one, nil: under any. Its tables and what is
    /// in them stay. A transaction that still uses such a policy, on whatever node, gets it again.
    func revokeRights(of plugin: String, except policy: AccessPolicy?) throws

    /// Waits until no other transaction holds `lock`, and holds it until this one ends; an engine that lets statements wait
    /// may let this wait, too. One whose writers run one after another has nothing to do here, and does not ask which it is.
    func lock(_ lock: @autoclosure () -> StoreLock) throws

    /// Runs what was postponed until the end of a batch.
    func runPostponed() throws
    /// Forgets what was postponed until the end of a batch and has not been run.
    func forgetPostponed()

    /// Marks the place that ``rollback(to:)`` returns to. Names nest; they are literals of the project.
    func savepoint(_ name: StaticString) throws
    func release(_ name: StaticString) throws
    func rollback(to name: StaticString) throws
}

/// A statement that the engine has compiled. After `step()` returned true it holds a row.
public protocol PreparedStatement: AnyObject {
    var sql: String { get }
    /// Whether it can change nothing.
    var isReadOnly: Bool { get }
    var parameterCount: Int { get }
    var columnCount: Int { get }
    func columnName(at index: Int) -> String

    /// Binds parameter `index`, counted from 1 as `$1` is.
    func bind(_ value: SQLValue, at index: Int) throws
    /// Moves to the next row; false when there is none.
    func step() throws -> Bool
    /// Lets the statement, bound as it is, be run later: by ``StoreConnection/runPostponed()``, after which ``step()`` gives
    /// its rows, or by the commit, which undoes everything when it fails.
    /// - Parameter conflict: its error, for a ``StoreConnection/changeOfOneRow(_:)`` that changes another number of rows.
    /// - Returns: false where nothing is gained by that: it is run by ``step()`` as ever.
    func postpone(until moment: Postponement, orElse conflict: StoreError?) throws -> Bool
    /// ``step()``, stopped when it is still running when `deadline` has passed.
    /// - Throws: ``StoreError`` `.interrupted` then; a statement that can write takes the transaction with it.
    func step(until deadline: Deadline) throws -> Bool
    /// Runs what ``StoreConnection/insertion(for:)`` has prepared.
    /// - Returns: the id of the row that was inserted.
    func insertedID() throws -> Int64
    /// The rows changed by the statement that has just run.
    var changes: Int { get }
    /// Ends the run and forgets the parameters; it may be bound and run again.
    func reset()

    func kind(at index: Int) -> SQLKind
    func integer(at index: Int) -> Int64
    func real(at index: Int) -> Double
    func text(at index: Int) -> String
    func blob(at index: Int) -> [UInt8]
    /// The bytes of a text or blob column without a copy; valid inside the closure.
    func withBytes<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
}

extension StoreConnection {
    public func insertion(for sql: SQL) throws -> any PreparedStatement { try statement(for: sql) }
    public func changeOfOneRow(_ sql: SQL) throws -> any PreparedStatement { try statement(for: sql) }
    public func runPostponed() throws {}
    public func forgetPostponed() {}

    /// For an engine that is another process.
    public var functions: (any SQLFunctions)? {
        get { nil }
        set {}
    }

    /// For an engine that looks at the policy whenever a statement is prepared, and keeps nothing of it.
    public func revokeRights(of plugin: String, except policy: AccessPolicy?) throws {}
}

extension PreparedStatement {
    public func postpone(until moment: Postponement, orElse conflict: StoreError?) throws -> Bool { false }

    public func insertedID() throws -> Int64 {
        guard try step() else { throw StoreError.insertedNothing(sql) }
        let id = integer(at: 0)
        while try step() {}
        return id
    }
}

extension StoreError {
    /// An insert whose id was asked for has inserted no row, or does not say which.
    public static func insertedNothing(_ sql: String) -> StoreError {
        StoreError(.misuse, "an insert that gave no id; it inserts one row, and ends with RETURNING id", sql: sql)
    }
}

/// How long a statement may wait to be run.
public enum Postponement: Sendable {
    case endOfBatch
    case commit
}

/// What a column of the current row holds.
public enum SQLKind: Sendable {
    case null
    case integer
    case real
    case text
    case blob
}
