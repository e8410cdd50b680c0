/// What `work` comes to; nil when it takes longer than `patience`. It goes on then, and nobody waits for it.
func outcome<Value: Sendable>(
    within patience: Duration,
    of work: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
    let (outcomes, outcome) = AsyncStream.makeStream(
        of: Result<Value, any Error>?.self,
        bufferingPolicy: .bufferingOldest(1)
    )
    Task {
        do {
            outcome.yield(.success(try await work()))
        } catch {
            outcome.yield(.failure(error))
        }
    }
    let alarm = Task {
        try await Task.sleep(for: patience)
        outcome.yield(nil)
    }
    defer { alarm.cancel() }
    for await first in outcomes { return try first?.get() }
    return nil
}
