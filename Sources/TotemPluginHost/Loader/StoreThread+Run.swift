internal import TotemStore

extension StoreThread {
    /// Runs what may take long, or wait, on a thread of its own.
    /// - Throws: what `body` throws, or ``StoreError`` `.unavailable`.
    static func run<Value: Sendable>(
        _ name: String,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do {
                _ = try StoreThread(name) { continuation.resume(with: Result(catching: body)) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}
