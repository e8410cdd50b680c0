/// JSON of any shape, which somebody else has written: a body, a row, a line's properties, what another host answers.
///
/// ```swift
/// let answer = try JSONValue(bytes: response.body)     // {"id": "re_1", "amount": 1999, "card": {"last4": "4242"}}
/// let amount = try answer.integer("amount")
/// let digits = try answer.optionalMember("card")?.text("last4")
/// ```
/// What is none, or has another shape, throws a ``JSONError``: let it pass, and the log says what was wrong; or say it to the client
/// with a ``Veto``.
public enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// One that is not whole, or does not fit into 64 bits.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// How deep values may stand in each other, and how many bytes a text may have: the limits of the host's own reader, and of an
    /// answer of another host.
    public static let usualDepth = 32
    public static let usualSize = 4 << 20

    /// Reads one JSON text (RFC 8259) in UTF-8, strictly. A member that is given twice is refused: two readers of such a text may see
    /// two different values. So is NUL, which no text of a store can hold.
    /// - Throws: ``JSONError`` with the place in the text.
    public init(bytes: [UInt8], deepest: Int = usualDepth, largest: Int = usualSize) throws(JSONError) {
        self = try JSONParser.parse(bytes, deepest: deepest, largest: largest)
    }

    public init(text: String, deepest: Int = usualDepth, largest: Int = usualSize) throws(JSONError) {
        try self.init(bytes: Array(text.utf8), deepest: deepest, largest: largest)
    }

    /// A member; nil where there is none of this name, or no object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// As JSON text, with members in alphabetical order: equal values are equal texts.
    public var text: String {
        switch self {
        case .null: return "null"
        case .boolean(let value): return value ? "true" : "false"
        case .integer(let value): return "\(value)"
        case .number(let value): return value.isFinite ? "\(value)" : "null"
        case .string(let value): return JSON.text(value)
        case .array(let elements): return "[\(elements.map(\.text).joined(separator: ","))]"
        case .object(let members):
            var object = JSONObject()
            for (name, value) in members.sorted(by: { $0.key < $1.key }) { object.add(name, json: value.text) }
            return object.text
        }
    }

    /// What it is, for whoever has sent something else: "a text", "a list".
    public var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "true or false"
        case .integer, .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

/// What is wrong with a JSON text or with a value of it, and where.
public struct JSONError: Error, CustomStringConvertible {
    /// "at byte 12 it needs a comma or a closing brace", "'amount' must be a whole number, not a text".
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
