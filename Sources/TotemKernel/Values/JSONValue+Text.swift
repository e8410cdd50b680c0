private import FoundationEssentials

extension JSONValue {
    /// Reads JSON text.
    public init(text: String) throws(JSONSyntaxError) {
        self = try JSONParser.parse(Array(text.utf8))
    }

    /// Reads JSON text in UTF-8.
    public init(bytes: [UInt8]) throws(JSONSyntaxError) {
        self = try JSONParser.parse(bytes)
    }

    /// JSON text with its members in alphabetical order.
    public func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
