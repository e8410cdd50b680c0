internal import CTotem
internal import CTotemHost
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
            let statement = try runningSQL { try tx.statement(text, allowedBy: plugin.policy) }
            let open = OpenStatement(statement, in: self)
            statements.append(open)
            result.pointee = open.raw
            return HostTable.ok
        } catch {
            return refuse(error)
        }
    }

    /// Lets the database work: its time is not the plugin's, also where it only compiles a statement.
    func runningSQL<Value>(_ body: () throws -> Value) throws -> Value {
        try hostWorks { try tx.withFunctions(self) { try body() } }
    }

    /// Lets the host work for the plugin, whose time that is not.
    func hostWorks<Value>(_ body: () throws -> Value) rethrows -> Value {
        let start = Ticks.now
        defer { hostTicks &+= Ticks.now &- start }
        return try Mark.host.around(body)
    }

    /// When the turn's SQL is stopped. Its time begins with the first step: before that it holds nobody up in the store. As the
    /// plugin's own time it does not pass while its thread has no processor, up to a point.
    func sqlEnd() -> Deadline {
        if let caller { return caller.sqlEnd() }
        if let sqlDeadline { return sqlDeadline }
        let slot = totem_marker_here()
        let before = slot?.pointee.delay ?? 0
        let most = longestSQL * Int(TOTEM_MARKER_PATIENCE)
        let deadline = Deadline(.now + longestSQL) {
            let delay = totem_marker_delay(slot)
            return min(.nanoseconds(delay - min(delay, before)), most)
        }
        sqlDeadline = deadline
        return deadline
    }

    /// For a hook as long as it may compute before its process is ended.
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
            plugin.instance.handle?.write(.warning, "a plugin's SQL was denied", why: error.message)
            return refuse(TOTEM_DENIED, error.message)
        case .readOnly: return refuse(TOTEM_DENIED, error.message)
        case .syntax: return refuse(TOTEM_SYNTAX, error.message)
        case .unique: return refuse(TOTEM_UNIQUE, error.message)
        case .constraint, .foreignKey, .outOfRange: return refuse(TOTEM_CONSTRAINT, error.message)
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
