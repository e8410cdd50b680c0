internal import CSQLite
internal import Glibc
internal import Synchronization
internal import TotemStore

/// The files that a store was opened with, by their places on the disk. When others lie under their names, or none, then what
/// this process writes ends with it.
final class StoreFiles: Sendable {
    private struct File: Sendable {
        let path: String
        let device: UInt
        let number: UInt

        /// Nil when nothing is there.
        init?(_ path: String) {
            var information = stat()
            guard stat(path, &information) == 0 else { return nil }
            self.path = path
            device = UInt(information.st_dev)
            number = UInt(information.st_ino)
        }

        var isThere: Bool {
            guard let now = File(path) else { return false }
            return now.device == device && now.number == number
        }
    }

    /// Writes are tried, and not only expected to succeed, when there is less room than this.
    private static let littleRoom: UInt = 1 << 20

    private let files: [File]
    private let lost = Mutex<StoreError?>(nil)

    /// - Parameter database: has read from its file, so that the log and its index are there.
    init(of database: DatabaseHandle) throws {
        let real = sqlite3_db_filename(database.pointer, "main").map { String(cString: $0) } ?? database.path
        files = try [database.path, real + "-wal", real + "-shm"].map { path in
            guard let file = File(path) else { throw Self.error(path) }
            return file
        }
    }

    /// - Throws: ``StoreError`` `.unavailable` when a file was found deleted or replaced.
    func refuseIfLost() throws {
        if let known = lost.withLock({ $0 }) { throw known }
    }

    /// Looks at the files.
    /// - Throws: ``StoreError`` `.unavailable` once a file was found deleted or replaced; from then on always.
    func check() throws {
        try refuseIfLost()
        guard let gone = files.first(where: { !$0.isThere }) else { return }
        let error = Self.error(gone.path)
        lost.withLock { $0 = error }
        throw error
    }

    /// Whether so little room is left that only a try tells whether something can be written.
    var isShortOfRoom: Bool {
        var information = statvfs()
        guard statvfs(files[0].path, &information) == 0 else { return true }
        return UInt(information.f_bavail) * UInt(information.f_frsize) < Self.littleRoom
    }

    private static func error(_ path: String) -> StoreError {
        StoreError(
            .unavailable,
            "\(path) was deleted or replaced while the store was open, so nothing that is written now would be kept; put "
                + "the store's files back, and start every program that had it open again"
        )
    }
}
