/// The days that a report is about, in UTC, and what it has rows for.
public struct ReportRange: Sendable {
    /// Periods of one report.
    public static let mostPeriods = 400

    let from: CalendarDay
    /// Inclusive.
    let to: CalendarDay
    let period: ReportPeriod

    /// - Parameters:
    ///   - from: RFC 3339 full-date; nil for the 30 days, or the 12 weeks or months, up to `to`.
    ///   - to: the last day; nil for today.
    /// - Throws: ``KernelError`` naming `from` or `to`.
    public init(from: String?, to: String?, by period: ReportPeriod, at now: Timestamp) throws(KernelError) {
        var check = FieldCheck()
        let last = check.attempt { () throws(KernelError) in try Self.day(to, "to") ?? CalendarDay(of: now) }
        let first = check.attempt { () throws(KernelError) in try Self.day(from, "from") }
        guard check.isPassed, let last, let first else { throw check.error }
        self.from = first ?? period.start(1 - period.usualCount, after: last)
        self.to = last
        self.period = period
        guard self.from <= last else { throw .impossible("from", "must not be after to, which is \(last)") }
        let count = period.count(from: self.from, to: last)
        guard count <= Self.mostPeriods else {
            throw .impossible(
                "from",
                "is \(count) \(period.rawValue)s before the end; a report has at most \(Self.mostPeriods). Begin later, or "
                    + "take longer periods"
            )
        }
    }

    /// The first days of the periods.
    var periods: [CalendarDay] {
        (0..<period.count(from: from, to: to)).map { period.start($0, after: period.start(of: from)) }
    }

    /// The first moment.
    var start: Timestamp { from.start }
    /// The first moment that is not of it any more.
    var end: Timestamp { to.adding(days: 1).start }

    private static func day(_ text: String?, _ field: String) throws(KernelError) -> CalendarDay? {
        guard let text else { return nil }
        guard let day = CalendarDay(text) else {
            throw .invalid(field, "must be a date such as 2026-11-24, not '\(text.prefix(100))'")
        }
        return day
    }
}
