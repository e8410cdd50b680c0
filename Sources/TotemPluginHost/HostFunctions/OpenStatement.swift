internal import CTotem
internal import TotemKernel
internal import TotemStore

/// A statement that a plugin has prepared in a call. `UnsafeMutablePointer<totem_stmt>` is its face to plugins, see
/// ``StatementSlot``.
final class OpenStatement {
    private static let largestRowCount = 100_000
    static let largestByteCount = 16 << 20
    /// Of what the open statements of a call hold.
    static let mostHeldBytes = 64 << 20

    /// It holds this, and closes it at its end.
    private unowned(unsafe) let frame: CallFrame
    private let statement: any PreparedStatement
    private let slot: UnsafeMutablePointer<StatementSlot>
    private let count: Int
    private var hasRow = false
    /// Whether the last step has done something: else what there is to count is of another statement.
    private var hasStepped = false
    /// Whether it was bound or run since it was prepared or reset.
    private var isUsed = false
    /// For a statement whose rows come all at once: kept ones, and those of one that writes. SQLite begins no savepoint and
    /// commits nothing while such a statement has rows to give, and most plugins take only the first.
    private var reading: KeptReading?
    /// What comes before the statement's own rows: those that a plugin in a process of its own was sent and has not taken.
    var givenBack: [GivenBack] = []
    /// The same, as long as more of it comes.
    var comingBack: [GivenBack] = []
    /// The current row, where it was read before: one of them, or of those that are kept.
    private var rowInMemory: [SQLValue]?
    private var hasGivenRow = false

    /// Its part of the call's ``CallFrame/heldBytes``.
    private var heldBytes = 0 {
        didSet { frame.heldBytes += heldBytes - oldValue }
    }

    enum GivenBack {
        case row([SQLValue])
        case end(totem_status)
    }

    init(_ statement: any PreparedStatement, in frame: CallFrame) {
        self.frame = frame
        self.statement = statement
        count = statement.columnCount
        slot = StatementSlot.pool.take()
        slot.pointee.statement = Unmanaged.passUnretained(self)
        slot.pointee.thread = CurrentThread.id
    }

    /// The statement behind a pointer that a plugin passes; nil when it is NULL, or its call has ended or belongs to another
    /// thread.
    static func of(_ raw: UnsafeMutablePointer<totem_stmt>?) -> OpenStatement? {
        with(raw, else: nil) { $0 }
    }

    /// The same for what is asked for each column, and closes no statement: no reference is counted.
    @inline(__always)
    static func with<Value>(
        _ raw: UnsafeMutablePointer<totem_stmt>?,
        else misuse: Value,
        _ body: (OpenStatement) -> Value
    ) -> Value {
        guard let raw else { return misuse }
        let slot = UnsafeMutableRawPointer(raw).assumingMemoryBound(to: StatementSlot.self)
        guard slot.pointee.head.kind == HandleKind.statement, slot.pointee.thread == CurrentThread.id else {
            return misuse
        }
        guard let statement = slot.pointee.statement else { return misuse }
        return statement._withUnsafeGuaranteedRef { $0.frame.isCurrent ? body($0) : misuse }
    }

    var raw: UnsafeMutablePointer<totem_stmt> {
        UnsafeMutableRawPointer(slot).assumingMemoryBound(to: totem_stmt.self)
    }

    /// Its plugin has no more use for it.
    func end() -> totem_status {
        close()
        frame.statements.removeAll { $0 === self }
        return HostTable.ok
    }

    /// Nobody comes to it any more.
    func close() {
        statement.reset()
        if heldBytes > 0 { heldBytes = 0 }
        slot.pointee.thread = 0
        slot.pointee.statement = nil
        StatementSlot.pool.giveBack(slot)
    }

    func bind(_ value: SQLValue, _ parameter: Int32) -> totem_status {
        guard parameter >= 1, Int(parameter) <= statement.parameterCount else {
            return frame.refuse(TOTEM_INVALID, "the statement has no parameter $\(parameter)")
        }
        guard hold(value.byteCount) else { return frame.refuse(TOTEM_LIMIT, Self.holdsTooMuch) }
        do {
            try statement.bind(value, at: Int(parameter))
            isUsed = true
            reading?.bind(value, at: Int(parameter))
            return HostTable.ok
        } catch {
            return frame.refuse(error)
        }
    }

    func bindText(_ text: totem_str, _ parameter: Int32) -> totem_status {
        guard text.ptr != nil else { return bind(.null, parameter) }
        guard text.fits(Self.largestByteCount) else { return frame.refuse(TOTEM_LIMIT, "a text has at most 16 MiB") }
        guard let string = text.string(atMost: Self.largestByteCount) else {
            return frame.refuse(TOTEM_INVALID, "the text for $\(parameter) is no UTF-8")
        }
        return bind(.text(string), parameter)
    }

    func bindBlob(_ bytes: totem_str, _ parameter: Int32) -> totem_status {
        guard let pointer = bytes.ptr else { return bind(.null, parameter) }
        guard bytes.fits(Self.largestByteCount) else { return frame.refuse(TOTEM_LIMIT, "a blob has at most 16 MiB") }
        return bind(.blob(Array(UnsafeRawBufferPointer(start: pointer, count: bytes.len))), parameter)
    }

    /// The next of what was given back.
    private func stepBack() -> totem_status? {
        rowInMemory = nil
        hasGivenRow = false
        guard !givenBack.isEmpty else { return nil }
        switch givenBack.removeFirst() {
        case .row(let row):
            rowInMemory = row
            hasGivenRow = true
            hasRow = true
            return totem_status(TOTEM_ROW)
        case .end(let status):
            hasRow = false
            return status
        }
    }

    func step() -> totem_status {
        if !givenBack.isEmpty || hasGivenRow, let status = stepBack() { return status }
        guard frame.readRows < Self.largestRowCount else {
            return frame.refuse(TOTEM_LIMIT, "a call reads at most \(Self.largestRowCount) rows")
        }
        do {
            if !statement.isReadOnly {
                if let refusal = try prepareToWrite() { return refusal }
                if count > 0, reading == nil { reading = KeptReading(of: statement, for: frame) }
            }
            isUsed = true
            if reading != nil {
                rowInMemory = try reading?.next(reading: readToEnd)
                hasRow = rowInMemory != nil
            } else {
                hasRow = try frame.runningSQL { try statement.step(until: frame.sqlEnd()) }
            }
            hasStepped = true
            if hasRow { frame.readRows += 1 }
            return totem_status(hasRow ? TOTEM_ROW : TOTEM_DONE)
        } catch {
            return refuse(error)
        }
    }

    /// Lets its rows be those that it gave before in this transaction.
    func keepRows() -> totem_status {
        guard statement.isReadOnly else {
            return frame.refuse(TOTEM_INVALID, "only rows that are neither changed nor held can be kept")
        }
        guard !isUsed else {
            return frame.refuse(TOTEM_MISUSE, "totem_keep_rows comes before parameters are bound and rows are read")
        }
        reading = KeptReading(of: statement, for: frame)
        return HostTable.ok
    }

    /// Runs it with the commit, where the engine gains by that, else now.
    /// - Parameter oneRow: whether the transaction is run again unless it changes one row.
    func stepAtCommit(oneRow: Bool) -> totem_status {
        guard !statement.isReadOnly, count == 0 else {
            return frame.refuse(TOTEM_INVALID, "only what writes, without RETURNING, can wait for the commit")
        }
        let conflict = StoreError(
            .conflict,
            "what the plugin \(frame.plugin.name) wanted to change was changed meanwhile; try again"
        )
        do {
            if let refusal = try prepareToWrite() { return refusal }
            hasStepped = false
            try frame.runningSQL {
                if try statement.postpone(until: .commit, orElse: oneRow ? conflict : nil) { return }
                while try statement.step(until: frame.sqlEnd()) {}
                guard !oneRow || statement.changes == 1 else { throw conflict }
            }
            return HostTable.ok
        } catch {
            return refuse(error)
        }
    }

    /// - Returns: why it can't write here.
    private func prepareToWrite() throws -> totem_status? {
        guard frame.mayWrite else { return frame.refuse(TOTEM_MISUSE, frame.whyItOnlyReads) }
        guard frame.tx.isWritable else {
            return frame.refuse(TOTEM_DENIED, "this call runs in a transaction that can only read")
        }
        try frame.willWrite()
        frame.tx.keptRows.forget(of: frame.plugin.name)
        return nil
    }

    private func readToEnd() throws -> [[SQLValue]] {
        try frame.runningSQL {
            var rows: [[SQLValue]] = []
            while try statement.step(until: frame.sqlEnd()) {
                guard frame.readRows + rows.count < Self.largestRowCount else { return rows }
                let row = (0..<count).map(statement.value)
                guard hold(row.byteCount) else { throw StoreError(.exhausted, Self.holdsTooMuch) }
                rows.append(row)
            }
            return rows
        }
    }

    /// - Returns: false when that is more than a call's statements may hold.
    func hold(_ bytes: Int) -> Bool {
        guard frame.heldBytes + bytes <= Self.mostHeldBytes else { return false }
        if bytes > 0 { heldBytes += bytes }
        return true
    }

    private static let holdsTooMuch = "the open statements of a call hold at most \(mostHeldBytes >> 20) MiB of texts"

    private func refuse(_ error: any Error) -> totem_status {
        hasRow = false
        hasStepped = false
        if let failure = frame.functionFailure, frame.storeFailure == nil {
            frame.functionFailure = nil
            return frame.refuse(TOTEM_ERROR, failure)
        }
        return frame.refuse(error)
    }

    func reset() -> totem_status {
        statement.reset()
        if heldBytes > 0 { heldBytes = 0 }
        hasRow = false
        isUsed = false
        reading = nil
        givenBack = []
        rowInMemory = nil
        hasGivenRow = false
        return HostTable.ok
    }

    var changes: Int64 { hasStepped && !statement.isReadOnly ? Int64(statement.changes) : 0 }
    var columnCount: Int32 { Int32(count) }
    func name(of column: Int32) -> String { statement.columnName(at: Int(column)) }

    func kind(_ column: Int32) -> totem_kind {
        guard has(column) else { return totem_kind(TOTEM_ABSENT) }
        switch rowInMemory?[Int(column)].kind ?? statement.kind(at: Int(column)) {
        case .null: return totem_kind(TOTEM_NULL)
        case .integer: return totem_kind(TOTEM_INTEGER)
        case .real: return totem_kind(TOTEM_REAL)
        case .text: return totem_kind(TOTEM_TEXT)
        case .blob: return totem_kind(TOTEM_BLOB)
        }
    }

    func integer(_ column: Int32) -> Int64 {
        guard has(column) else { return 0 }
        if let rowInMemory {
            guard case .integer(let value) = rowInMemory[Int(column)] else { return 0 }
            return value
        }
        guard statement.kind(at: Int(column)) == .integer else { return 0 }
        return statement.integer(at: Int(column))
    }

    func real(_ column: Int32) -> Double {
        guard has(column) else { return 0 }
        switch rowInMemory?[Int(column)] {
        case .real(let value): return value
        case .integer(let value): return Double(value)
        case nil: break
        default: return 0
        }
        switch statement.kind(at: Int(column)) {
        case .real: return statement.real(at: Int(column))
        case .integer: return Double(statement.integer(at: Int(column)))
        default: return 0
        }
    }

    /// The bytes are copied into the call's memory, so that they outlive the next step.
    func text(_ column: Int32) -> totem_str {
        guard has(column) else { return totem_str() }
        switch rowInMemory?[Int(column)] {
        case .text(var value): return value.withUTF8 { keep(UnsafeRawBufferPointer($0)) }
        case .blob(let value): return value.withUnsafeBytes(keep)
        case nil: break
        default: return totem_str()
        }
        switch statement.kind(at: Int(column)) {
        case .text, .blob: return statement.withBytes(at: Int(column), keep)
        default: return totem_str()
        }
    }

    private func keep(_ bytes: UnsafeRawBufferPointer) -> totem_str {
        guard frame.readBytes + bytes.count <= Self.largestByteCount else {
            _ = frame.refuse(TOTEM_LIMIT, "a call reads at most 16 MiB of texts")
            return totem_str()
        }
        frame.readBytes += bytes.count
        return frame.arena.put(bytes)
    }

    private func has(_ column: Int32) -> Bool {
        hasRow && column >= 0 && Int(column) < count
    }
}
