public import TotemStore

/// A moment: milliseconds since 1970-01-01T00:00:00Z. As text it is RFC 3339 in UTC.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    public func adding(milliseconds other: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds + other) }

    /// `2026-11-24T09:30:00.000Z`
    public var description: String { RFC3339.format(self) }

    /// Reads RFC 3339 with `Z` or an offset. Nil for anything else, and for dates that do not exist.
    public init?(rfc3339 text: some StringProtocol) {
        guard let moment = RFC3339.parse(Array(text.utf8)) else { return nil }
        self = moment
    }
}

extension Timestamp: SQLCodable {
    public var sqlValue: SQLValue { .integer(milliseconds) }

    public static func decode(_ row: Row, at index: Int) throws -> Timestamp {
        Timestamp(milliseconds: try row.get(index))
    }
}

extension Timestamp: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let moment = Timestamp(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "'\(text)' is no time; write RFC 3339 such as 2026-11-24T09:30:00Z"
            )
        }
        self = moment
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Tells the time. A test gives the kernel one that it holds.
public protocol Clock: Sendable {
    /// What the calendar says. It jumps when somebody sets the machine's clock.
    var now: Timestamp { get }
    /// The time since a moment that stays the same while the program runs. It never jumps: how long something takes, or
    /// has to wait, is measured by it.
    var uptime: Duration { get }
}
