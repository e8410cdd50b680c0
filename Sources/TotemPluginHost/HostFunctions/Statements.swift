internal import CTotem
internal import Logging
internal import TotemKernel
internal import TotemStore

/// SQL of plugins: prepared under their permissions on the call's own transaction.
extension CallFrame {
    private static let largestStatementCount = 32

    func prepare(
        _ sql: totem_str,
        _ result: UnsafeMutablePointer<UnsafeMutablePointer<totem_stmt>?>?
    ) -> totem_status {
        guard let result else { return refuse(TOTEM_INVALID, "totem_prepare needs a place for the statement") }
        guard statements.count < Self.largestStatementCount else {
            return refuse(TOTEM_LIMIT, "a call has at most \(Self.largestStatementCount) open statements")
        }
        guard sql.fits(64 * 1024) else { return refuse(TOTEM_LIMIT, "a statement has at most 64 KiB") }
        guard let text = sql.string(atMost: 64 * 1024) else {
            return refuse(TOTEM_INVALID, "a statement must be UTF-8")
        }
        do {
            if tx.engine == .postgres, let service = services?.serviceCalled(in: text) {
                return refuse(TOTEM_UNSUPPORTED, service.refusalOnPostgres)
            }
            let statement = try tx.withFunctions(self) { try tx.statement(text, allowedBy: plugin.policy) }
            let open = OpenStatement(statement, in: self)
            statements.append(open)
            result.pointee = open.raw
            return HostTable.ok
        } catch {
            return refuse(error)
        }
    }

    /// When the turn's SQL is stopped. Its time begins with the first step: before that it holds nobody up in the store.
    func sqlEnd() -> ContinuousClock.Instant {
        if let caller { return caller.sqlEnd() }
        if let sqlDeadline { return sqlDeadline }
        let end = ContinuousClock.now + longestSQL
        sqlDeadline = end
        return end
    }

    /// For a hook as long as it may take at all before it has failed.
    private var longestSQL: Duration {
        if let caller { return caller.longestSQL }
        return slot.pointee.turn?.pointee.longestSQL ?? Self.longestSQLOfRoute
    }

    private static let longestSQLOfRoute = Duration.seconds(10)

    /// The status of an error of the store. A denial is logged: a plugin tried what it was not granted.
    func refuse(_ error: any Error) -> totem_status {
        guard let error = error as? StoreError else { return refuse(TOTEM_STORE, "\(error)") }
        switch error.code {
        case .denied:
            log.warning("a plugin's SQL was denied", metadata: ["plugin": "\(plugin.name)", "why": "\(error.message)"])
            return refuse(TOTEM_DENIED, error.message)
        case .readOnly: return refuse(TOTEM_DENIED, error.message)
        case .syntax: return refuse(TOTEM_SYNTAX, error.message)
        case .unique: return refuse(TOTEM_UNIQUE, error.message)
        case .constraint, .foreignKey: return refuse(TOTEM_CONSTRAINT, error.message)
        case .misuse: return refuse(TOTEM_INVALID, error.message)
        case .interrupted:
            let why = "its SQL was stopped: it ran for more than \(longestSQL)"
            failure = failure ?? why
            return refuse(TOTEM_LIMIT, why)
        case .exhausted:
            failure = failure ?? error.message
            return refuse(TOTEM_LIMIT, error.message)
        case .conflict, .unavailable, .locked, .full, .inputOutput, .corrupt:
            storeFailure = error
            return refuse(TOTEM_STORE, error.message)
        default: return refuse(TOTEM_STORE, error.message)
        }
    }
}

/// A statement that a plugin has prepared in a call. `UnsafeMutablePointer<totem_stmt>` is its face to plugins, see
/// ``StatementSlot``.
final class OpenStatement {
    private static let largestRowCount = 100_000
    static let largestByteCount = 16 << 20

    /// It holds this, and closes it at its end.
    private unowned(unsafe) let frame: CallFrame
    private let statement: any PreparedStatement
    private let slot: UnsafeMutablePointer<StatementSlot>
    private let count: Int
    private var hasRow = false
    /// What comes before the statement's own rows: those that a plugin in a process of its own was sent and has not taken.
    var givenBack: [GivenBack] = []
    /// The same, as long as more of it comes.
    var comingBack: [GivenBack] = []
    /// The current row, when it is one of them.
    private var givenRow: [SQLValue]?

    enum GivenBack {
        case row([SQLValue])
        case end(totem_status)
    }
    /// Whether the last step has done something: else what there is to count is of another statement.
    private var hasStepped = false

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
        guard let raw else { return nil }
        let slot = UnsafeMutableRawPointer(raw).assumingMemoryBound(to: StatementSlot.self)
        guard slot.pointee.head.kind == HandleKind.statement, slot.pointee.thread == CurrentThread.id,
            let statement = slot.pointee.statement?.takeUnretainedValue(), statement.frame.isCurrent
        else { return nil }
        return statement
    }

    var raw: UnsafeMutablePointer<totem_stmt> {
        UnsafeMutableRawPointer(slot).assumingMemoryBound(to: totem_stmt.self)
    }

    /// Nobody comes to it any more.
    func close() {
        statement.reset()
        slot.pointee.thread = 0
        slot.pointee.statement = nil
        StatementSlot.pool.giveBack(slot)
    }

    func bind(_ value: SQLValue, _ parameter: Int32) -> totem_status {
        guard parameter >= 1, Int(parameter) <= statement.parameterCount else {
            return frame.refuse(TOTEM_INVALID, "the statement has no parameter $\(parameter)")
        }
        do {
            try statement.bind(value, at: Int(parameter))
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
        givenRow = nil
        guard !givenBack.isEmpty else { return nil }
        switch givenBack.removeFirst() {
        case .row(let row):
            givenRow = row
            hasRow = true
            return totem_status(TOTEM_ROW)
        case .end(let status):
            hasRow = false
            return status
        }
    }

    func step() -> totem_status {
        if !givenBack.isEmpty || givenRow != nil, let status = stepBack() { return status }
        guard frame.readRows < Self.largestRowCount else {
            return frame.refuse(TOTEM_LIMIT, "a call reads at most \(Self.largestRowCount) rows")
        }
        do {
            if !statement.isReadOnly {
                guard frame.mayWrite else { return frame.refuse(TOTEM_MISUSE, frame.whyItOnlyReads) }
                guard frame.tx.isWritable else {
                    return frame.refuse(TOTEM_DENIED, "this call runs in a transaction that can only read")
                }
                try frame.willWrite()
            }
            let start = Ticks.now
            defer { frame.sqlTicks += Ticks.now &- start }
            let row = try Mark.host.around {
                try frame.tx.withFunctions(frame) { try statement.step(until: frame.sqlEnd()) }
            }
            hasRow = row
            hasStepped = true
            if row { frame.readRows += 1 }
            return totem_status(row ? TOTEM_ROW : TOTEM_DONE)
        } catch {
            hasRow = false
            hasStepped = false
            if let failure = frame.functionFailure, frame.storeFailure == nil {
                frame.functionFailure = nil
                return frame.refuse(TOTEM_ERROR, failure)
            }
            return frame.refuse(error)
        }
    }

    func reset() -> totem_status {
        statement.reset()
        hasRow = false
        givenBack = []
        givenRow = nil
        return HostTable.ok
    }

    var changes: Int64 { hasStepped && !statement.isReadOnly ? Int64(statement.changes) : 0 }
    var columnCount: Int32 { Int32(count) }
    func name(of column: Int32) -> String { statement.columnName(at: Int(column)) }

    func kind(_ column: Int32) -> totem_kind {
        guard has(column) else { return totem_kind(TOTEM_ABSENT) }
        if let givenRow { return givenRow[Int(column)].abiKind }
        switch statement.kind(at: Int(column)) {
        case .null: return totem_kind(TOTEM_NULL)
        case .integer: return totem_kind(TOTEM_INTEGER)
        case .real: return totem_kind(TOTEM_REAL)
        case .text: return totem_kind(TOTEM_TEXT)
        case .blob: return totem_kind(TOTEM_BLOB)
        }
    }

    func integer(_ column: Int32) -> Int64 {
        guard kind(column) == TOTEM_INTEGER else { return 0 }
        if case .integer(let value) = givenRow?[Int(column)] { return value }
        return statement.integer(at: Int(column))
    }

    func real(_ column: Int32) -> Double {
        let kind = Int(kind(column))
        if kind == TOTEM_INTEGER { return Double(integer(column)) }
        guard kind == TOTEM_REAL else { return 0 }
        if case .real(let value) = givenRow?[Int(column)] { return value }
        return statement.real(at: Int(column))
    }

    /// The bytes are copied into the call's memory, so that they outlive the next step.
    func text(_ column: Int32) -> totem_str {
        let kind = kind(column)
        guard kind == TOTEM_TEXT || kind == TOTEM_BLOB else { return totem_str() }
        if case .text(let text) = givenRow?[Int(column)] { return frame.arena.put(text) }
        return statement.withBytes(at: Int(column)) { bytes in
            guard frame.readBytes + bytes.count <= Self.largestByteCount else {
                _ = frame.refuse(TOTEM_LIMIT, "a call reads at most 16 MiB of texts")
                return totem_str()
            }
            frame.readBytes += bytes.count
            return frame.arena.put(bytes)
        }
    }

    private func has(_ column: Int32) -> Bool {
        hasRow && column >= 0 && Int(column) < count
    }
}
