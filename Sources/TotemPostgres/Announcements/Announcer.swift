internal import Synchronization
internal import TotemStore

/// Tells other processes that this one has committed something with news, in a transaction of its own after it.
///
/// PostgreSQL lets one transaction with a NOTIFY commit at a time, so those that buyers wait for have none. The first word
/// goes at once, what comes in the ``pause`` after it together at its end. It only wakes others, who then look for
/// themselves: when this process dies before it could be sent they look a little later.
final class Announcer: Sendable {
    private struct State {
        var lastSent: ContinuousClock.Instant?
        var isWaiting = false
        var isClosed = false
    }

    private static let pause = Duration.milliseconds(50)

    private let state = Mutex(State())
    private let send: @Sendable () -> Void

    /// - Parameter send: sends one NOTIFY, and waits for nothing.
    init(send: @escaping @Sendable () -> Void) {
        self.send = send
    }

    /// Something with news was committed.
    func announce() {
        let now = ContinuousClock.now
        let wait = state.withLock { state -> Duration? in
            guard !state.isClosed, !state.isWaiting else { return nil }
            let wait = state.lastSent.map { Self.pause - (now - $0) } ?? .zero
            guard wait > .zero else {
                state.lastSent = now
                return .zero
            }
            state.isWaiting = true
            return wait
        }
        guard let wait else { return }
        guard wait > .zero else { return send() }
        Task {
            try? await Task.sleep(for: wait)
            sendWaiting()
        }
    }

    /// Sends what waits; what comes after is not announced.
    func close() {
        sendWaiting()
        state.withLock { $0.isClosed = true }
    }

    private func sendWaiting() {
        let isWaiting = state.withLock { state in
            defer { state.isWaiting = false }
            if state.isWaiting { state.lastSent = .now }
            return state.isWaiting
        }
        if isWaiting { send() }
    }
}
