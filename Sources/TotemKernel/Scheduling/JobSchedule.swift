/// When a plugin's job is run by itself: `every 5m`, or five fields as cron has them, in UTC.
public struct JobSchedule: Sendable, Hashable, CustomStringConvertible {
    private enum Kind: Hashable {
        /// Milliseconds.
        case every(Int64)
        case cron(CronSchedule)
    }

    private static let units: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    private static let longest: Int64 = 366 * 86_400_000

    public let description: String
    private let kind: Kind

    /// Nil for what is no schedule.
    public init?(_ text: String) {
        description = text
        if text.hasPrefix("every ") {
            let amount = text.dropFirst("every ".count)
            guard let unit = amount.last.flatMap({ Self.units[$0] }), let count = Int64(canonical: amount.dropLast()),
                count > 0, count <= Self.longest / unit
            else { return nil }
            kind = .every(count * unit)
        } else {
            guard let cron = CronSchedule(text) else { return nil }
            kind = .cron(cron)
        }
    }

    /// The next moment.
    public func next(after moment: Timestamp) -> Timestamp {
        switch kind {
        case .every(let pause): moment.adding(milliseconds: pause)
        // Only those are made that have a next one.
        case .cron(let cron): cron.next(after: moment) ?? moment.adding(milliseconds: Self.longest)
        }
    }
}
