/// Slows down who guesses passwords: after a few wrong ones, the next try has to wait, longer each time.
///
/// It is counted per name, an email or a network address, in the memory of one node. It is a value without a clock
/// or a lock; whoever holds it gives it both.
public struct LoginThrottle: Sendable {
    /// The longest wait, in milliseconds: 15 minutes.
    public static let longestWait: Int64 = 15 * 60_000
    /// Names remembered; when there are more, those whose wait ended first are forgotten.
    public static let largestCount = 10_000

    private struct Record {
        var failures: Int
        var blockedUntil: Timestamp
    }

    /// Wrong tries that cost nothing.
    private let freeTries: Int
    private var records: [String: Record] = [:]

    public init(freeTries: Int) {
        self.freeTries = freeTries
    }

    /// How many names are remembered.
    public var count: Int { records.count }

    /// Asks before the password is looked at.
    /// - Throws: ``KernelError`` throttled with the seconds to wait.
    public func admit(_ name: String, at now: Timestamp) throws(KernelError) {
        let until = records[name]?.blockedUntil ?? now
        let wait = until.milliseconds - now.milliseconds
        guard wait > 0 else { return }
        let seconds = Int((wait + 999) / 1000)
        throw KernelError(
            .throttled,
            "too-many-logins",
            "Too many wrong passwords. Try again in \(seconds) seconds.",
            retryAfter: seconds
        )
    }

    /// Counts a wrong password.
    public mutating func failed(_ name: String, at now: Timestamp) {
        var record = records[name] ?? Record(failures: 0, blockedUntil: now)
        // Whoever was quiet for long enough starts anew.
        if now.milliseconds - record.blockedUntil.milliseconds > Self.longestWait { record.failures = 0 }
        record.failures += 1
        record.blockedUntil = now.adding(milliseconds: wait(after: record.failures))
        records[name] = record
        if records.count > Self.largestCount { forget() }
    }

    /// A right password: the name starts anew.
    public mutating func succeeded(_ name: String) {
        records[name] = nil
    }

    /// Takes one failure back, which was counted before it was known to be none.
    public mutating func forgive(_ name: String) {
        guard let record = records[name] else { return }
        records[name] =
            record.failures > 1 ? Record(failures: record.failures - 1, blockedUntil: record.blockedUntil) : nil
    }

    /// One second after the first try too many, then twice as long each time.
    private func wait(after failures: Int) -> Int64 {
        guard failures >= freeTries else { return 0 }
        return min(Self.longestWait, 1000 << Int64(min(failures - freeTries, 20)))
    }

    /// Keeps the half that has to wait longest, so that forgetting is rare.
    private mutating func forget() {
        let kept = records.sorted { $0.value.blockedUntil > $1.value.blockedUntil }.prefix(Self.largestCount / 2)
        records = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
}
