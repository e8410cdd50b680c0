internal import CSQLite
internal import TotemStore

/// A compiled statement of one connection. The one place that touches `sqlite3_stmt`.
final class Statement: PreparedStatement {
    private enum State {
        case ready
        case running
        case done
    }

    let database: DatabaseHandle
    private let pointer: OpaquePointer
    /// What a plugin wrote, whose statement this is; nil for the kernel's.
    private let plugin: PluginText?
    /// SQLite's index of each `$n`: it counts parameters in the order in which they appear.
    private let parameterIndexes: [Int32]
    private var state = State.ready
    /// What a plugin's statement has taken since it was last reset.
    private var memory: Int64 = 0
    private var hasParameters = false
    /// The texts and blobs that are bound, as far as there is room.
    private var lent = LentBytes()
    /// Whether somebody holds it and has not reset it.
    private(set) var isInUse = false
    /// Another statement of the same text, for when this one is running.
    var alternate: Statement?
    /// When it was last handed out, counted by the cache that keeps it.
    var lastUse = 0

    /// Takes the ownership of `pointer`.
    /// - Parameter holdsRows: whether its text has said `FOR UPDATE`.
    init(_ pointer: OpaquePointer, of database: DatabaseHandle, plugin: PluginText?, holdsRows: Bool = false) throws {
        self.pointer = pointer
        self.database = database
        self.plugin = plugin
        changesNothing = sqlite3_stmt_readonly(pointer) != 0
        isReadOnly = changesNothing && !holdsRows
        do {
            parameterIndexes = try Self.indexes(of: pointer)
        } catch {
            sqlite3_finalize(pointer)
            throw error
        }
    }

    deinit {
        if isInUse { database.statementsInUse -= 1 }
        sqlite3_finalize(pointer)
        lent.free()
    }

    /// This statement when it is free, another of the same text when it is running.
    func free(orPrepare prepare: () throws -> Statement) throws -> Statement {
        var candidate = self
        while candidate.isInUse {
            if candidate.alternate == nil { candidate.alternate = try prepare() }
            guard let next = candidate.alternate else { break }
            candidate = next
        }
        return candidate
    }

    func use() {
        isInUse = true
        database.statementsInUse += 1
    }

    private(set) lazy var sql = sqlite3_sql(pointer).map { String(cString: $0) } ?? ""
    let isReadOnly: Bool
    /// Holding rows changes nothing: there is one writer.
    private let changesNothing: Bool
    var parameterCount: Int { parameterIndexes.count }
    var columnCount: Int { Int(sqlite3_column_count(pointer)) }

    func columnName(at index: Int) -> String {
        sqlite3_column_name(pointer, Int32(truncatingIfNeeded: index)).map { String(cString: $0) } ?? "?"
    }

    func bind(_ value: SQLValue, at index: Int) throws {
        guard index > 0, index <= parameterIndexes.count else {
            throw StoreError(.misuse, "there is no parameter $\(index); there are \(parameterCount)", sql: sql)
        }
        guard state == .ready else {
            throw StoreError(.misuse, "a parameter was bound while the statement ran; reset it first", sql: sql)
        }
        let code = bind(value, parameterIndexes[index - 1])
        hasParameters = true
        guard code == SQLITE_OK else { throw database.error(code, sql: sql) }
    }

    func step() throws -> Bool {
        if state == .done { return false }
        if state == .ready {
            // Without a transaction the statement would commit by itself.
            guard database.isInTransaction else { throw StoreError.transactionIsGone(sql) }
            state = .running
            if !changesNothing { database.hasWritten = true }
        }
        switch plugin.map(step(of:)) ?? sqlite3_step(pointer) {
        case SQLITE_ROW:
            return true
        case SQLITE_DONE:
            state = .done
            return false
        case let failure:
            state = .done
            let error = database.error(failure, sql: sql)
            guard plugin != nil, error.code == .syntax else { throw error }
            // It has compiled, so a value is to blame: one that is no number or no JSON, or too large.
            throw StoreError(failure & 0xff == SQLITE_TOOBIG ? .exhausted : .constraint, error.message, sql: sql)
        }
    }

    /// One of a plugin's statement: with its rights, and within its limits.
    private func step(of plugin: PluginText) -> Int32 {
        let longest = sqlite3_limit(database.pointer, SQLITE_LIMIT_LENGTH, PluginSQL.longestValue)
        defer { sqlite3_limit(database.pointer, SQLITE_LIMIT_LENGTH, longest) }
        return database.authorizer.with(plugin, for: .run) {
            database.stepLimit.counting(&memory, upTo: StepLimit.Memory.statement) { sqlite3_step(pointer) }
        }
    }

    func step(until deadline: Deadline) throws -> Bool {
        try database.stepLimit.with(deadline) { try step() }
    }

    /// The id of every table is its row id, which SQLite knows without `RETURNING`.
    func insertedID() throws -> Int64 {
        while try step() {}
        guard changes == 1 else { throw StoreError.insertedNothing(sql) }
        return sqlite3_last_insert_rowid(database.pointer)
    }

    var changes: Int { changesNothing ? 0 : Int(sqlite3_changes(database.pointer)) }

    func reset() {
        if state != .ready { sqlite3_reset(pointer) }
        if hasParameters {
            sqlite3_clear_bindings(pointer)
            lent.takeBack()
        }
        state = .ready
        memory = 0
        hasParameters = false
        guard isInUse else { return }
        isInUse = false
        database.statementsInUse -= 1
    }

    // MARK: Columns of the current row

    func kind(at index: Int) -> SQLKind {
        switch sqlite3_column_type(pointer, Int32(truncatingIfNeeded: index)) {
        case SQLITE_INTEGER: .integer
        case SQLITE_FLOAT: .real
        case SQLITE_TEXT: .text
        case SQLITE_BLOB: .blob
        default: .null
        }
    }

    func integer(at index: Int) -> Int64 { sqlite3_column_int64(pointer, Int32(truncatingIfNeeded: index)) }

    func real(at index: Int) -> Double { sqlite3_column_double(pointer, Int32(truncatingIfNeeded: index)) }

    func text(at index: Int) -> String {
        withBytes(at: index) { String(decoding: $0, as: UTF8.self) }
    }

    func blob(at index: Int) -> [UInt8] {
        withBytes(at: index) { [UInt8]($0) }
    }

    /// SQLite keeps the bytes where they are until the next step, reset or conversion of the column.
    func withBytes<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let column = Int32(truncatingIfNeeded: index)
        let start = sqlite3_column_blob(pointer, column)
        let count = Int(sqlite3_column_bytes(pointer, column))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    // MARK: Parameters

    private func bind(_ value: SQLValue, _ index: Int32) -> Int32 {
        switch value {
        case .null:
            return sqlite3_bind_null(pointer, index)
        case .integer(let number):
            return sqlite3_bind_int64(pointer, index, number)
        case .real(let number):
            return sqlite3_bind_double(pointer, index, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                lending(UnsafeRawBufferPointer(bytes)) { start, count, destructor in
                    let characters = start.assumingMemoryBound(to: CChar.self)
                    return sqlite3_bind_text64(pointer, index, characters, count, destructor, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(pointer, index, 0) }
            return bytes.withUnsafeBytes { bytes in
                lending(bytes) { sqlite3_bind_blob64(pointer, index, $0, $1, $2) }
            }
        }
    }

    /// Gives SQLite bytes that stay until the statement is reset; where there is no room it is told to copy them.
    private func lending(
        _ bytes: UnsafeRawBufferPointer,
        _ bind: (UnsafeRawPointer, sqlite3_uint64, sqlite3_destructor_type?) -> Int32
    ) -> Int32 {
        let count = sqlite3_uint64(bytes.count)
        // SQLITE_STATIC is no function at all.
        if let kept = lent.keep(bytes) { return bind(kept, count, nil) }
        guard let start = bytes.baseAddress else { return SQLITE_MISUSE }
        return bind(start, count, totem_sqlite_transient())
    }

    /// `$2` may stand before `$1`: each number is looked up by name. Plugins may also write `?`, which counts.
    private static func indexes(of pointer: OpaquePointer) throws -> [Int32] {
        let count = sqlite3_bind_parameter_count(pointer)
        guard count > 0 else { return [] }
        var indexes = [Int32](repeating: 0, count: Int(count))
        for index in 1...count {
            var number = Int(index)
            if let name = sqlite3_bind_parameter_name(pointer, index), name[0] == UInt8(ascii: "$") {
                number = Int(String(cString: name + 1)) ?? 0
            }
            guard number > 0, number <= count, indexes[number - 1] == 0 else {
                let sql = sqlite3_sql(pointer).map { String(cString: $0) }
                throw StoreError(.syntax, "parameters are numbered from $1 on without a gap, up to $\(count)", sql: sql)
            }
            indexes[number - 1] = index
        }
        return indexes
    }
}

extension StoreError {
    static func transactionIsGone(_ sql: String?) -> StoreError {
        StoreError(.misuse, "an earlier error has ended this transaction; nothing more can be done in it", sql: sql)
    }
}
