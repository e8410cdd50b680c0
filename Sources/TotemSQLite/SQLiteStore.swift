public import TotemStore

/// The embedded store: one SQLite file, no server.
///
/// Writes run one after another on a thread of their own and share commits. Reads run beside them, each on an
/// unchanging snapshot. What `write` has returned is on the disk: it survives a crash of the program and of the
/// machine.
public final class SQLiteStore: Store {
    /// The file.
    public let path: String
    private let writer: Writer
    private let readers: ReaderPool
    private let checkpointer: Checkpointer
    private let writerThread: StoreThread
    private let checkpointerThread: StoreThread

    /// Opens the file, and makes it when it is not there; its folder must be.
    /// - Throws: ``StoreError`` `.cannotOpen`, `.readOnly`, `.locked` or `.corrupt` (also for a file that is no
    ///   database).
    public init(path: String, options: SQLiteOptions = SQLiteOptions()) throws {
        self.path = path
        let connection = try Connection(path: path, options: options, isWriter: true)
        let checkpointConnection = CheckpointConnection(
            try Connection(path: path, options: options, isWriter: true)
        )
        readers = try ReaderPool(path: path, options: options)
        let checkpointer = Checkpointer(limit: options.checkpointPages)
        let writer = Writer(connection, options: options, checkpointer: checkpointer)
        self.checkpointer = checkpointer
        self.writer = writer
        writerThread = StoreThread { writer.run() }
        checkpointerThread = StoreThread {
            checkpointer.run(on: checkpointConnection.connection.database)
        }
    }

    deinit {
        stopTakingWork()
    }

    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await readers.read(body)
    }

    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try writer.put(.write(ClosureJob(body, continuation)))
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    public func changeCounter() async throws -> Int64 {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try writer.put(.changeCounter(continuation))
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Finishes what is queued, refuses what comes after, and closes every connection. May be called twice.
    public func close() async {
        stopTakingWork()
        await writerThread.finished()
        await readers.finished()
        await checkpointerThread.finished()
    }

    private func stopTakingWork() {
        writer.close()
        readers.close()
        checkpointer.close()
    }
}

/// `@unchecked Sendable`: made by the store, then used by the checkpointer's thread alone.
private final class CheckpointConnection: @unchecked Sendable {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }
}
