public import TotemStore

/// How many units of something a cart or an order holds: at least 1, at most a million.
public struct Quantity: Hashable, Sendable {
    public static let largest: Int64 = 1_000_000

    public let value: Int64

    /// - Throws: ``KernelError`` naming `field` when the number is out of range.
    public init(_ value: Int64, field: String = "quantity") throws(KernelError) {
        guard (1...Self.largest).contains(value) else {
            throw .invalid(field, "must be from 1 to \(Self.largest), not \(value)")
        }
        self.value = value
    }
}

extension Quantity: SQLCodable {
    public var sqlValue: SQLValue { .integer(value) }

    public static func decode(_ row: Row, at index: Int) throws -> Quantity { try Quantity(row.get(index)) }
}
