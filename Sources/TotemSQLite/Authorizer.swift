internal import CSQLite
internal import Glibc
internal import TotemStore

/// Decides what a statement may touch. SQLite asks while it compiles a statement, and again when a changed
/// schema makes it compile the statement anew in the middle of a step, so the plugin's grants are in force
/// during both.
///
/// A name is allowed or not whatever view, trigger or common table expression leads to it: the name that SQLite
/// gives for those can be chosen by the statement's author, so it proves nothing. Reading through a view takes
/// the right to read the view and every table behind it.
final class Authorizer {
    /// What is being run for a plugin.
    enum Scope {
        /// One statement of a hook: rows only.
        case statement
        /// A statement of a migration that changes rows.
        case migration
        /// A statement of a migration that changes the schema. SQLite then edits its own tables by itself.
        case schemaChange
    }

    /// Nil: the kernel itself, which may do everything.
    private var grants: Grants?
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
            ) -> Int32 = { context, action, first, second, schema, _ in
                guard let context else { return SQLITE_DENY }
                return Unmanaged<Authorizer>.fromOpaque(context).takeUnretainedValue().verdict(
                    action,
                    first,
                    second,
                    schema
                )
            }
        sqlite3_set_authorizer(connection, callback, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Runs `body` with a plugin's rights.
    func with<Result>(
        _ grants: Grants,
        for scope: Scope = .statement,
        _ body: () throws -> Result
    ) rethrows -> Result {
        let outer = (self.grants, self.scope)
        (self.grants, self.scope) = (grants, scope)
        refusal = nil
        defer { (self.grants, self.scope) = outer }
        return try body()
    }

    /// What follows is the kernel's, until ``takeUp(_:)``.
    func leaveGrants() -> Grants? {
        defer { grants = nil }
        return grants
    }

    func takeUp(_ outer: Grants?) { grants = outer }

    /// Why the last statement was refused, once.
    func takeRefusal() -> String? {
        defer { refusal = nil }
        return refusal
    }

    private func verdict(
        _ action: Int32,
        _ first: UnsafePointer<CChar>?,
        _ second: UnsafePointer<CChar>?,
        _ schema: UnsafePointer<CChar>?
    ) -> Int32 {
        guard let grants else { return SQLITE_OK }
        let first = first.map { String(cString: $0) } ?? ""
        let second = second.map { String(cString: $0) } ?? ""
        // `CREATE TABLE temp.name` is told from a real table by the schema only.
        let isTemporary = schema.map { strcmp($0, "temp") == 0 } ?? false
        let denial =
            isTemporary && !isBookkeeping(first)
            ? "may not use temporary objects" : denial(action, first, second, grants)
        guard let denial else { return SQLITE_OK }
        if refusal == nil { refusal = "plugin '\(grants.policy.owner)' \(denial)" }
        return SQLITE_DENY
    }

    /// What is wrong with the action; nil when it is allowed.
    private func denial(_ action: Int32, _ first: String, _ second: String, _ grants: Grants) -> String? {
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE:
            return nil
        case SQLITE_READ:
            return grants.mayRead(first) || isBookkeeping(first) ? nil : Self.ungranted("read", first)
        case SQLITE_INSERT:
            return grants.mayWrite(first) || isBookkeeping(first) ? nil : Self.ungranted("insert into", first)
        case SQLITE_UPDATE:
            return grants.mayWrite(first) || isBookkeeping(first) ? nil : Self.ungranted("update", first)
        case SQLITE_DELETE:
            return grants.mayWrite(first) || isBookkeeping(first) ? nil : Self.ungranted("delete from", first)
        case SQLITE_FUNCTION:
            let isLent = scope == .statement && functions.isKnown(second)
            let isAllowed = SafeFunctions.contains(second) || isBookkeeping(second) || isLent
            return isAllowed ? nil : "may not call the SQL function \(second)"
        default:
            return scope == .schemaChange
                ? schemaDenial(action, first, second, grants)
                : "may not \(Self.name(of: action)) here; hooks may read and change rows only"
        }
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

    private static func ungranted(_ action: String, _ table: String) -> String {
        let permission = action == "read" ? "read" : "write"
        return "may not \(action) '\(table)': it is none of its own tables, and permissions.\(permission) in its "
            + "plugin.json does not name it"
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
