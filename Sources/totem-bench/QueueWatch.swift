import Synchronization
import TotemStore

/// Looks a hundred times a second how many wait for a store's writers.
final class QueueWatch: Sendable {
    private struct Seen {
        var looks = 0
        var waiting = 0
    }

    private let store: any Store
    private let seen = Mutex(Seen())

    init(_ store: any Store) {
        self.store = store
    }

    /// How many waited on average; over the rate at which they come, how long each waited.
    var average: Double { seen.withLock { Double($0.waiting) / Double(max(1, $0.looks)) } }

    /// Looks while `body` runs, if it counts.
    func watching<Value>(_ counts: Bool, _ body: () async throws -> Value) async rethrows -> Value {
        let task = Task {
            while counts {
                // More often it would take a noticeable part of what is measured.
                try await Task.sleep(for: .milliseconds(10))
                let waiting = store.load.writes.waiting
                seen.withLock { seen in
                    seen.looks += 1
                    seen.waiting += waiting
                }
            }
        }
        defer { task.cancel() }
        return try await body()
    }
}
