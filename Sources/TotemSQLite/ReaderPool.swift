internal import TotemStore

/// Threads that read, each with a connection of its own that can change nothing.
final class ReaderPool: Sendable {
    typealias Job = @Sendable (Connection) -> Void

    private let queue = WorkQueue<Job>()
    private let threads: [StoreThread]

    init(path: String, options: SQLiteOptions) throws {
        let connections = try (0..<options.readers).map { _ in
            ReaderConnection(try Connection(path: path, options: options, isWriter: false))
        }
        threads = connections.map { [queue] reader in
            StoreThread {
                while let job = queue.take(atMost: 1).first { job(reader.connection) }
            }
        }
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

    func finished() async {
        for thread in threads { await thread.finished() }
    }

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

/// `@unchecked Sendable`: made by the pool, then used by one thread alone.
private final class ReaderConnection: @unchecked Sendable {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }
}
