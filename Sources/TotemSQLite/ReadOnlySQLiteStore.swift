internal import Glibc
public import TotemStore

/// A SQLite file that is only read: one that this user may not write, or that lies on a file system that can't be.
///
/// While another process has it open its write-ahead log is read too. When none has, nothing is needed beside it; a process
/// that begins to write then is noticed, and what was read meanwhile is not given out.
public final class ReadOnlySQLiteStore: Store {
    public let engine = StoreEngine.sqlite
    public let listeners = CommitListeners()
    private let path: String
    private let readers: ReaderPool
    /// Runs until the connection is closed.
    private let end: StoreThread
    /// What must stay as it is; nil where other processes are reckoned with.
    private let frozen: FileState?

    /// - Throws: ``StoreError`` `.cannotOpen`, `.locked` or `.corrupt` (also for a file that is no database).
    public init(path: String) throws {
        self.path = path
        let state = FileState(of: path)
        frozen = state.hasLog ? nil : state
        let departures = WorkQueue<Void>()
        readers = try ReaderPool(
            path: path,
            options: SQLiteOptions(readers: 1),
            access: state.hasLog ? .reading : .frozen,
            departures: departures
        )
        end = try StoreThread("end") { _ = departures.take() }
    }

    deinit {
        readers.close()
    }

    public func read<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let value = try await readers.read(for: use, body)
        guard let frozen, frozen != FileState(of: path) else { return value }
        throw StoreError(.locked, "another process began to write \(path) while it was read; run the same again")
    }

    public func write<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        throw cannotWrite
    }

    public func check() async throws { throw cannotWrite }

    private var cannotWrite: StoreError {
        StoreError(.readOnly, "\(path) can't be written; make the file, its folder and the file system writable")
    }

    public var load: StoreLoad { StoreLoad(writes: StoreLoad.Queue(waiting: 0, refused: 0), reads: readers.load) }

    /// What others write is noticed by ``read(for:_:)``.
    public var commitsOfOthers: Int64? { nil }

    /// Finishes what is queued and closes the connection. May be called twice.
    public func close() async {
        readers.close()
        await end.finished()
    }

    /// The file as a process leaves it that writes.
    private struct FileState: Equatable {
        let hasLog: Bool
        private let inode: UInt64
        private let size: Int64
        private let seconds: Int
        private let nanoseconds: Int

        init(of path: String) {
            var status = stat()
            _ = stat(path, &status)
            (inode, size) = (UInt64(status.st_ino), Int64(status.st_size))
            (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
            var log = stat()
            hasLog = stat(path + "-wal", &log) == 0 && log.st_size > 0
        }
    }
}
