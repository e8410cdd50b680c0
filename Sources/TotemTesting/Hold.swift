public import TotemStore

/// Closures that hold threads of a store until they are let go.
public struct Hold: Sendable {
    private let gate = Gate()
    private let tasks: [Task<Void, any Error>]

    public init(
        _ count: Int,
        _ run: @escaping @Sendable (@escaping @Sendable () throws -> Void) async throws -> Void
    ) async throws {
        let (entrances, enter) = AsyncStream.makeStream(of: Void.self)
        tasks = (0..<count).map { [gate] _ in
            Task {
                try await run {
                    enter.yield()
                    gate.waitBlocking()
                }
            }
        }
        var entered = entrances.makeAsyncIterator()
        for _ in 0..<count { await entered.next() }
    }

    /// All threads that write.
    public static func writers(of store: any Store) async throws -> Hold {
        try await Hold(TemporaryStore.writers) { body in try await store.write { _ in try body() } }
    }

    public func end() async throws {
        gate.open()
        for task in tasks { try await task.value }
    }
}
