internal import TotemStore

/// Threads that read, each with a connection of its own that can change nothing.
final class ReaderPool: Sendable {
    /// A `read` that waits for a thread.
    struct Job: WaitingJob {
        let use: StoreUse
        let run: @Sendable (Connection) -> Void
        let refused: @Sendable (StoreError) -> Void

        func refuse(_ error: StoreError) { refused(error) }
    }

    private let line: WaitingLine<Job>

    /// - Parameter departures: where each thread says that its connection is closed.
    init(path: String, options: SQLiteOptions, access: FileAccess = .full, departures: WorkQueue<Void>) throws {
        line = WaitingLine(options.waiting, threads: options.readers)
        let connections = try (0..<options.readers).map { _ in
            HandOver(try Connection(path: path, options: options, isWriter: false, access: access))
        }
        for reader in connections {
            _ = try StoreThread("reader") { [line] in
                Self.serve(line, with: reader)
                _ = departures.put(())
            }
        }
    }

    private static func serve(_ line: WaitingLine<Job>, with reader: HandOver<Connection>) {
        guard let connection = reader.take() else { return }
        while serveNext(line, on: connection) {}
    }

    /// A function of its own, so that nothing of a job is kept while its thread waits for the next one.
    /// - Returns: false when nothing comes any more.
    private static func serveNext(_ line: WaitingLine<Job>, on connection: Connection) -> Bool {
        guard let job = line.take() else { return false }
        job.run(connection)
        line.finish(job)
        return true
    }

    var load: StoreLoad.Queue { line.load }

    /// Runs `body` in one snapshot.
    func read<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job(use: use) { connection in
                continuation.resume(with: Result { try Self.run(body, on: connection) })
            } refused: { error in
                continuation.resume(throwing: error)
            }
            line.join(job)
        }
    }

    func close() { line.close() }

    private static func run<Value>(_ body: (Transaction) throws -> Value, on connection: Connection) throws -> Value {
        try connection.begin()
        let transaction = Transaction(on: connection, isWritable: false)
        defer {
            _ = transaction.finish()
            connection.resetStatementsInUse()
            connection.rollback()
        }
        return try body(transaction)
    }
}
