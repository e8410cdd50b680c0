internal import CSQLite
internal import Glibc
internal import Synchronization
internal import TotemStore

/// The files that a store was opened with, by their places on the disk. When others lie under their names, or none, then what
/// this process writes ends with it. When another was copied over the database, or it was emptied, then it is no database that
/// the log belongs to any more: its pages are of two.
final class StoreFiles: Sendable {
    private struct File: Sendable {
        let path: String
        let device: UInt
        let number: UInt
        let size: Int64
        /// When it was written into, in nanoseconds, as exactly as the system says it.
        let modified: Int64

        /// Nil when nothing is there.
        init?(_ path: String) {
            var information = stat()
            guard stat(path, &information) == 0 else { return nil }
            self.path = path
            device = UInt(information.st_dev)
            number = UInt(information.st_ino)
            size = Int64(information.st_size)
            modified = Int64(information.st_mtim.tv_sec) * 1_000_000_000 + Int64(information.st_mtim.tv_nsec)
        }

        /// The same file as it is now; nil when it is not there any more.
        var now: File? {
            guard let now = File(path), now.device == device, now.number == number else { return nil }
            return now
        }
    }

    /// Writes are tried, and not only expected to succeed, when there is less room than this.
    private static let littleRoom: UInt = 1 << 20
    /// An order writes some forty pages.
    private static let roomOfWrite: UInt = 256 << 10

    private let files: [File]
    private let others: CommitsOfOthers
    /// When the database was written into, and by which checkpoint; nil: nobody has looked yet.
    private let written = Mutex<(modified: Int64, by: Checkpoints)?>(nil)
    /// The largest size that the database was seen with.
    private let size: Atomic<Int64>
    private let lost = Mutex<StoreError?>(nil)

    /// - Parameter database: has read from its file, so that the log and its index are there.
    init(of database: DatabaseHandle, _ others: CommitsOfOthers) throws {
        self.others = others
        let real = sqlite3_db_filename(database.pointer, "main").map { String(cString: $0) } ?? database.path
        files = try [database.path, real + "-wal", real + "-shm"].map { path in
            guard let file = File(path) else { throw Self.error(path) }
            return file
        }
        size = Atomic(files[0].size)
    }

    /// Looks at the files.
    /// - Throws: ``StoreError`` `.unavailable` once a file was found deleted or replaced; from then on always.
    func check() throws { _ = try look() }

    /// - Returns: the database as it is now.
    private func look() throws -> File {
        if let known = lost.withLock({ $0 }) { throw known }
        for file in files.dropFirst() where file.now == nil { throw lose(file) }
        let before = others.checkpoints
        guard let database = files[0].now, !isWrittenByOthers(database, before) else { throw lose(files[0]) }
        return database
    }

    /// Whether something else than a checkpoint, of whatever process, has written into the database: it holds the pages of
    /// another one, whatever its size is.
    private func isWrittenByOthers(_ database: File, _ before: Checkpoints?) -> Bool {
        // While one is at it the time of its last page is not known.
        guard let after = others.checkpoints, before == after, !after.isUnderWay else { return false }
        return written.withLock { written in
            if let known = written, known.modified != database.modified, known.by == after { return true }
            written = (database.modified, after)
            return false
        }
    }

    /// The same, and whether the database has become smaller: SQLite makes it so after a VACUUM alone, of whoever runs it. Else
    /// something was copied over it, or it was emptied.
    /// - Parameter length: how long the database is by its log, in bytes.
    func check(length: () throws -> Int64) throws {
        let database = try look()
        guard isSmaller(database) else { return }
        guard let length = try? length(), database.size >= length else { throw lose(files[0]) }
        size.store(database.size, ordering: .relaxed)
    }

    /// Whether the database has become smaller since somebody found out why.
    var isSmaller: Bool { files[0].now.map(isSmaller) ?? false }

    private func isSmaller(_ database: File) -> Bool {
        database.size < size.max(database.size, ordering: .relaxed).newValue
    }

    private func lose(_ file: File) -> StoreError {
        let error = Self.error(file.path)
        lost.withLock { $0 = error }
        return error
    }

    /// Whether so little room is left that only a try tells whether something can be written.
    var isShortOfRoom: Bool { room.map { $0 < Self.littleRoom } ?? true }

    /// Whether it is not enough for a usual write.
    var isFull: Bool { room.map { $0 < Self.roomOfWrite } ?? false }

    /// In bytes; nil where the system does not say.
    private var room: UInt? {
        var information = statvfs()
        guard statvfs(files[0].path, &information) == 0 else { return nil }
        return UInt(information.f_bavail) * UInt(information.f_frsize)
    }

    private static func error(_ path: String) -> StoreError {
        StoreError(
            .unavailable,
            "\(path) was deleted or replaced while the store was open, so nothing that is written now would be kept; put "
                + "the store's files back, and start every program that had it open again"
        )
    }
}
