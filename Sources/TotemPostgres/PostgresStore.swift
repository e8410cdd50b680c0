internal import Synchronization
public import TotemStore

/// A store on a PostgreSQL server, which many nodes may share.
///
/// `write` runs at READ COMMITTED: what must not change meanwhile is locked by the closure's own statements (`FOR
/// UPDATE`). A closure that met a deadlock, or whose connection broke before its commit was sent, is run again. When the
/// connection breaks during the commit, nobody knows whether it was written: ``StoreError/Code/outcomeUnknown``.
/// `read` sees one snapshot (REPEATABLE READ READ ONLY).
///
/// A statement that fails ends its transaction, but for what a savepoint around it can undo. A statement of a plugin has
/// such a savepoint of its own.
///
/// A task that is cancelled stops its statement at the server, and gets a `CancellationError`; a commit that has begun is
/// waited for.
public final class PostgresStore: Store {
    public let address: PostgresAddress
    public var engine: StoreEngine { .postgres }
    public let listeners = CommitListeners()
    private let writers: ConnectionPool
    private let readers: ConnectionPool
    private let listener: Listener
    private let announcer: Announcer
    private let trouble = StoreTrouble()

    /// Connects once, so that a wrong address is told now.
    /// - Throws: ``StoreError`` `.unavailable` when the server can't be reached, `.cannotOpen` when it refuses.
    public init(_ address: PostgresAddress, options: PostgresOptions = PostgresOptions()) throws {
        self.address = address
        let attempts = ConnectionAttempts()
        let makeSeat = { @Sendable connection in
            Seat(address, options, attempts, connection: connection)
        }
        writers = ConnectionPool(atMost: options.connections, options.waiting, attempts, makeSeat: makeSeat)
        let readers = ConnectionPool(atMost: options.readers, options.waiting, attempts, makeSeat: makeSeat)
        self.readers = readers
        // Beside those who read, who wait for nobody's rows.
        let announcer = Announcer { readers.put(Announcements.job) }
        self.announcer = announcer
        // Last, for what has a thread ends only when it is closed.
        try writers.seat(try Connection(address, options))
        listener = Listener(address, options)
        listeners.add { _ in announcer.announce() }
    }

    deinit {
        listener.close()
        writers.close()
        announcer.close()
        readers.close()
    }

    public func read<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await trouble.reading {
            try await run(ClosureJob(isWritable: false, for: use, listeners, body), in: readers)
        }
    }

    public func write<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await trouble.writing {
            do {
                return try await run(ClosureJob(isWritable: true, for: use, listeners, body), in: writers)
            } catch let error as StoreError where error.code == .readOnly {
                throw takesNoWrites
            }
        }
    }

    public var load: StoreLoad { StoreLoad(writes: writers.load, reads: readers.load) }

    /// One small query. What was wrong with the server's disk is told for ten seconds, unless a write has succeeded since.
    public func check() async throws {
        if let last = trouble.last(within: .seconds(10)) { throw last }
        let job = ClosureJob(isWritable: true, for: .request, listeners) { tx in
            try tx.first("SELECT current_setting('transaction_read_only') = 'on'") { row in
                try row.get(0, as: Bool.self)
            } ?? false
        }
        guard try await run(job, in: writers) else { return }
        throw takesNoWrites
    }

    private var takesNoWrites: StoreError {
        StoreError(
            .readOnly,
            "the PostgreSQL server at \(address) takes no writes: \(ReadOnlyServer.causes); \(ReadOnlyServer.mend)"
        )
    }

    public var commitsOfOthers: Int64? { nil }

    /// From the first call on the store has one more connection, which listens.
    public func waitForChange(upTo limit: Duration) async -> Bool {
        listener.start()
        return await listener.announcements.next(upTo: limit)
    }

    /// Finishes what is queued, refuses what comes after, and closes every connection. May be called twice.
    public func close() async {
        listener.close()
        writers.close()
        await writers.finished()
        announcer.close()
        readers.close()
        await readers.finished()
        await listener.finished()
    }

    private func run<Value: Sendable>(_ job: ClosureJob<Value>, in pool: ConnectionPool) async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if job.expect(continuation) { pool.put(job) }
            }
        } onCancel: {
            job.cancel()
        }
    }
}
