private import DequeModule
private import Synchronization
private import TotemStore

/// Threads for what plugins do outside of transactions. They wait there, for the network and for the store, so each has a
/// thread of its own for as long as it takes, and never one of Swift's cooperative pool.
enum OutsideThreads {
    /// Too many wait for a place, or it came to none in time. Nothing was begun.
    struct Busy: Error, CustomStringConvertible {
        let description = "all threads for it were busy"
    }

    /// What a thread is for. Each has places of its own, so many at once; others wait for their turn. One plugin has half of them at
    /// most, so that the slowness of one is not all the others'.
    struct Lane: Sendable {
        /// Routes and jobs, which may wait for what hooks answer.
        static let work = Lane(64)
        /// Payment providers, who are not to wait for what else plugins do.
        static let payments = Lane(64)

        /// What is fetched for buyers who wait for it.
        static let fetches = Lane(64)

        fileprivate let places: Places

        init(_ places: Int) {
            self.places = Places(places)
        }
    }

    /// - Parameters:
    ///   - plugin: the name of the one whose function runs there.
    ///   - deadline: for what somebody outside waits for: when he waits no more; nil: the shop's own work, which waits for as
    ///     long as it takes.
    /// - Throws: ``Busy``, and what `body` does.
    static func run<Value: Sendable>(
        of plugin: String,
        on lane: Lane = .work,
        until deadline: ContinuousClock.Instant? = nil,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await lane.places.take(for: plugin, until: deadline)
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
        /// So many may wait whom somebody outside waits for.
        private static let largestCrowd = WaitingLimits().places / 2

        private struct Waiting {
            let plugin: String
            let number: UInt64
            /// Ends the wait at its deadline.
            let alarm: Task<Void, any Error>?
            let continuation: CheckedContinuation<Bool, Never>
        }

        private struct State {
            let count: Int
            var taken = 0
            var takenBy: [String: Int] = [:]
            var waiting: Deque<Waiting> = []
            var lastNumber: UInt64 = 0

            func isFree(for plugin: String) -> Bool { taken < count && takenBy[plugin, default: 0] < max(1, count / 2) }

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

        private let state: Mutex<State>

        init(_ count: Int) {
            state = Mutex(State(count: count))
        }

        func take(for plugin: String, until deadline: ContinuousClock.Instant?) async throws(Busy) {
            let isTaken: Bool = await withCheckedContinuation { continuation in
                let isTaken = state.withLock { state -> Bool? in
                    guard !state.isFree(for: plugin) else {
                        state.take(for: plugin)
                        return true
                    }
                    if deadline != nil, state.waiting.count >= Self.largestCrowd { return false }
                    state.lastNumber += 1
                    let number = state.lastNumber
                    let alarm = deadline.map { giveUp(number, at: $0) }
                    state.waiting.append(
                        Waiting(plugin: plugin, number: number, alarm: alarm, continuation: continuation)
                    )
                    return nil
                }
                if let isTaken { continuation.resume(returning: isTaken) }
            }
            guard isTaken else { throw Busy() }
        }

        private func giveUp(_ number: UInt64, at deadline: ContinuousClock.Instant) -> Task<Void, any Error> {
            Task {
                try await Task.sleep(until: deadline, clock: .continuous)
                let late = state.withLock { state -> Waiting? in
                    state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
                }
                late?.continuation.resume(returning: false)
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
            next?.alarm?.cancel()
            next?.continuation.resume(returning: true)
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
