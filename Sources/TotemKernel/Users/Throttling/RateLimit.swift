/// Lets each name do something so often: `burst` times at once, and once more for each `interval` that passes.
///
/// It is a value without a clock or a lock; times are ``Clock/uptime``. (The generic cell rate algorithm: for each name it
/// keeps the moment at which all that it did would have been done, one after another.)
public struct RateLimit: Sendable {
    /// Names remembered; when there are more, those that have done the most are kept.
    public static let largestCount = 10_000

    private let burst: Int
    private let interval: Duration
    private var ends: [String: Duration] = [:]

    public init(burst: Int, interval: Duration) {
        self.burst = burst
        self.interval = interval
    }

    var count: Int { ends.count }

    /// - Parameter reason: a sentence for who has to wait.
    /// - Throws: ``KernelError`` throttled with the seconds to wait.
    public mutating func admit(_ name: String, at now: Duration, orElse reason: String) throws(KernelError) {
        let end = max(ends[name] ?? now, now)
        let wait = end - now - interval * (burst - 1)
        guard wait <= .zero else { throw .throttled("too-many-requests", reason, wait: wait) }
        ends[name] = end + interval
        ends = ends.bounded(to: Self.largestCount, by: \.self)
    }
}
