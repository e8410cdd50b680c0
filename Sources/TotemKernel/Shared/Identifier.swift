public import TotemStore

/// The id of one kind of row. Ids of two kinds can't be mixed up.
public struct Identifier<Entity>: Hashable, Sendable, Codable, CustomStringConvertible {
    public let value: Int64

    public init(_ value: Int64) {
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
