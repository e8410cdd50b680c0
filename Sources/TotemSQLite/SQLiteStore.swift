public import TotemStore

/// The embedded store: one SQLite file, no server.
///
/// Writes run one after another on a thread of their own and share commits. Reads run beside them, each on an
/// unchanging snapshot. What `write` has returned is on the disk: it survives a crash of the program and of the
/// machine.
public final class SQLiteStore: Store {
    public let engine = StoreEngine.sqlite
    /// The file.
    public let path: String
    public let listeners = CommitListeners()
    private let writes: Writer.Line
    private let readers: ReaderPool
    private let checkpointer: Checkpointer
    private let others: CommitsOfOthers
    private let files: StoreFiles
    private let trouble = StoreTrouble()
    private let writerThread: StoreThread

    /// Opens the file, and makes it when it is not there, for its owner alone; its folder must be.
    /// - Throws: ``StoreError`` `.cannotOpen`, `.readOnly`, `.locked` or `.corrupt` (also for a file that is no
    ///   database).
    public init(path: String, options: SQLiteOptions = SQLiteOptions()) throws {
        self.path = path
        writes = Writer.Line(options.waiting, threads: 1)
        PrivateFile.makeIfMissing(path)
        let writer = try Connection(path: path, options: options, isWriter: true)
        let others = try CommitsOfOthers(of: writer.database)
        self.others = others
        let files = try StoreFiles(of: writer.database, others)
        self.files = files
        let writing = HandOver(writer)
        let checkpointing = HandOver(try Connection(path: path, options: options, isWriter: true))
        let departures = WorkQueue<Void>()
        readers = try ReaderPool(path: path, options: options, departures: departures)
        let checkpointer = Checkpointer(limit: options.checkpointPages)
        self.checkpointer = checkpointer
        writerThread = try StoreThread("writer") { [writes] in
            guard let connection = writing.take() else { return }
            Writer(connection, line: writes, options, checkpointer, others, files).run()
            // The writer leaves last: only a connection that is alone can empty and remove the log.
            var departed = 0
            while departed < options.readers + 1 { departed += departures.take().count }
        }
        _ = try StoreThread("log") {
            checkpointer.run(on: checkpointing)
            _ = departures.put(())
        }
    }

    deinit {
        stopTakingWork()
    }

    public func read<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await trouble.reading { try await readers.read(for: use, body) }
    }

    public func write<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await trouble.writing {
            for _ in 1..<StoreError.conflictRuns {
                do {
                    return try await wait(for: use, body)
                } catch let error as StoreError where error.code == .conflict {
                    continue
                }
            }
            return try await wait(for: use, body)
        }
    }

    private func wait<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            writes.join(Writer.Waiting(job: ClosureJob(for: use, listeners, body, continuation)))
        }
    }

    public var load: StoreLoad { StoreLoad(writes: writes.load, reads: readers.load) }

    /// Writes something only when there is a doubt: the last write failed, or there is hardly any room. Where nobody writes, it
    /// finds out whether another process keeps the file from being written.
    public func check() async throws {
        try files.check()
        let last = trouble.last
        if let last, last.code == .corrupt { throw last }
        // Where there is less room than an order takes, a small write that fits in proves nothing.
        if let last, last.code == .full, files.isFull { throw last }
        let isDoubtful = last != nil || files.isShortOfRoom || files.isSmaller
        guard isDoubtful || load.writes.waiting == 0 else { return }
        try await write(for: .request) { tx in if isDoubtful { try tx.runScript("PRAGMA user_version = 0") } }
    }

    public var commitsOfOthers: Int64? { others.count }

    /// Finishes what is queued, refuses what comes after, and closes every connection. May be called twice.
    public func close() async {
        stopTakingWork()
        await writerThread.finished()
    }

    private func stopTakingWork() {
        writes.close()
        readers.close()
        checkpointer.close()
    }
}
