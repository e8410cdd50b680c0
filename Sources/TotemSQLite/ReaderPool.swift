internal import TotemStore

/// Threads that read, each with a connection of its own that can change nothing.
final class ReaderPool: Sendable {
    typealias Job = @Sendable (Connection) -> Void

    private let queue = WorkQueue<Job>()
    private let threads: [StoreThread]

    /// - Parameter departures: where each thread says that its connection is closed.
    init(path: String, options: SQLiteOptions, departures: WorkQueue<Void>) throws {
        let connections = try (0..<options.readers).map { _ in
            HandOver(try Connection(path: path, options: options, isWriter: false))
        }
        threads = connections.map { [queue] reader in
            StoreThread {
                Self.serve(queue, with: reader)
                _ = departures.put(())
            }
        }
    }

    private static func serve(_ queue: WorkQueue<Job>, with reader: HandOver<Connection>) {
        guard let connection = reader.take() else { return }
        while let job = queue.take(atMost: 1).first { job(connection) }
    }

    /// Runs `body` in one snapshot.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isQueued = queue.put { connection in
                continuation.resume(with: Result { try Self.run(body, on: connection) })
            }
            if !isQueued { continuation.resume(throwing: StoreError.storeIsClosed) }
        }
    }

    func close() { queue.close() }

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
