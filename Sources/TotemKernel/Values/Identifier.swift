public import TotemStore

/// The id of one kind of row. Ids of two kinds can't be mixed up.
public struct Identifier<Entity>: Hashable, Sendable, Codable, CustomStringConvertible {
    public let value: Int64

    public init(_ value: Int64) {
        self.value = value
    }

    /// The one way in which an id is written: digits that begin with no zero, without a sign, in 64 bits. Nil for all
    /// else, so that no two paths name one thing.
    public init?(canonical text: some StringProtocol) {
        guard let value = Int64(canonical: text), value > 0 else { return nil }
        self.value = value
    }

    public init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    public var description: String { String(value) }
}

extension Identifier: SQLCodable {
    public var sqlValue: SQLValue { .integer(value) }

    public static func decode(_ row: Row, at index: Int) throws -> Identifier { Identifier(try row.get(index)) }
}
