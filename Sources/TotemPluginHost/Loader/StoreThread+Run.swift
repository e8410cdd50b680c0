internal import TotemStore

extension StoreThread {
    /// Runs what may take long, or wait, on a thread of its own.
    static func run<Value: Sendable>(
        _ name: String,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            _ = StoreThread(name) { continuation.resume(with: Result(catching: body)) }
        }
    }
}
