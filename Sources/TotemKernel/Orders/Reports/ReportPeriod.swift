/// What a report has a row for.
public enum ReportPeriod: String, Sendable, CaseIterable {
    case day
    /// An ISO week: it begins on a Monday.
    case week
    case month

    /// The first day of the period that a day is in.
    func start(of day: CalendarDay) -> CalendarDay {
        switch self {
        case .day: day
        case .week: day.monday
        case .month: CalendarDay(firstOf: day.month)
        }
    }

    /// The first day of the period that comes `count` periods later.
    func start(_ count: Int, after day: CalendarDay) -> CalendarDay {
        switch self {
        case .day: day.adding(days: Int64(count))
        case .week: day.monday.adding(days: 7 * Int64(count))
        case .month: CalendarDay(firstOf: day.month + count)
        }
    }

    /// Periods from that of one day to that of another, both of them counted.
    func count(from first: CalendarDay, to last: CalendarDay) -> Int {
        switch self {
        case .day: Int(last.number - first.number) + 1
        case .week: Int(last.monday.number - first.monday.number) / 7 + 1
        case .month: last.month - first.month + 1
        }
    }

    /// How many a report has when nobody says from which day on.
    var usualCount: Int {
        switch self {
        case .day: 30
        case .week, .month: 12
        }
    }
}
