private import DequeModule
private import Synchronization
private import TotemStore

/// Threads for what plugins do outside of transactions. They wait there, for the network and for the store, so each has a
/// thread of its own for as long as it takes, and never one of Swift's cooperative pool.
enum OutsideThreads {
    /// What a thread is for. Each has places of its own, so many at once; others wait for their turn.
    struct Lane: Sendable {
        /// Routes and jobs, which may wait for what hooks answer.
        static let work = Lane(places: Places(32))
        /// Payment providers, who are not to wait for what else plugins do.
        static let payments = Lane(places: Places(32))

        /// What is fetched for buyers who wait for it.
        static let fetches = Lane(places: Places(32))

        fileprivate let places: Places
    }

    static func run<Value: Sendable>(
        on lane: Lane = .work,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        await lane.places.take()
        defer { lane.places.giveBack() }
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
            var free: Int
            var waiting: Deque<CheckedContinuation<Void, Never>> = []
        }

        private let state: Mutex<State>

        init(_ count: Int) {
            state = Mutex(State(free: count))
        }

        func take() async {
            await withCheckedContinuation { continuation in
                let isFree = state.withLock { state in
                    guard state.free > 0 else {
                        state.waiting.append(continuation)
                        return false
                    }
                    state.free -= 1
                    return true
                }
                if isFree { continuation.resume() }
            }
        }

        func giveBack() {
            let next = state.withLock { state in
                let next = state.waiting.popFirst()
                if next == nil { state.free += 1 }
                return next
            }
            next?.resume()
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
