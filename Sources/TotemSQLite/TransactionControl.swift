internal import CSQLite
internal import TotemStore

/// The statements that begin and end transactions, prepared once.
struct TransactionControl {
    let begin: Command
    let beginImmediate: Command
    let commit: Command
    let rollback: Command

    init(of database: DatabaseHandle) throws {
        begin = try Command("BEGIN", on: database)
        beginImmediate = try Command("BEGIN IMMEDIATE", on: database)
        commit = try Command("COMMIT", on: database)
        rollback = try Command("ROLLBACK", on: database)
    }
}

/// The statements of one savepoint's name.
struct SavepointControl {
    let open: Command
    let release: Command
    let rollback: Command

    init(_ name: String, of database: DatabaseHandle) throws {
        open = try Command("SAVEPOINT \(name)", on: database)
        release = try Command("RELEASE \(name)", on: database)
        rollback = try Command("ROLLBACK TO \(name)", on: database)
    }
}

/// A prepared statement without parameters and rows.
final class Command {
    private let pointer: OpaquePointer
    private let database: DatabaseHandle

    init(_ sql: String, on database: DatabaseHandle) throws {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(database.pointer, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw database.error(code, sql: sql) }
        pointer = prepared
        self.database = database
    }

    deinit {
        sqlite3_finalize(pointer)
    }

    func run() throws {
        let code = sqlite3_step(pointer)
        // The message is taken before the reset, which may change it.
        let failure = code == SQLITE_DONE ? nil : database.error(code, sql: String(cString: sqlite3_sql(pointer)))
        sqlite3_reset(pointer)
        if let failure { throw failure }
    }
}
