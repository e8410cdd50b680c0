internal import CTotem

/// A value of a statement's parameter.
public enum SQLValue: Sendable {
    case null
    case integer(Int64)
    case boolean(Bool)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

public protocol SQLParameter {
    var sqlValue: SQLValue { get }
}

extension Int64: SQLParameter {
    public var sqlValue: SQLValue { .integer(self) }
}

extension Bool: SQLParameter {
    public var sqlValue: SQLValue { .boolean(self) }
}

extension Double: SQLParameter {
    public var sqlValue: SQLValue { .real(self) }
}

extension [UInt8]: SQLParameter {
    public var sqlValue: SQLValue { .blob(self) }
}

extension String: SQLParameter {
    public var sqlValue: SQLValue { .text(self) }
}

extension Optional: SQLParameter where Wrapped: SQLParameter {
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}

/// The current row of a statement; valid inside the closure that it is given to.
public struct Row {
    let raw: UnsafeMutablePointer<totem_stmt>

    public func integer(_ column: Int32) -> Int64 { totem_column_i64(raw, column) }
    public func bool(_ column: Int32) -> Bool { totem_column_bool(raw, column) }
    public func number(_ column: Int32) -> Double { totem_column_f64(raw, column) }
    public func text(_ column: Int32) -> String { String(totem_column_str(raw, column)) }
    /// Of a blob.
    public func bytes(_ column: Int32) -> [UInt8] {
        let bytes = totem_column_str(raw, column)
        return Array(UnsafeRawBufferPointer(start: bytes.ptr, count: bytes.ptr == nil ? 0 : bytes.len))
    }
    /// How many columns the statement has.
    public var columnCount: Int32 { totem_column_count(raw) }
    public func optionalInteger(_ column: Int32) -> Int64? {
        totem_column_kind(raw, column) == TOTEM_NULL ? nil : integer(column)
    }
    public func optionalText(_ column: Int32) -> String? { Optional(totem_column_str(raw, column)) }
    /// JSON that a column holds as text.
    public func json(_ column: Int32) throws(JSONError) -> JSONValue { try JSONValue(text: text(column)) }
    public func optionalJSON(_ column: Int32) throws(JSONError) -> JSONValue? {
        guard let text = optionalText(column) else { return nil }
        return try JSONValue(text: text)
    }
}

/// SQL on the transaction that the call runs in, under the plugin's permissions: its own tables, and of the core's what
/// the manifest was granted. Parameters are `$1`, `$2`, …
extension Call {
    /// Runs a statement.
    /// - Returns: how many rows it changed.
    @discardableResult
    public func execute(_ sql: StaticString, _ parameters: any SQLParameter...) throws -> Int64 {
        try changes(of: start(sql, parameters))
    }

    /// Runs a statement once for each of these rows of parameters.
    /// - Returns: how many rows they changed.
    @discardableResult
    public func execute(_ sql: StaticString, forEach rows: [[any SQLParameter]]) throws -> Int64 {
        let statement = try start(sql, [])
        defer { _ = totem_close(statement) }
        var changes: Int64 = 0
        for row in rows {
            try bind(row.map(\.sqlValue), to: statement)
            while try step(statement) {}
            changes += totem_changes(statement)
            try HostError.check(totem_reset(statement))
        }
        return changes
    }

    /// Runs a statement with the commit: a row that every order wants is then held no longer than that takes. Nothing that comes after
    /// it may ask for what it changes.
    public func executeAtCommit(_ sql: StaticString, _ parameters: any SQLParameter...) throws {
        try atCommit(sql, parameters, oneRow: false)
    }

    /// The same for one that must change exactly one row, because of a condition that held when it was looked at: else somebody was
    /// quicker, and the whole transaction is run again.
    public func changeOneAtCommit(_ sql: StaticString, _ parameters: any SQLParameter...) throws {
        try atCommit(sql, parameters, oneRow: true)
    }

    /// Waits until no other transaction holds the plugin's lock of this name, and holds it until this one ends: what is read from then
    /// on has what the others have written. For rules about several rows, such as "at most 20 of each customer": take it, count, write.
    public func lock(_ name: String) throws {
        try HostError.check(Text.with(name) { totem_lock(raw, $0) })
    }

    /// Every row.
    public func query<Value>(
        _ sql: StaticString,
        _ parameters: any SQLParameter...,
        row decode: (Row) throws -> Value
    ) throws -> [Value] {
        try rows(of: start(sql, parameters), decode)
    }

    /// Every row, read once in a transaction, by whichever hook comes first: where the plugin has asked the same before, and has
    /// written nothing since, the rows are those that there were then.
    public func queryOnce<Value>(
        _ sql: StaticString,
        _ parameters: any SQLParameter...,
        row decode: (Row) throws -> Value
    ) throws -> [Value] {
        try rows(of: start(sql, parameters, keepingRows: true), decode)
    }

    /// The first row, or nil.
    public func first<Value>(
        _ sql: StaticString,
        _ parameters: any SQLParameter...,
        row decode: (Row) throws -> Value
    ) throws -> Value? {
        let statement = try start(sql, parameters)
        defer { _ = totem_close(statement) }
        return try step(statement) ? try decode(Row(raw: statement)) : nil
    }

    /// Runs a statement to its end, and closes it.
    func changes(of statement: UnsafeMutablePointer<totem_stmt>) throws -> Int64 {
        defer { _ = totem_close(statement) }
        while try step(statement) {}
        return totem_changes(statement)
    }

    /// Reads a statement's rows to their end, and closes it.
    func rows<Value>(
        of statement: UnsafeMutablePointer<totem_stmt>,
        _ decode: (Row) throws -> Value
    ) throws -> [Value] {
        defer { _ = totem_close(statement) }
        var values: [Value] = []
        while try step(statement) { values.append(try decode(Row(raw: statement))) }
        return values
    }

    /// Prepares a statement and binds its parameters.
    func start(
        _ sql: StaticString,
        _ parameters: [any SQLParameter],
        keepingRows: Bool = false
    ) throws -> UnsafeMutablePointer<totem_stmt> {
        try start(Text.pointer(sql), parameters.map(\.sqlValue), keepingRows: keepingRows)
    }

    func start(
        _ sql: UnsafePointer<CChar>,
        _ parameters: [SQLValue],
        keepingRows: Bool = false
    ) throws -> UnsafeMutablePointer<totem_stmt> {
        var prepared: UnsafeMutablePointer<totem_stmt>?
        try HostError.check(totem_prepare(raw, sql, &prepared))
        guard let statement = prepared else { throw HostError(status: totem_status(TOTEM_MISUSE)) }
        if keepingRows { try HostError.check(totem_keep_rows(statement)) }
        try bind(parameters, to: statement)
        return statement
    }

    private func bind(_ parameters: [SQLValue], to statement: UnsafeMutablePointer<totem_stmt>) throws {
        for (index, parameter) in zip(Int32(1)..., parameters) {
            switch parameter {
            case .null: try HostError.check(totem_bind_null(statement, index))
            case .integer(let value): try HostError.check(totem_bind_i64(statement, index, value))
            case .boolean(let value): try HostError.check(totem_bind_bool(statement, index, value))
            case .real(let value): try HostError.check(totem_bind_f64(statement, index, value))
            case .text(let value): try HostError.check(Text.with(value) { totem_bind_str(statement, index, $0) })
            case .blob(let value):
                try HostError.check(Text.with(bytes: value) { totem_bind_blob(statement, index, $0) })
            }
        }
    }

    private func atCommit(_ sql: StaticString, _ parameters: [any SQLParameter], oneRow: Bool) throws {
        let statement = try start(sql, parameters)
        defer { _ = totem_close(statement) }
        try HostError.check(totem_step_at_commit(statement, oneRow))
    }

    private func step(_ statement: UnsafeMutablePointer<totem_stmt>) throws -> Bool {
        let status = totem_step(statement)
        try HostError.check(status)
        return status == TOTEM_ROW
    }
}
