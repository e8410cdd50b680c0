private import Synchronization

/// Notices that the machine's clock was set while the program runs.
public final class CalendarWatch: Sendable {
    private struct State {
        /// The calendar's distance from the time that has passed, in milliseconds.
        var distance: Int64
        var lastSet: Duration?
    }

    /// What a clock that is only kept right moves between two looks, in milliseconds.
    private static let tolerance: Int64 = 60_000
    private static let unsettled = Duration.seconds(3600)

    private let state = Mutex<State?>(nil)

    public init() {}

    /// Whether the clock has not been set for an hour, as far as this was asked.
    public func isSettled(_ clock: any Clock) -> Bool {
        let uptime = clock.uptime
        let distance = clock.now.milliseconds - Int64(uptime / .milliseconds(1))
        return state.withLock { known in
            var state = known ?? State(distance: distance)
            if abs(state.distance - distance) > Self.tolerance { state.lastSet = uptime }
            state.distance = distance
            known = state
            guard let lastSet = state.lastSet else { return true }
            return uptime - lastSet >= Self.unsettled
        }
    }
}
