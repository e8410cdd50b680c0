extension JSONValue {
    /// Reads JSON text.
    public init(text: String) throws(JSONSyntaxError) {
        self = try JSONParser.parse(Array(text.utf8))
    }

    /// Reads JSON text in UTF-8.
    public init(bytes: [UInt8]) throws(JSONSyntaxError) {
        self = try JSONParser.parse(bytes)
    }

    /// Whether an object that has this as a member is read again: what is kept under a name is one level deeper than it was given.
    package var mayBeMember: Bool { fits(JSONParser.deepest - 1) }

    private func fits(_ levels: Int) -> Bool {
        guard levels > 0 else { return false }
        return switch self {
        case .array(let items): items.allSatisfy { $0.fits(levels - 1) }
        case .object(let members): members.values.allSatisfy { $0.fits(levels - 1) }
        case .null, .boolean, .integer, .number, .string: true
        }
    }

    /// JSON text with its members in alphabetical order, so that equal values are equal texts. A number that JSON can't write
    /// (infinity, not a number) is null.
    public func text() -> String { String(decoding: JSONWriter.encode(self), as: UTF8.self) }
}
