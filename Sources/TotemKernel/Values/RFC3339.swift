/// RFC 3339 §5.6 text of a moment, years 0000 to 9999. Foundation's formatter costs microseconds an order; this
/// costs a tenth of one. Days are counted as in Howard Hinnant's "chrono-compatible low-level date algorithms".
enum RFC3339 {
    /// The first and the last moment that the format can write; others are shown as the nearer of them.
    private static let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    static func format(_ moment: Timestamp) -> String {
        let milliseconds = min(max(moment.milliseconds, range.lowerBound), range.upperBound)
        let days = floorDivide(milliseconds, 86_400_000)
        let ofDay = Int(milliseconds - days * 86_400_000)
        let (year, month, day) = civil(fromDays: days)
        return String(unsafeUninitializedCapacity: 24) { buffer in
            var at = 0
            func put(_ value: Int, digits: Int, then separator: UInt8) {
                var rest = value
                for index in stride(from: digits - 1, through: 0, by: -1) {
                    buffer[at + index] = UInt8(0x30 + rest % 10)
                    rest /= 10
                }
                buffer[at + digits] = separator
                at += digits + 1
            }
            put(year, digits: 4, then: UInt8(ascii: "-"))
            put(month, digits: 2, then: UInt8(ascii: "-"))
            put(day, digits: 2, then: UInt8(ascii: "T"))
            put(ofDay / 3_600_000, digits: 2, then: UInt8(ascii: ":"))
            put(ofDay / 60_000 % 60, digits: 2, then: UInt8(ascii: ":"))
            put(ofDay / 1000 % 60, digits: 2, then: UInt8(ascii: "."))
            put(ofDay % 1000, digits: 3, then: UInt8(ascii: "Z"))
            return at
        }
    }

    static func parse(_ text: [UInt8]) -> Timestamp? {
        var scanner = Scanner(text: text)
        guard let year = scanner.number(digits: 4), scanner.take("-"),
            let month = scanner.number(digits: 2), scanner.take("-"),
            let day = scanner.number(digits: 2), scanner.take("T") || scanner.take("t") || scanner.take(" "),
            let hour = scanner.number(digits: 2), scanner.take(":"),
            let minute = scanner.number(digits: 2), scanner.take(":"),
            let second = scanner.number(digits: 2),
            (1...12).contains(month), hour < 24, minute < 60, second < 60
        else { return nil }
        guard let milliseconds = scanner.fraction(), let offset = scanner.offsetMinutes(), scanner.atEnd else {
            return nil
        }
        let days = days(fromCivil: year, month, day)
        guard civil(fromDays: days) == (year, month, day) else { return nil }
        let seconds = Int64(hour * 3600 + minute * 60 + second - offset * 60)
        return Timestamp(milliseconds: days * 86_400_000 + seconds * 1000 + Int64(milliseconds))
    }

    private struct Scanner {
        let text: [UInt8]
        var at = 0

        init(text: [UInt8]) { self.text = text }

        var atEnd: Bool { at == text.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard at < text.count, text[at] == UInt8(ascii: character) else { return false }
            at += 1
            return true
        }

        mutating func digit() -> Int? {
            guard at < text.count, (0x30...0x39).contains(text[at]) else { return nil }
            at += 1
            return Int(text[at - 1]) - 0x30
        }

        mutating func number(digits: Int) -> Int? {
            var value = 0
            for _ in 0..<digits {
                guard let digit = digit() else { return nil }
                value = value * 10 + digit
            }
            return value
        }

        /// Milliseconds; digits beyond the third are dropped.
        mutating func fraction() -> Int? {
            guard take(".") else { return 0 }
            var value = 0
            var count = 0
            while let digit = digit() {
                if count < 3 { value = value * 10 + digit }
                count += 1
            }
            guard count > 0 else { return nil }
            for _ in min(count, 3)..<3 { value *= 10 }
            return value
        }

        mutating func offsetMinutes() -> Int? {
            if take("Z") || take("z") { return 0 }
            let sign = take("-") ? -1 : 1
            guard sign == -1 || take("+"), let hours = number(digits: 2), take(":"), let minutes = number(digits: 2),
                hours < 24, minutes < 60
            else { return nil }
            return sign * (hours * 60 + minutes)
        }
    }

    /// `2026-11-24`; nil for anything else, and for dates that do not exist.
    static func parseDate(_ text: [UInt8]) -> Int64? {
        var scanner = Scanner(text: text)
        guard let year = scanner.number(digits: 4), scanner.take("-"),
            let month = scanner.number(digits: 2), scanner.take("-"),
            let day = scanner.number(digits: 2), scanner.atEnd, (1...12).contains(month)
        else { return nil }
        let days = days(fromCivil: year, month, day)
        return civil(fromDays: days) == (year, month, day) ? days : nil
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    static func days(fromCivil year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = Int64(month <= 2 ? year - 1 : year)
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func civil(fromDays days: Int64) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * monthIndex + 2) / 5 + 1)
        let month = Int(monthIndex < 10 ? monthIndex + 3 : monthIndex - 9)
        return (Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0), month, day)
    }
}
