import Synchronization
public import TotemKernel

/// A clock that a test holds: it stands still until it is moved.
public final class TestClock: TotemKernel.Clock {
    private struct State {
        var now: Timestamp
        var uptime = Duration.seconds(3600)
    }

    private let state: Mutex<State>

    /// - Parameter start: 2026-11-24T09:30:00Z when nothing is said.
    public init(_ start: Timestamp = Timestamp(milliseconds: 1_795_512_600_000)) {
        state = Mutex(State(now: start))
    }

    public var now: Timestamp { state.withLock { $0.now } }
    public var uptime: Duration { state.withLock { $0.uptime } }

    /// Time passes.
    public func advance(milliseconds: Int64) {
        state.withLock { state in
            state.now = state.now.adding(milliseconds: milliseconds)
            state.uptime += .milliseconds(milliseconds)
        }
    }

    /// Somebody sets the clock; no time passes.
    public func set(_ moment: Timestamp) {
        state.withLock { $0.now = moment }
    }
}
