internal import TotemStore

/// How one statement is read whose rows come with its first step, all of them: those that it gave before in this transaction
/// where they are kept, else from the database, to the end.
struct KeptReading {
    private static let largestRowCount = 100

    private unowned(unsafe) let frame: CallFrame
    private let sql: String
    /// Whether the rows are those of the same statement with the same values, until something is written.
    private let isKept: Bool
    private var values: [SQLValue]
    private var rows: [[SQLValue]]?
    private var place = -1

    init(of statement: any PreparedStatement, for frame: CallFrame) {
        self.frame = frame
        sql = statement.sql
        isKept = statement.isReadOnly
        values = Array(repeating: .null, count: statement.parameterCount)
    }

    mutating func bind(_ value: SQLValue, at parameter: Int) { values[parameter - 1] = value }

    /// - Parameter read: runs the statement.
    /// - Returns: nil: there are no more.
    mutating func next(reading read: () throws -> [[SQLValue]]) throws -> [SQLValue]? {
        let rows = try rows ?? start(read)
        place += 1
        return place < rows.count ? rows[place] : nil
    }

    private mutating func start(_ read: () throws -> [[SQLValue]]) throws -> [[SQLValue]] {
        let found = isKept ? try keptRows(read) : try read()
        rows = found
        return found
    }

    private func keptRows(_ read: () throws -> [[SQLValue]]) throws -> [[SQLValue]] {
        let key = KeptRows.Key(owner: frame.plugin.name, sql: sql, values: values)
        if let known = frame.tx.keptRows[key] { return known }
        let found = try read()
        if found.count <= Self.largestRowCount { frame.tx.keptRows.keep(found, as: key) }
        return found
    }
}

extension PreparedStatement {
    func value(at column: Int) -> SQLValue {
        switch kind(at: column) {
        case .null: .null
        case .integer: .integer(integer(at: column))
        case .real: .real(real(at: column))
        case .text: .text(text(at: column))
        case .blob: .blob(blob(at: column))
        }
    }
}

extension SQLValue {
    var kind: SQLKind {
        switch self {
        case .null: .null
        case .integer: .integer
        case .real: .real
        case .text: .text
        case .blob: .blob
        }
    }
}
