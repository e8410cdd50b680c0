internal import CSQLite
internal import Glibc
internal import TotemStore

extension StoreError {
    /// What SQLite reports, in words that say what to do.
    /// - Parameters:
    ///   - code: the extended result code.
    ///   - reason: SQLite's own message.
    ///   - systemError: the `errno` behind it, 0 when there is none.
    init(sqlite code: Int32, _ reason: String, path: String, systemError: Int32 = 0, sql: String? = nil) {
        let (kind, message) = Self.meaning(of: code, reason, path, systemError)
        self.init(kind, message, sql: sql, table: Self.table(in: reason, code))
    }

    private static func full(_ path: String) -> (Code, String) {
        (.full, "the disk that holds \(path) is full; nothing was written. Free some space and try again")
    }

    private static func meaning(
        of code: Int32,
        _ reason: String,
        _ path: String,
        _ systemError: Int32
    ) -> (Code, String) {
        switch code & 0xff {
        case SQLITE_FULL:
            return full(path)
        // What lies beside the file could not be made, or not grow.
        case SQLITE_IOERR where systemError == ENOSPC || systemError == EDQUOT:
            return full(path)
        case SQLITE_READONLY:
            return (
                .readOnly,
                "\(path) can't be written (\(reason)); make the file, its folder and the file system writable"
            )
        case SQLITE_BUSY, SQLITE_LOCKED:
            return (
                .locked,
                "another process holds \(path) and did not let go in time; try again, or find it with `fuser \(path)`"
            )
        case SQLITE_CORRUPT:
            return (.corrupt, "\(path) is damaged (\(reason)); restore a backup, or recover it with `sqlite3 .recover`")
        case SQLITE_NOTADB:
            return (.corrupt, "\(path) is not a Totem store: it is no SQLite database, or an encrypted one")
        // A folder can be opened, and first fails when it is read.
        case SQLITE_CANTOPEN,
            SQLITE_IOERR where systemError == EISDIR:
            return (.cannotOpen, "\(path) can't be opened: \(openingProblem(path, reason, systemError))")
        case SQLITE_PERM:
            return (.cannotOpen, "\(path) can't be opened: this user has no permission for it")
        case SQLITE_IOERR:
            let cause = systemError == 0 ? reason : "\(reason): \(String(cString: strerror(systemError)))"
            return (.inputOutput, "the disk that holds \(path) reported an error (\(cause)); check the disk")
        case SQLITE_CONSTRAINT:
            return (constraint(code), reason)
        case SQLITE_MISMATCH:
            // An id that is no number.
            return (.constraint, reason)
        case SQLITE_AUTH:
            return (.denied, reason)
        case SQLITE_INTERRUPT:
            return (.interrupted, "the statement was stopped")
        case SQLITE_ERROR where reason == "integer overflow":
            return (.outOfRange, tooLarge)
        case SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_RANGE, SQLITE_SCHEMA:
            return (.syntax, reason)
        case SQLITE_MISUSE:
            return (.misuse, reason)
        default:
            return (.other, "SQLite: \(reason) (code \(code))")
        }
    }

    /// Of "UNIQUE constraint failed: points.code, points.place" it is the first.
    private static func table(in reason: String, _ code: Int32) -> String? {
        guard code & 0xff == SQLITE_CONSTRAINT, let columns = reason.split(separator: ":").dropFirst().first else {
            return nil
        }
        let parts = columns.drop { $0 == " " }.split(separator: ".")
        return parts.count > 1 ? parts.first.map(String.init) : nil
    }

    private static func constraint(_ code: Int32) -> Code {
        switch code {
        case ConstraintCode.unique, ConstraintCode.primaryKey, ConstraintCode.rowID: .unique
        case ConstraintCode.foreignKey: .foreignKey
        default: .constraint
        }
    }

    private static func openingProblem(_ path: String, _ reason: String, _ systemError: Int32) -> String {
        let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let folder = parent.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : parent
        if access(folder, F_OK) != 0 { return "the folder \(folder) does not exist; make it first" }
        if systemError == EISDIR || isFolder(path) { return "it is a folder; name a file in it" }
        if systemError == EACCES || systemError == EPERM || access(folder, W_OK) != 0 {
            return "this user may not read and write it in \(folder)"
        }
        return systemError == 0 ? reason : String(cString: strerror(systemError))
    }

    private static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }
}

/// Extended result codes: macros that are sums, which Swift can't import.
private enum ConstraintCode {
    static let foreignKey = SQLITE_CONSTRAINT | 3 << 8
    static let primaryKey = SQLITE_CONSTRAINT | 6 << 8
    static let unique = SQLITE_CONSTRAINT | 8 << 8
    static let rowID = SQLITE_CONSTRAINT | 10 << 8
}
