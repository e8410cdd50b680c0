internal import CSQLite
internal import CTotemSQLite
internal import TotemStore

/// One open `sqlite3`, closed when the last of its statements is gone. Used by one thread at a time.
final class DatabaseHandle {
    let pointer: OpaquePointer
    let path: String
    /// Asked by SQLite about everything that a statement wants. It is installed once: setting an authorizer
    /// expires every statement that is prepared already.
    let authorizer: Authorizer
    let functions: LentFunctions
    let stepLimit = StepLimit()
    /// With other processes, once it is configured.
    var patience: Patience?
    /// Whether something that can change the database has been started since this was last set to false.
    var hasWritten = false
    /// Statements handed out and not yet reset.
    var statementsInUse = 0

    /// - Parameter systemLayer: ``SQLiteOptions/systemLayer``, which gathers the log where one is written.
    init(path: String, access: FileAccess = .full, systemLayer: String? = nil) throws {
        try Self.configuration.get()
        var opened: OpaquePointer?
        let flags = access.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let layer = access == .full ? try Self.logLayer(over: systemLayer) : nil
        let code = sqlite3_open_v2(access.name(of: path), &opened, flags, layer)
        guard code == SQLITE_OK, let opened else {
            defer { sqlite3_close_v2(opened) }
            let reason = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            let errno = opened.map { sqlite3_system_errno($0) } ?? 0
            throw StoreError(sqlite: code, reason, path: path, systemError: errno)
        }
        pointer = opened
        functions = LentFunctions()
        authorizer = Authorizer(functions)
        self.path = path
        authorizer.install(on: opened)
        stepLimit.install(on: opened)
    }

    deinit {
        sqlite3_close_v2(pointer)
    }

    /// Whether a transaction is open. SQLite ends one by itself on errors such as a full disk.
    var isInTransaction: Bool { sqlite3_get_autocommit(pointer) == 0 }

    /// Runs statements of this module's own that take no parameters.
    func run(_ sql: String) throws {
        let code = sqlite3_exec(pointer, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, sql: sql) }
    }

    /// The first column of the first row, as text: what a pragma answers.
    func answer(to sql: String) throws -> String { try column(sql).first ?? "" }

    /// The first column of every row, as text.
    func column(_ sql: String) throws -> [String] {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        var code = sqlite3_prepare_v2(pointer, sql, -1, &statement, nil)
        guard code == SQLITE_OK else { throw error(code, sql: sql) }
        var values: [String] = []
        code = sqlite3_step(statement)
        while code == SQLITE_ROW {
            values.append(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "")
            code = sqlite3_step(statement)
        }
        guard code == SQLITE_DONE else { throw error(code, sql: sql) }
        return values
    }

    /// Of the database as it is with its log, in bytes.
    func length() throws -> Int64 {
        let counts = try ["page_count", "page_size"].map { Int64(try answer(to: "PRAGMA \($0)")) ?? 0 }
        return counts[0] * counts[1]
    }

    /// What has just gone wrong, with the authorizer's own words when it was the authorizer.
    func error(_ code: Int32, sql: String?) -> StoreError {
        if let refusal = authorizer.takeRefusal() { return StoreError(.denied, refusal, sql: sql) }
        if stepLimit.takeExhaustion() || code & 0xff == SQLITE_NOMEM {
            return StoreError(.exhausted, "the statement was stopped: it takes more memory than it may", sql: sql)
        }
        let systemError = sqlite3_system_errno(pointer)
        return StoreError(
            sqlite: code,
            String(cString: sqlite3_errmsg(pointer)),
            path: path,
            systemError: systemError,
            sql: sql
        )
    }

    /// What the whole process needs of SQLite.
    private static let configuration: Result<Void, StoreError> = {
        let parts = [
            ("allocator", totem_memory_code()), ("file functions", totem_keep_files()),
            ("file layer", totem_register_log_layer(TOTEM_LOG_LAYER, nil)),
        ]
        for (part, code) in parts where code != SQLITE_OK {
            let why = String(cString: sqlite3_errstr(code))
            return .failure(StoreError(.cannotOpen, "SQLite takes no \(part) in this process: \(why)"))
        }
        return .success(())
    }()

    /// The name of the layer that gathers the log's pages, over another than the system's own.
    private static func logLayer(over system: String?) throws -> String {
        guard let system else { return TOTEM_LOG_LAYER }
        let name = "\(TOTEM_LOG_LAYER)-\(system)"
        guard sqlite3_vfs_find(name) == nil else { return name }
        let code = totem_register_log_layer(name, system)
        guard code == SQLITE_OK else { throw StoreError(.cannotOpen, "SQLite has no file layer '\(system)'") }
        return name
    }
}
