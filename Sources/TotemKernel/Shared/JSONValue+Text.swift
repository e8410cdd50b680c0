private import FoundationEssentials

extension JSONValue {
    /// Reads JSON text.
    /// - Throws: `DecodingError` when it is none.
    public init(text: String) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    /// JSON text with its members in alphabetical order.
    public func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
