internal import CTotem
internal import TotemKernel
internal import TotemStore

/// The table of functions that plugins call. It lives as long as the process; each entry is one line that finds the
/// call behind the pointer, or answers `TOTEM_MISUSE`.
enum HostTable {
    /// Written once, before anybody can read it.
    nonisolated(unsafe) static let pointer: UnsafePointer<totem_host> = {
        let table = UnsafeMutablePointer<totem_host>.allocate(capacity: 1)
        table.initialize(to: totem_host())
        table.pointee.size = UInt32(MemoryLayout<totem_host>.size)
        table.pointee.abi = TOTEM_ABI
        setRegistration(of: &table.pointee)
        setAnswers(of: &table.pointee)
        setRequests(of: &table.pointee)
        setStatements(of: &table.pointee)
        setSettings(of: &table.pointee)
        setServices(of: &table.pointee)
        return UnsafePointer(table)
    }()

    static let misuse = totem_status(TOTEM_MISUSE)
    static let ok = totem_status(TOTEM_OK)

    private static func setRegistration(of table: inout totem_host) {
        table.on = { registry, hook, function, priority in
            Registration.of(registry)?.on(hook, function, priority) ?? HostTable.misuse
        }
        table.route = { registry, method, path, role, access, function in
            Registration.of(registry)?.route(method, path, role, access, function) ?? HostTable.misuse
        }
        table.extension = { _, _ in nil }
        table.instance_log = { instance, level, message in
            InstanceHandle.of(instance)?.writeLog(level, message) ?? HostTable.misuse
        }
        table.instance_is_on = { instance in InstanceHandle.of(instance)?.isSwitchedOn ?? false }
        table.fail_start = { registry, message in Registration.of(registry)?.fail(message) ?? HostTable.misuse }
    }

    private static func setAnswers(of table: inout totem_host) {
        table.problem = { call, status, code, message in
            CallFrame.of(call)?.problem(status, code, message) ?? HostTable.misuse
        }
        table.veto_field = { call, field, message in CallFrame.of(call)?.vetoField(field, message) ?? HostTable.misuse }
        table.fail = { call, message in CallFrame.of(call)?.fail(message) ?? HostTable.misuse }
        table.last_error = { call in CallFrame.of(call).map { $0.arena.put($0.lastError) } ?? totem_str() }
        table.claim = { call in CallFrame.of(call)?.claim() ?? HostTable.misuse }
        table.add_discount = { call, discount in CallFrame.of(call)?.addDiscount(discount) ?? HostTable.misuse }
        table.set_metadata = { call, name, json in CallFrame.of(call)?.setMetadata(name, json) ?? HostTable.misuse }
    }

    private static func setRequests(of table: inout totem_host) {
        table.param = { call, name, value in CallFrame.of(call)?.parameter(name, value) ?? HostTable.misuse }
        table.param_i64 = { call, name, value in CallFrame.of(call)?.parameterInteger(name, value) ?? HostTable.misuse }
        table.query = { call, name, value in CallFrame.of(call)?.query(name, value) ?? HostTable.misuse }
        table.query_i64 = { call, name, value in CallFrame.of(call)?.queryInteger(name, value) ?? HostTable.misuse }
        table.body_fields = { call, names in CallFrame.of(call)?.bodyFields(names) ?? HostTable.misuse }
        table.body_kind = { call, field in CallFrame.of(call)?.bodyKind(field) ?? totem_kind(TOTEM_ABSENT) }
        table.body_str = { call, field, value in CallFrame.of(call)?.bodyText(field, value) ?? HostTable.misuse }
        table.body_i64 = { call, field, value in CallFrame.of(call)?.bodyInteger(field, value) ?? HostTable.misuse }
        table.body_bool = { call, field, value in CallFrame.of(call)?.bodyBool(field, value) ?? HostTable.misuse }
        table.body_time = { call, field, value in CallFrame.of(call)?.bodyTime(field, value) ?? HostTable.misuse }
        table.body_count = { call, field, value in CallFrame.of(call)?.bodyCount(field, value) ?? HostTable.misuse }
        table.page_read = { call, order, page in CallFrame.of(call)?.readPage(order, page) ?? HostTable.misuse }
        table.respond = { call, status, json in CallFrame.of(call)?.respond(status, json) ?? HostTable.misuse }
        table.respond_row = { call, status, statement in
            CallFrame.of(call)?.respondRow(status, statement) ?? HostTable.misuse
        }
        table.respond_page = { call, statement, page in
            CallFrame.of(call)?.respondPage(statement, page) ?? HostTable.misuse
        }
    }

    private static func setStatements(of table: inout totem_host) {
        table.prepare = { call, sql, statement in CallFrame.of(call)?.prepare(sql, statement) ?? HostTable.misuse }
        table.bind_null = { statement, index in StatementHandle(statement)?.bind(.null, index) ?? HostTable.misuse }
        table.bind_i64 = { statement, index, value in
            StatementHandle(statement)?.bind(.integer(value), index) ?? HostTable.misuse
        }
        table.bind_f64 = { statement, index, value in
            StatementHandle(statement)?.bind(.real(value), index) ?? HostTable.misuse
        }
        table.bind_str = { statement, index, value in
            StatementHandle(statement)?.bindText(value, index) ?? HostTable.misuse
        }
        table.bind_blob = { statement, index, value in
            StatementHandle(statement)?.bindBlob(value, index) ?? HostTable.misuse
        }
        table.step = { statement in StatementHandle(statement)?.step() ?? HostTable.misuse }
        table.reset = { statement in StatementHandle(statement)?.reset() ?? HostTable.misuse }
        table.changes = { statement in StatementHandle(statement)?.changes ?? 0 }
        table.column_count = { statement in StatementHandle(statement)?.columnCount ?? 0 }
        table.column_kind = { statement, column in
            StatementHandle(statement)?.kind(column) ?? totem_kind(TOTEM_ABSENT)
        }
        table.column_i64 = { statement, column in StatementHandle(statement)?.integer(column) ?? 0 }
        table.column_f64 = { statement, column in StatementHandle(statement)?.real(column) ?? 0 }
        table.column_str = { statement, column in StatementHandle(statement)?.text(column) ?? totem_str() }
    }

    private static func setSettings(of table: inout totem_host) {
        table.setting_kind = { call, name in CallFrame.of(call)?.settingKind(name) ?? totem_kind(TOTEM_ABSENT) }
        table.setting_str = { call, name, fallback in CallFrame.of(call)?.setting(name, fallback) ?? fallback }
        table.setting_i64 = { call, name, fallback in CallFrame.of(call)?.setting(name, fallback) ?? fallback }
        table.setting_f64 = { call, name, fallback in CallFrame.of(call)?.setting(name, fallback) ?? fallback }
        table.setting_bool = { call, name, fallback in CallFrame.of(call)?.setting(name, fallback) ?? fallback }
        table.now = { call in CallFrame.of(call)?.call.now.milliseconds ?? 0 }
        table.log = { call, level, message in CallFrame.of(call)?.writeLog(level, message) ?? HostTable.misuse }
    }

    private static func setServices(of table: inout totem_host) {
        table.service = { registry, name, signature, typed, boxed in
            Registration.of(registry)?.service(name, signature, typed, boxed) ?? HostTable.misuse
        }
        table.service_role = { registry, name, role in
            Registration.of(registry)?.serviceRole(name, role) ?? HostTable.misuse
        }
        table.define_hook = { registry, name, signature in
            Registration.of(registry)?.defineHook(name, signature) ?? HostTable.misuse
        }
        table.on_own = { registry, hook, signature, typed, boxed, priority in
            Registration.of(registry)?.listen(to: hook, signature, typed, boxed, priority) ?? HostTable.misuse
        }
        table.invoke = { call, service, signature, arguments, result in
            CallFrame.of(call)?.invoke(service, signature, arguments, result) ?? HostTable.misuse
        }
        table.fire = { call, hook, signature, arguments in
            CallFrame.of(call)?.fire(hook, signature, arguments) ?? HostTable.misuse
        }
        table.keep = { call, text, kept in CallFrame.of(call)?.keep(text, kept) ?? HostTable.misuse }
    }
}

extension totem_str {
    /// A `size_t` beyond `Int.max` comes as a negative number, and is too long as well.
    func fits(_ limit: Int) -> Bool { (0...limit).contains(len) }

    /// The text, copied; nil when it is none, too long, or no UTF-8.
    func string(atMost limit: Int) -> String? {
        guard let ptr, fits(limit) else { return nil }
        return String(validating: UnsafeRawBufferPointer(start: ptr, count: len), as: UTF8.self)
    }
}
