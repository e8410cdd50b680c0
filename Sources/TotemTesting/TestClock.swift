import Synchronization
public import TotemKernel

/// A clock that a test holds: it stands still until it is moved.
public final class TestClock: TotemKernel.Clock {
    private let time: Mutex<Timestamp>

    /// - Parameter start: 2026-11-24T09:30:00Z when nothing is said.
    public init(_ start: Timestamp = Timestamp(milliseconds: 1_795_512_600_000)) {
        time = Mutex(start)
    }

    public var now: Timestamp { time.withLock { $0 } }

    public func advance(milliseconds: Int64) {
        time.withLock { $0 = $0.adding(milliseconds: milliseconds) }
    }

    public func set(_ moment: Timestamp) {
        time.withLock { $0 = moment }
    }
}
