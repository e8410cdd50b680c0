/// When a statement is stopped that still runs.
public struct Deadline {
    /// The end for who gets a processor whenever it wants one.
    public let end: ContinuousClock.Instant
    private let delayed: () -> Duration

    /// - Parameter delayed: how much later it is, asked once `end` has passed: on a busy machine a statement may have had no
    ///   processor for most of its time.
    public init(_ end: ContinuousClock.Instant, delayed: @escaping () -> Duration = { .zero }) {
        self.end = end
        self.delayed = delayed
    }

    public var hasPassed: Bool {
        let now = ContinuousClock.now
        return now >= end && now >= end + delayed()
    }
}
