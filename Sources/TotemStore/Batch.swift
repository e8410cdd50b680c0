/// The statements of one ``Transaction/together(_:)``. They are run in the order in which they are written.
public struct Batch {
    private let tx: Transaction

    init(in tx: Transaction) {
        self.tx = tx
    }

    public var engine: StoreEngine { tx.engine }

    /// A statement whose rows, and how many it changes, are of no interest.
    public func execute(_ sql: SQL, _ parameters: any SQLEncodable...) throws {
        let statement = try tx.prepare(sql, parameters)
        defer { statement.reset() }
        if try statement.postpone(until: .endOfBatch, orElse: nil) { return }
        _ = try Transaction.changes(of: statement)
    }

    /// Every row, in the statement's order.
    public func query<Value>(
        _ sql: SQL,
        _ parameters: any SQLEncodable...,
        row decode: @escaping (Row) throws -> Value
    ) throws -> Queued<[Value]> {
        try queue(try tx.prepare(sql, parameters)) { try Transaction.rows(of: $0, decode) }
    }

    /// ``Transaction/insert(_:_:)``.
    public func insert(_ sql: SQL, _ parameters: any SQLEncodable...) throws -> Queued<Int64> {
        try queue(try tx.prepareInsertion(sql, parameters)) { try $0.insertedID() }
    }

    /// A statement that must change exactly one row, because of a condition that held when it was looked at: an UPDATE whose
    /// WHERE asks once more.
    /// - Parameter conflict: what to throw when it is not so, with the code `.conflict`: the closure is run again.
    public func changeOne(_ sql: SQL, _ parameters: any SQLEncodable..., orElse conflict: StoreError) throws {
        try tx.changeOne(sql, parameters, at: .endOfBatch, orElse: conflict)
    }

    /// ``Transaction/lock(_:)``: the statements after it see what the one before has written.
    public func lock(_ lock: @autoclosure () -> StoreLock) throws {
        try tx.open().lock(lock())
    }

    private func queue<Value>(
        _ statement: any PreparedStatement,
        _ answer: @escaping (any PreparedStatement) throws -> Value
    ) throws -> Queued<Value> {
        if try statement.postpone(until: .endOfBatch, orElse: nil) {
            return Queued {
                defer { statement.reset() }
                return try answer(statement)
            }
        }
        defer { statement.reset() }
        return Queued(try answer(statement))
    }
}

/// What a statement of a batch will have answered. ``Transaction/together(_:)`` makes a value of it; nobody else can. Where
/// statements don't wait it is known from the start, and nothing is put off.
public struct Queued<Value> {
    private enum State {
        case known(Value)
        case waiting(Question<Value>)
    }

    private let state: State

    /// What is known without a statement.
    public init(_ value: Value) {
        state = .known(value)
    }

    /// - Parameter ask: is called once, when the batch has run.
    init(_ ask: @escaping () throws -> Value) {
        state = .waiting(Question(ask))
    }

    /// What `transform` makes of it.
    public func map<Other>(_ transform: @escaping (Value) throws -> Other) throws -> Queued<Other> {
        switch state {
        case .known(let value): Queued<Other>(try transform(value))
        case .waiting(let question): Queued<Other> { try transform(try question.answer()) }
        }
    }

    /// What `transform` makes of two.
    public static func combining<First, Second>(
        _ first: Queued<First>,
        _ second: Queued<Second>,
        as transform: @escaping (First, Second) throws -> Value
    ) throws -> Queued {
        if case .known(let first) = first.state, case .known(let second) = second.state {
            return Queued(try transform(first, second))
        }
        return Queued { try transform(try first.value(), try second.value()) }
    }

    /// What `transform` makes of three.
    public static func combining<First, Second, Third>(
        _ first: Queued<First>,
        _ second: Queued<Second>,
        _ third: Queued<Third>,
        as transform: @escaping (First, Second, Third) throws -> Value
    ) throws -> Queued {
        if case .known(let first) = first.state, case .known(let second) = second.state,
            case .known(let third) = third.state
        {
            return Queued(try transform(first, second, third))
        }
        return Queued { try transform(try first.value(), try second.value(), try third.value()) }
    }

    /// All of a list.
    public static func all<Part>(_ parts: [Queued<Part>]) -> Queued<[Part]> where Value == [Part] {
        var known: [Part] = []
        known.reserveCapacity(parts.count)
        for part in parts {
            guard case .known(let value) = part.state else { return Queued { try parts.map { try $0.value() } } }
            known.append(value)
        }
        return Queued(known)
    }

    func value() throws -> Value {
        switch state {
        case .known(let value): value
        case .waiting(let question): try question.answer()
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
