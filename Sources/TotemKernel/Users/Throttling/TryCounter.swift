/// Counts tries that failed, by name: after a few of them the next try of that name has to wait, longer each time.
///
/// It is a value without a clock or a lock; whoever holds it gives it both. Time is ``Clock/uptime``: a calendar that is set
/// back lets nobody wait for a day.
struct TryCounter<Name: Hashable & Sendable>: Sendable {
    private struct Record {
        var failures: Int
        var last: Duration
    }

    /// Tries that may fail before the next one has to wait.
    private let freeTries: Int
    private var records: [Name: Record] = [:]

    init(freeTries: Int) {
        self.freeTries = freeTries
    }

    /// How many names are remembered.
    var count: Int { records.count }

    /// How long `name` has to wait; nil when it need not.
    /// - Parameter open: tries that are being looked at, each counted as one that fails now.
    func wait(of name: Name, at now: Duration, besides open: Int = 0) -> Duration? {
        let wait = records[name].map { end(of: $0) - now } ?? .zero
        guard wait <= .zero else { return wait }
        // Of those that are being looked at more is known in a moment.
        return open > 0 && end(of: after(open, of: name, at: now)) > now ? .seconds(1) : nil
    }

    mutating func failed(_ name: Name, at now: Duration) {
        records[name] = after(1, of: name, at: now)
        records = records.bounded(to: LoginThrottle.largestCount, by: end)
    }

    /// What is known of `name` once so many more have failed.
    private func after(_ failures: Int, of name: Name, at now: Duration) -> Record {
        guard let record = records[name] else { return Record(failures: failures, last: now) }
        // Whoever was quiet for long enough starts anew.
        let isForgotten = now - end(of: record) > LoginThrottle.longestWait
        return Record(failures: (isForgotten ? 0 : record.failures) + failures, last: now)
    }

    /// The name starts anew.
    mutating func reset(_ name: Name) {
        records[name] = nil
    }

    /// Takes back one failure, which was counted before it was known to be none.
    mutating func takeBack(_ name: Name) {
        guard var record = records[name] else { return }
        record.failures -= 1
        records[name] = record.failures > 0 ? record : nil
    }

    /// One second after the first try too many, then twice as long each time.
    private func end(of record: Record) -> Duration {
        guard record.failures >= freeTries else { return record.last }
        let seconds = 1 << min(record.failures - freeTries, 20)
        return record.last + min(LoginThrottle.longestWait, .seconds(seconds))
    }
}
