import TotemKernel
import TotemStore

/// Some rows of a table, in the order of its key.
struct RowPage: Sendable {
    /// What one transaction of a copy moves at most, so that memory stays flat and nobody waits long.
    static let rowLimit = 500
    private static let byteLimit = 1 << 20

    let columns: [String]
    private(set) var rows: [[SQLValue]] = []
    /// Whether the table has no row after these.
    private(set) var isLast = true
    /// The key of the last row; nil when there is none.
    private(set) var lastKey: RowKey?

    /// Reads the rows after a key; of large rows fewer.
    init(of table: TableShape, after key: RowKey?, with inspection: any StoreInspection) throws {
        let columns = table.columnNames
        var rows: [[SQLValue]] = []
        var bytes = 0
        var isLast = true
        let text = TableText(table).page(of: columns, afterKey: key != nil)
        try inspection.run(text, (key?.values ?? []) + [.integer(Int64(Self.rowLimit + 1))]) { statement in
            guard rows.count < Self.rowLimit, bytes < Self.byteLimit else {
                isLast = false
                return false
            }
            let row = try Self.row(of: statement, columns, table.name)
            bytes += row.reduce(0) { $0 + $1.size }
            rows.append(row)
            return true
        }
        self.columns = columns
        self.rows = rows
        self.isLast = isLast
        lastKey = rows.last.map { RowKey(of: $0, columns, table) }
    }

    static func row(of statement: any PreparedStatement, _ columns: [String], _ table: String) throws -> [SQLValue] {
        try columns.indices.map { index in
            // The number of a transaction means something on its own server alone: in a copy, all of them are past.
            if columns[index] == EventsSchema.transactionColumn, EventsSchema.tables.contains(table) {
                return .integer(0)
            }
            return try value(of: statement, index, columns[index], table)
        }
    }

    private static func value(
        of statement: any PreparedStatement,
        _ index: Int,
        _ column: String,
        _ table: String
    ) throws -> SQLValue {
        switch statement.kind(at: index) {
        case .null: return .null
        case .integer: return .integer(statement.integer(at: index))
        case .real: return .real(statement.real(at: index))
        case .blob: return .blob(statement.blob(at: index))
        case .text:
            let text = statement.withBytes(at: index) { String(validating: $0, as: UTF8.self) }
            guard let text else {
                throw CopyError(
                    "a text in the column \(column) of the table \(table) is no UTF-8 and can't be copied; correct it in "
                        + "the source"
                )
            }
            return .text(text)
        }
    }
}

/// What tells a row from the others of its table: where a copy goes on.
struct RowKey: Sendable, Hashable {
    let values: [SQLValue]

    init(values: [SQLValue]) { self.values = values }

    /// - Parameter columns: what the row's values are of.
    init(of row: [SQLValue], _ columns: [String], _ table: TableShape) {
        values = table.key.compactMap { name in columns.firstIndex(of: name).map { row[$0] } }
    }

    /// Reads what ``text`` wrote.
    init(_ text: String) throws {
        guard case .array(let parts) = try JSONValue(text: text) else { throw Self.unreadable(text) }
        values = try parts.map { part in
            switch part {
            case .integer(let number): .integer(number)
            case .string(let text): .text(text)
            default: throw Self.unreadable(text)
            }
        }
    }

    func text() throws -> String {
        let parts: [JSONValue] = try values.map { value in
            switch value {
            case .integer(let number): .integer(number)
            case .text(let text): .string(text)
            case .null, .real, .blob:
                throw CopyError(
                    "a table has a value in its key that is neither a whole number nor a text; such can't be copied"
                )
            }
        }
        return JSONValue.array(parts).text()
    }

    private static func unreadable(_ text: String) -> CopyError {
        CopyError("the target's copy_progress holds '\(text)', which is no key; begin with an empty target")
    }
}

extension SQLValue {
    /// For people.
    var text: String {
        switch self {
        case .null: "NULL"
        case .integer(let number): number.description
        case .real(let number): number.description
        case .text(let text): "'\(text)'"
        case .blob(let bytes): "\(bytes.count) bytes"
        }
    }

    /// Bytes that it takes, about.
    fileprivate var size: Int {
        switch self {
        case .null, .integer, .real: 8
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count
        }
    }
}
