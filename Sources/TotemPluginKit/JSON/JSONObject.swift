/// The JSON text of an object, put together member by member: for ``Call/extend(_:json:)``, jobs and answers.
///
/// ```swift
/// var json = JSONObject()
/// json.add("title", "Pots & pans")
/// json.add("points", 12)
/// try call.extend(id, json: json.text)         // {"title":"Pots & pans","points":12}
/// ```
/// A name that is added twice stands there twice, which nobody reads: add each once.
public struct JSONObject {
    private var members = ""

    public init() {}

    public var text: String { "{\(members)}" }

    /// A text; nil is null.
    public mutating func add(_ name: String, _ value: String?) {
        add(name, json: value.map(JSON.text) ?? "null")
    }

    public mutating func add(_ name: String, _ value: Int64?) { add(name, json: value.map { "\($0)" } ?? "null") }

    public mutating func add(_ name: String, _ value: Bool) { add(name, json: value ? "true" : "false") }

    /// Milliseconds since 1970, written as RFC 3339; nil is null.
    public mutating func add(_ name: String, time: Int64?) { add(name, time.map(JSONObject.rfc3339)) }

    /// What is JSON text already.
    public mutating func add(_ name: String, json: String) {
        if !members.isEmpty { members += "," }
        members += "\(JSON.text(name)):\(json)"
    }

    /// Texts in their order.
    public mutating func add(_ name: String, _ texts: [String]) { add(name, json: JSON.texts(texts)) }

    /// Objects in their order.
    public mutating func add(_ name: String, _ objects: [JSONObject]) {
        add(name, json: JSON.objects(objects))
    }

    /// "2026-11-28T09:30:00.000Z". Days become a date as the Gregorian calendar counts them, in eras of 400 years that begin on
    /// the first of March.
    static func rfc3339(_ milliseconds: Int64) -> String {
        let (days, rest) = floored(milliseconds, by: 86_400_000)
        let (era, day) = floored(days + 719_468, by: 146_097)
        let yearOfEra = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfYear - (153 * march + 2) / 5 + 1, 2))"
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60].map { padded($0, 2) }
        return "\(date)T\(time.joined(separator: ":")).\(padded(rest % 1_000, 3))Z"
    }

    private static func floored(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension [JSONObject] {
    /// As many from the first on as there is room for, for what has a largest size: an export, or what a view is extended by.
    /// - Parameter room: bytes that are left; those of what fits are taken off.
    public func fitting(_ room: inout Int) -> [JSONObject] {
        var left = room
        let fitting = prefix { object in
            left -= object.text.utf8.count + 1
            guard left >= 0 else { return false }
            room = left
            return true
        }
        return Array(fitting)
    }
}
