/// A day of the Gregorian calendar, in UTC: `2026-11-24` (RFC 3339 full-date).
public struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    static let milliseconds: Int64 = 86_400_000

    /// Days since 1970-01-01.
    let number: Int64

    init(number: Int64) {
        self.number = number
    }

    /// The day of a moment.
    init(of moment: Timestamp) {
        let days = moment.milliseconds / Self.milliseconds
        number = moment.milliseconds % Self.milliseconds < 0 ? days - 1 : days
    }

    /// Nil for anything but a date that exists.
    public init?(_ text: some StringProtocol) {
        guard let number = RFC3339.parseDate(Array(text.utf8)) else { return nil }
        self.number = number
    }

    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.number < right.number }

    public var description: String { String(start.description.prefix(10)) }

    /// Its first moment.
    var start: Timestamp { Timestamp(milliseconds: number * Self.milliseconds) }

    func adding(days: Int64) -> CalendarDay { CalendarDay(number: number + days) }

    /// The Monday of its ISO week. 1970-01-01 was a Thursday.
    var monday: CalendarDay {
        let weekday = (number + 3) % 7
        return adding(days: -(weekday < 0 ? weekday + 7 : weekday))
    }

    /// Months since the year 0.
    var month: Int {
        let (year, month, _) = RFC3339.civil(fromDays: number)
        return year * 12 + month - 1
    }

    /// The first day of a month.
    init(firstOf month: Int) {
        number = RFC3339.days(fromCivil: month / 12, month % 12 + 1, 1)
    }
}
