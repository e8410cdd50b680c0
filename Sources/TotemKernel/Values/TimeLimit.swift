/// Waiting for somebody who may never answer.
package enum TimeLimit {
    /// - Parameter error: thrown when the time is over. `body` is cancelled then, and not waited for.
    package static func run<Value: Sendable>(
        _ limit: Duration,
        orElse error: @escaping @autoclosure @Sendable () -> any Error,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let (answers, answer) = AsyncStream.makeStream(of: Result<Value, any Error>.self)
        let work = Task {
            do { answer.yield(.success(try await body())) } catch { answer.yield(.failure(error)) }
        }
        let end = Task {
            try await Task.sleep(for: limit)
            answer.yield(.failure(error()))
        }
        defer {
            work.cancel()
            end.cancel()
        }
        for await first in answers { return try first.get() }
        throw error()
    }
}
