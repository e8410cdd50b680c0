private import DequeModule
private import Synchronization
private import TotemStore

/// Threads for what plugins do outside of transactions. They wait there, for the network and for the store, so each has a
/// thread of its own for as long as it takes, and never one of Swift's cooperative pool.
enum OutsideThreads {
    /// What a thread is for. Each has places of its own, so many at once; others wait for their turn. One plugin has half of them at
    /// most, so that the slowness of one is not all the others'.
    struct Lane: Sendable {
        /// Routes and jobs, which may wait for what hooks answer.
        static let work = Lane(places: Places(64))
        /// Payment providers, who are not to wait for what else plugins do.
        static let payments = Lane(places: Places(64))

        /// What is fetched for buyers who wait for it.
        static let fetches = Lane(places: Places(64))

        fileprivate let places: Places
    }

    /// - Parameter plugin: the name of the one whose function runs there.
    static func run<Value: Sendable>(
        of plugin: String,
        on lane: Lane = .work,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        await lane.places.take(for: plugin)
        defer { lane.places.giveBack(of: plugin) }
        return try await StoreThread.run("outside", body)
    }

    /// Waits on such a thread for what is done elsewhere.
    static func wait<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let outcome = Monitor<Result<Value, any Error>?>(nil)
        Task {
            let result = await Result.of(body)
            outcome.wake { $0 = result }
        }
        return try Mark.host.around { outcome.wait { $0 } }.get()
    }

    fileprivate final class Places: Sendable {
        private struct State {
            let count: Int
            var taken = 0
            var takenBy: [String: Int] = [:]
            var waiting: Deque<Waiting> = []

            func isFree(for plugin: String) -> Bool { taken < count && takenBy[plugin, default: 0] < count / 2 }

            mutating func take(for plugin: String) {
                taken += 1
                takenBy[plugin, default: 0] += 1
            }

            mutating func giveBack(of plugin: String) {
                taken -= 1
                let left = takenBy[plugin, default: 1] - 1
                takenBy[plugin] = left == 0 ? nil : left
            }
        }

        private struct Waiting {
            let plugin: String
            let continuation: CheckedContinuation<Void, Never>
        }

        private let state: Mutex<State>

        init(_ count: Int) {
            state = Mutex(State(count: count))
        }

        func take(for plugin: String) async {
            await withCheckedContinuation { continuation in
                let isFree = state.withLock { state in
                    guard state.isFree(for: plugin) else {
                        state.waiting.append(Waiting(plugin: plugin, continuation: continuation))
                        return false
                    }
                    state.take(for: plugin)
                    return true
                }
                if isFree { continuation.resume() }
            }
        }

        func giveBack(of plugin: String) {
            let next = state.withLock { state -> Waiting? in
                state.giveBack(of: plugin)
                guard let index = state.waiting.firstIndex(where: { [state] in state.isFree(for: $0.plugin) }) else {
                    return nil
                }
                let next = state.waiting.remove(at: index)
                state.take(for: next.plugin)
                return next
            }
            next?.continuation.resume()
        }
    }
}

extension Result where Failure == any Error {
    fileprivate static func of(_ body: () async throws -> Success) async -> Self {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
