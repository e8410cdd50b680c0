internal import TotemStore

/// One use of a prepared statement. All rows come with its first step, so that statements may be run while others are
/// being read.
final class PostgresStatement: PreparedStatement {
    private let prepared: Prepared
    private unowned let connection: Connection
    private var values: [SQLValue]
    private var result: ResultRows?
    /// The current row; -1 before the first.
    private var row = -1
    private var isBound = false
    /// The run that it waits for, when it was postponed.
    private var postponed: PostponedStatement?
    /// When the running step is to be stopped.
    private var limit: ContinuousClock.Instant?

    init(_ prepared: Prepared, on connection: Connection) {
        self.prepared = prepared
        self.connection = connection
        values = Array(repeating: .null, count: prepared.parameterTypes.count)
    }

    var sql: String { prepared.sql }
    var isReadOnly: Bool { prepared.isReadOnly }
    var parameterCount: Int { prepared.parameterTypes.count }
    var columnCount: Int { prepared.columnNames.count }

    func columnName(at index: Int) -> String {
        prepared.columnNames.indices.contains(index) ? prepared.columnNames[index] : "?"
    }

    func bind(_ value: SQLValue, at index: Int) throws {
        guard index > 0, index <= values.count else {
            throw StoreError(.misuse, "there is no parameter $\(index); there are \(parameterCount)", sql: sql)
        }
        guard result == nil else {
            throw StoreError(.misuse, "a parameter was bound while the statement ran; reset it first", sql: sql)
        }
        values[index - 1] = value
        isBound = true
    }

    func step() throws -> Bool {
        if let result {
            if row < result.rowCount { row += 1 }
            return try hasRow(result)
        }
        let result = try postponed.map(connection.answer) ?? connection.execute(prepared, values, until: limit)
        self.result = result
        row = 0
        return try hasRow(result)
    }

    private func hasRow(_ result: ResultRows) throws -> Bool {
        guard row == result.rowCount, result.isCut else { return row < result.rowCount }
        throw StoreError(
            .exhausted,
            "a statement of a plugin gives at most \(BoundedRows.mostRows) rows, and the open ones "
                + "\(BoundedRows.mostBytes >> 20) MiB together",
            sql: sql
        )
    }

    func postpone(until moment: Postponement, orElse conflict: StoreError?) throws -> Bool {
        let isPluginsChange = conflict != nil && prepared.role != nil
        let statement = isPluginsChange ? try connection.changeOfOneRow(prepared) : prepared
        postponed = try connection.postpone(statement, values, until: moment, orElse: conflict)
        return true
    }

    /// The server stops it, so the end is as exact as its clock; what is left of the time is at least a millisecond.
    func step(until deadline: Deadline) throws -> Bool {
        limit = deadline.end
        defer { limit = nil }
        return try step()
    }

    var changes: Int { isReadOnly ? 0 : result?.changes ?? 0 }

    func reset() {
        result = nil
        postponed = nil
        row = -1
        guard isBound else { return }
        for index in values.indices { values[index] = .null }
        isBound = false
    }

    func kind(at index: Int) -> SQLKind { current { $0.kind(row, index) } ?? .null }
    func integer(at index: Int) -> Int64 { current { $0.integer(row, index) } ?? 0 }
    func real(at index: Int) -> Double { current { $0.real(row, index) } ?? 0 }
    func text(at index: Int) -> String { withBytes(at: index) { String(decoding: $0, as: UTF8.self) } }
    func blob(at index: Int) -> [UInt8] { withBytes(at: index) { [UInt8]($0) } }

    func withBytes<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        guard let result, row >= 0, row < result.rowCount, result.types.indices.contains(index) else {
            return try body(UnsafeRawBufferPointer(start: nil, count: 0))
        }
        return try result.withBytes(row, index, body)
    }

    private func current<Value>(_ read: (ResultRows) -> Value) -> Value? {
        guard let result, row >= 0, row < result.rowCount else { return nil }
        return read(result)
    }
}
