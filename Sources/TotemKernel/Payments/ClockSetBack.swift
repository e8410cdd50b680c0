import TotemStore

/// Moments of payments that are further ahead than anybody can have meant were written before a clock was set back. They count
/// as past: money is not left undecided until the clock has come there again.
enum ClockSetBack {
    /// The longest wait for anything that is asked of a provider: an order is pending for a week at most, and what was
    /// declined is asked for again after a day.
    private static let longestWait: Int64 = 8 * 86_400_000

    /// The latest end that a request can have written that began when the one of this end did.
    static func latest(_ end: Timestamp) -> Timestamp { end.adding(milliseconds: ScheduledWork.Lease.patience) }

    static func latestQuestion(at now: Timestamp) -> Timestamp { now.adding(milliseconds: longestWait) }
}
