/// Five fields as cron has them, in UTC: minute, hour, day of the month, month, day of the week.
///
/// A field is `*`, numbers and ranges with commas between (`1,15`, `1-5`), each with a step if wanted (`*/10`, `8-18/2`).
/// Sunday is 0 or 7. Where both days are said, either will do, as cron has it since 1979.
public struct CronSchedule: Sendable, Hashable {
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let days: Set<Int>
    private let months: Set<Int>
    private let weekdays: Set<Int>
    private let eitherDay: Bool

    /// A leap day of a weekday comes within 28 years, and once there are none for 40 (around 2100).
    private static let longestSearch: Int64 = 41 * 366

    /// Nil for what is no such text, or never comes: 31 February.
    init?(_ text: some StringProtocol) {
        let fields = text.split(separator: " ")
        guard fields.count == 5, let minutes = Self.values(fields[0], 0...59),
            let hours = Self.values(fields[1], 0...23),
            let days = Self.values(fields[2], 1...31), let months = Self.values(fields[3], 1...12),
            let weekdays = Self.values(fields[4], 0...7)
        else { return nil }
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = Set(weekdays.map { $0 % 7 })
        eitherDay = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
        guard next(after: Timestamp(milliseconds: 0)) != nil else { return nil }
    }

    private static func values(_ field: some StringProtocol, _ range: ClosedRange<Int>) -> Set<Int>? {
        var values: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "/", omittingEmptySubsequences: false)
            guard (1...2).contains(halves.count) else { return nil }
            var step = 1
            if halves.count == 2 {
                guard let number = Int64(canonical: halves[1]), (1...Int64(range.upperBound)).contains(number) else {
                    return nil
                }
                step = Int(number)
            }
            guard let span = span(halves[0], range, isStepped: halves.count == 2) else { return nil }
            values.formUnion(stride(from: span.lowerBound, through: span.upperBound, by: step))
        }
        return values
    }

    private static func span(
        _ text: some StringProtocol,
        _ range: ClosedRange<Int>,
        isStepped: Bool
    ) -> ClosedRange<Int>? {
        guard text != "*" else { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64(canonical: $0) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
            range.contains(Int(clamping: first)), range.contains(Int(clamping: last))
        else { return nil }
        // `8/2` is `8-23/2`.
        return Int(first)...(isStepped && ends.count == 1 ? range.upperBound : Int(last))
    }

    /// The next moment that it names; nil when there is none for 41 years.
    func next(after moment: Timestamp) -> Timestamp? {
        let first = CalendarDay(of: moment)
        for offset in 0...Self.longestSearch {
            let day = first.adding(days: offset)
            guard names(day) else { continue }
            for hour in hours.sorted() {
                for minute in minutes.sorted() {
                    let time = day.start.adding(milliseconds: Int64(hour * 60 + minute) * 60_000)
                    if time > moment { return time }
                }
            }
        }
        return nil
    }

    private func names(_ day: CalendarDay) -> Bool {
        let (_, month, dayOfMonth) = RFC3339.civil(fromDays: day.number)
        guard months.contains(month) else { return false }
        // 1970-01-01 was a Thursday.
        let weekday = Int(((day.number + 4) % 7 + 7) % 7)
        let isDay = days.contains(dayOfMonth)
        let isWeekday = weekdays.contains(weekday)
        return eitherDay ? isDay || isWeekday : isDay && isWeekday
    }
}
