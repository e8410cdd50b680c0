private import Dispatch
private import Synchronization

/// Where passwords wait to be hashed: on threads of its own, a few at a time, never more than so many in waiting.
///
/// Those who log in go first; a wave of registrations makes nobody wait who has an account.
final class HashingQueue: Sendable {
    enum Lane: CaseIterable {
        /// Of somebody who has an account, or says so.
        case account
        case registration

        /// How many may wait. One takes about a tenth of a second.
        var limit: Int {
            switch self {
            case .account: 64
            case .registration: 16
            }
        }
    }

    private struct State {
        var running = 0
        var waiting: [Lane: [@Sendable () -> Void]] = [:]

        mutating func next() -> (@Sendable () -> Void)? {
            for lane in Lane.allCases {
                if let first = waiting[lane]?.first {
                    waiting[lane]?.removeFirst()
                    return first
                }
            }
            running -= 1
            return nil
        }
    }

    /// Hashes that are made at once: each takes 32 MiB.
    private static let width = 2
    private let state = Mutex(State())

    /// How many are hashed now.
    var running: Int { state.withLock { $0.running } }

    func waiting(in lane: Lane) -> Int { state.withLock { $0.waiting[lane]?.count ?? 0 } }

    /// - Throws: ``KernelError`` unavailable (503) when too many wait already; what `work` throws.
    func run<Value: Sendable>(
        in lane: Lane,
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isTaken = put({ continuation.resume(with: Result { try work() }) }, in: lane)
            if !isTaken { continuation.resume(throwing: KernelError.passwordsBusy) }
        }
    }

    private func put(_ job: @escaping @Sendable () -> Void, in lane: Lane) -> Bool {
        enum Place { case running, waiting, refused }
        let place: Place = state.withLock { state in
            if state.running < Self.width {
                state.running += 1
                return .running
            }
            guard state.waiting[lane, default: []].count < lane.limit else { return .refused }
            state.waiting[lane, default: []].append(job)
            return .waiting
        }
        // A concurrent queue would take its threads from those that everything else runs on, which are as many as there
        // are processors: whoever guesses passwords would stop the shop. A serial one has a thread of its own.
        if place == .running {
            DispatchQueue(label: "totem.passwords").async { [self] in work(from: job) }
        }
        return place != .refused
    }

    /// Does `job`, and then what waits, until nothing does.
    private func work(from job: @escaping @Sendable () -> Void) {
        var next: (@Sendable () -> Void)? = job
        while let job = next {
            job()
            next = state.withLock { $0.next() }
        }
    }
}

extension KernelError {
    fileprivate static let passwordsBusy = KernelError(
        .unavailable,
        "passwords-busy",
        "Too many passwords are being looked at in this moment. Try again in 3 seconds.",
        retryAfter: 3
    )
}
