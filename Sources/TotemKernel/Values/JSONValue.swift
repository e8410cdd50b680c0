/// Any JSON value (RFC 8259). Whole numbers stay whole: `integer` for what fits 64 bits, `number` for the rest.
public enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// `1999.0` and `2e3` are whole numbers too, as JSON Schema has it, as far as a fraction would be seen.
    public var wholeNumber: Int64? {
        switch self {
        case .integer(let integer): integer
        case .number(let number) where number.magnitude < 0x1p53: Int64(exactly: number)
        default: nil
        }
    }
}
