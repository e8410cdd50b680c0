/// What a statement will have answered, for a statement that needs no answer at once: ``Transaction/executeLater(_:_:)``
/// and its like.
///
/// Statements run in the order in which they were written, whatever is asked of them and when. Where an answer costs a
/// round trip, those that can wait travel together, with the next one whose answer is wanted or with the commit.
public struct Pending<Value> {
    private enum State {
        case known(Value)
        case waiting(Question<Value>)
    }

    private let state: State

    /// An answer that is known already.
    public init(_ value: Value) {
        state = .known(value)
    }

    init(_ ask: @escaping () throws -> Value) {
        state = .waiting(Question(ask))
    }

    /// The answer; waits for it when it has not come yet. Only inside of the transaction.
    /// - Throws: ``StoreError`` of this statement, or of an earlier one that waited too.
    public func value() throws -> Value {
        switch state {
        case .known(let value): value
        case .waiting(let question): try question.answer()
        }
    }

    /// What `transform` makes of the answer when it has come.
    public func map<Other>(_ transform: @escaping (Value) -> Other) -> Pending<Other> {
        switch state {
        case .known(let value): Pending<Other>(transform(value))
        case .waiting(let question): Pending<Other> { transform(try question.answer()) }
        }
    }
}

/// Asked once, whoever wants to know.
private final class Question<Value> {
    private let ask: () throws -> Value
    private var known: Value?

    init(_ ask: @escaping () throws -> Value) {
        self.ask = ask
    }

    func answer() throws -> Value {
        if let known { return known }
        let value = try ask()
        known = value
        return value
    }
}

/// Statements that are not waited for. When one fails, the transaction has failed as a whole, and what is done next throws
/// its error; a savepoint does not help. So this is for statements that only a conflict with others can make fail.
extension Transaction {
    /// ``execute(_:_:)`` for those who want the number of changed rows later, or not at all.
    @discardableResult
    public func executeLater(_ sql: SQL, _ parameters: any SQLEncodable...) throws -> Pending<Int> {
        try later(try start(sql, parameters), Self.changes(of:))
    }

    /// ``query(_:_:row:)`` for those who want the rows later.
    public func queryLater<Value>(
        _ sql: SQL,
        _ parameters: any SQLEncodable...,
        row decode: @escaping (Row) throws -> Value
    ) throws -> Pending<[Value]> {
        try later(try start(sql, parameters)) { try Self.rows(of: $0, decode) }
    }

    /// ``insert(_:_:)`` for those who want the id later.
    public func insertLater(_ sql: SQL, _ parameters: any SQLEncodable...) throws -> Pending<Int64> {
        try later(try startInsertion(sql, parameters)) { try $0.insertedID() }
    }

    /// Runs a statement that must change exactly one row, because of a condition that held when it was looked at: an UPDATE
    /// whose WHERE asks once more. Where an answer costs a round trip the database itself sees to it, so that the row is
    /// held for no longer than it takes to commit.
    /// - Parameter conflict: what to throw when it is not so, with the code `.conflict`: the closure is run again.
    public func changeOneLater(
        _ sql: SQL,
        _ parameters: any SQLEncodable...,
        orElse conflict: StoreError
    ) throws {
        let statement = try bind(parameters, to: try open().changeOfOneRow(sql))
        if try statement.postpone(orElse: conflict) { return }
        defer { statement.reset() }
        guard try Self.changes(of: statement) == 1 else { throw conflict }
    }

    private func later<Value>(
        _ statement: any PreparedStatement,
        _ answer: @escaping (any PreparedStatement) throws -> Value
    ) throws -> Pending<Value> {
        if try statement.postpone(orElse: nil) {
            return Pending { [self] in
                _ = open()
                defer { statement.reset() }
                return try answer(statement)
            }
        }
        defer { statement.reset() }
        return Pending(try answer(statement))
    }
}
