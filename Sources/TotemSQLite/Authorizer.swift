internal import CSQLite
internal import Glibc
internal import TotemStore

/// Decides what a statement may touch. SQLite asks while it compiles a statement, and again when a changed
/// schema makes it compile the statement anew in the middle of a step, so the plugin's grants are in force
/// during both.
///
/// A column of the core is read through a granted view that shows it. The name that SQLite gives for the view can also be
/// that of a common table expression, which the statement's author has chosen; but that leads to the columns that the view
/// shows, and all of its rows are shown anyway.
final class Authorizer {
    /// What is being run for a plugin.
    enum Scope {
        /// One statement of a hook: rows only.
        case statement
        /// The same while it runs: it was compiled with these rights.
        case run
        /// A statement of a migration that changes rows.
        case migration
        /// A statement of a migration that changes the schema. SQLite then edits its own tables by itself.
        case schemaChange
    }

    /// Nil: the kernel itself, which may do everything.
    private var plugin: PluginText?
    private var scope = Scope.statement
    private var refusal: String?
    private let functions: LentFunctions

    init(_ functions: LentFunctions) {
        self.functions = functions
        functions.authorizer = self
    }

    /// Installs itself for the life of the connection. The owner of the connection keeps the authorizer alive.
    func install(on connection: OpaquePointer) {
        let callback:
            @convention(c) (
                UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
                UnsafePointer<CChar>?
            ) -> Int32 = { context, action, first, second, schema, accessor in
                guard let context else { return SQLITE_DENY }
                return Unmanaged<Authorizer>.fromOpaque(context).takeUnretainedValue().verdict(
                    action,
                    first,
                    second,
                    schema,
                    accessor
                )
            }
        sqlite3_set_authorizer(connection, callback, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Runs `body` with a plugin's rights.
    func with<Result>(
        _ plugin: PluginText,
        for scope: Scope,
        _ body: () throws -> Result
    ) rethrows -> Result {
        let outer = (self.plugin, self.scope)
        (self.plugin, self.scope) = (plugin, scope)
        refusal = nil
        defer { (self.plugin, self.scope) = outer }
        return try body()
    }

    /// What follows is the kernel's, until ``takeUp(_:)``.
    func leavePlugin() -> PluginText? {
        defer { plugin = nil }
        return plugin
    }

    func takeUp(_ outer: PluginText?) { plugin = outer }

    /// Why the last statement was refused, once.
    func takeRefusal() -> String? {
        defer { refusal = nil }
        return refusal
    }

    private func verdict(
        _ action: Int32,
        _ first: UnsafePointer<CChar>?,
        _ second: UnsafePointer<CChar>?,
        _ schema: UnsafePointer<CChar>?,
        _ accessor: UnsafePointer<CChar>?
    ) -> Int32 {
        guard let plugin else { return SQLITE_OK }
        let first = first.map { String(cString: $0) } ?? ""
        let second = second.map { String(cString: $0) } ?? ""
        // `CREATE TABLE temp.name` is told from a real table by the schema only.
        let isTemporary = schema.map { strcmp($0, "temp") == 0 } ?? false
        let denial: String? =
            if isTemporary, !isBookkeeping(first) {
                "may not use temporary objects"
            } else if accessor == nil, isBySQLite(action, first, plugin.grants) {
                nil
            } else if action == SQLITE_READ {
                readDenial(second, of: first, isQualified: schema != nil, accessor.map { String(cString: $0) }, plugin)
            } else {
                denial(action, first, second, plugin.grants)
            }
        guard let denial else { return SQLITE_OK }
        if refusal == nil { refusal = "plugin '\(plugin.grants.policy.owner)' \(words(for: denial, first, plugin))" }
        return SQLITE_DENY
    }

    /// Whether SQLite asks for itself. A statement that may have to be undone alone has full-text indexes written first, with
    /// what the transaction has put into them, whoever that was; were that refused, it would be lost. A statement that names
    /// their tables was refused when it was compiled, and what a view reads has an accessor.
    private func isBySQLite(_ action: Int32, _ first: String, _ grants: Grants) -> Bool {
        guard scope == .run else { return false }
        return action == SQLITE_PRAGMA ? first == "data_version" : grants.isOfIndex(first)
    }

    /// SQLite makes its table-valued functions by writing into its own schema.
    private func words(for denial: String, _ table: String, _ plugin: PluginText) -> String {
        guard table == "sqlite_master", let name = plugin.firstName(beginningWith: "pragma_") else { return denial }
        return "may not use PRAGMA, nor \(name), which is one as a function"
    }

    /// What is wrong with reading a column, empty for none in particular; nil when it may be read.
    private func readDenial(
        _ column: String,
        of table: String,
        isQualified: Bool,
        _ accessor: String?,
        _ plugin: PluginText
    ) -> String? {
        let grants = plugin.grants
        if grants.mayReadAll(of: table) || isBookkeeping(table) { return nil }
        if let accessor, grants.shows(column, of: table, in: accessor) { return nil }
        if column.isEmpty {
            if grants.showsRows(of: table), !plugin.namesTable(table) { return nil }
            if !isQualified, plugin.mayBeExpression(table) { return nil }
        } else if accessor == nil, grants.mayBeReferred(column, of: table), !plugin.namesTable(table) {
            return nil
        }
        let view = accessor.map { SQLText.folded($0) }.flatMap { grants.policy.catalogue.views[$0] }
        if let view, !grants.policy.views.contains(view.name) { return grants.policy.refusalToRead(view.name) }
        return grants.policy.refusalToRead(SQLText.folded(table), column: column)
    }

    /// What is wrong with the action; nil when it is allowed.
    private func denial(_ action: Int32, _ first: String, _ second: String, _ grants: Grants) -> String? {
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE:
            return nil
        case SQLITE_INSERT:
            return changeDenial("insert into", first, grants)
        case SQLITE_UPDATE:
            return changeDenial("update", first, grants)
        case SQLITE_DELETE:
            return changeDenial("delete from", first, grants)
        case SQLITE_FUNCTION:
            let isLent = (scope == .statement || scope == .run) && functions.isKnown(second)
            let isAllowed = SafeFunctions.contains(second) || isBookkeeping(second) || isLent
            return isAllowed ? nil : "may not call the SQL function \(second)"
        default:
            return scope == .schemaChange
                ? schemaDenial(action, first, second, grants)
                : "may not \(Self.name(of: action)) here; hooks may read and change rows only"
        }
    }

    private func changeDenial(_ action: String, _ table: String, _ grants: Grants) -> String? {
        if grants.owns(table) || isBookkeeping(table) { return nil }
        return grants.policy.refusalToChange(SQLText.folded(table), by: action)
    }

    /// Schema changes of a migration: tables, views and indexes of its own.
    private func schemaDenial(_ action: Int32, _ first: String, _ second: String, _ grants: Grants) -> String? {
        switch action {
        case SQLITE_CREATE_TABLE, SQLITE_DROP_TABLE, SQLITE_CREATE_VIEW, SQLITE_DROP_VIEW:
            return grants.owns(first) || isBookkeeping(first) ? nil : Self.foreign(Self.name(of: action), first)
        case SQLITE_ALTER_TABLE, SQLITE_CREATE_INDEX, SQLITE_DROP_INDEX:
            // The index or the database comes first, the table second.
            return grants.owns(second) ? nil : Self.foreign(Self.name(of: action), second)
        case SQLITE_REINDEX:
            return nil
        case SQLITE_PRAGMA where first == "quick_check" || first == "integrity_check":
            // ALTER TABLE ADD COLUMN checks the rows that are there with it.
            return nil
        default:
            return "may not \(Self.name(of: action)); migrations may make tables, views and indexes of the plugin's own"
        }
    }

    /// SQLite's own tables and functions, which it uses by itself while it changes a schema.
    private func isBookkeeping(_ name: String) -> Bool {
        guard scope == .schemaChange else { return false }
        return name.hasPrefix("sqlite_") || name == "pragma_quick_check" || name == "raise"
    }

    private static func foreign(_ action: String, _ table: String) -> String {
        "may not \(action) '\(table)': it is not among the tables that its plugin.json declares as its own"
    }

    private static func name(of action: Int32) -> String {
        switch action {
        case SQLITE_CREATE_TABLE: "create table"
        case SQLITE_DROP_TABLE: "drop table"
        case SQLITE_ALTER_TABLE: "alter table"
        case SQLITE_CREATE_VIEW: "create view"
        case SQLITE_DROP_VIEW: "drop view"
        case SQLITE_CREATE_INDEX: "create an index on"
        case SQLITE_DROP_INDEX: "drop an index of"
        case SQLITE_CREATE_TRIGGER, SQLITE_CREATE_TEMP_TRIGGER: "create triggers"
        case SQLITE_DROP_TRIGGER, SQLITE_DROP_TEMP_TRIGGER: "drop triggers"
        case SQLITE_CREATE_TEMP_TABLE, SQLITE_CREATE_TEMP_VIEW, SQLITE_CREATE_TEMP_INDEX: "create temporary objects"
        case SQLITE_DROP_TEMP_TABLE, SQLITE_DROP_TEMP_VIEW, SQLITE_DROP_TEMP_INDEX: "drop temporary objects"
        case SQLITE_CREATE_VTABLE, SQLITE_DROP_VTABLE: "use virtual tables"
        case SQLITE_ATTACH, SQLITE_DETACH: "attach or detach databases"
        case SQLITE_PRAGMA: "use PRAGMA"
        case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: "control transactions"
        case SQLITE_ANALYZE, SQLITE_REINDEX: "run ANALYZE or REINDEX"
        default: "do this (action \(action))"
        }
    }
}
