extension JSONValue {
    /// Reads JSON text.
    public init(text: String) throws(JSONSyntaxError) {
        self = try JSONParser.parse(Array(text.utf8))
    }

    /// Reads JSON text in UTF-8.
    public init(bytes: [UInt8]) throws(JSONSyntaxError) {
        self = try JSONParser.parse(bytes)
    }

    /// JSON text with its members in alphabetical order, so that equal values are equal texts. A number that JSON can't write
    /// (infinity, not a number) is null.
    public func text() -> String { String(decoding: JSONWriter.encode(self), as: UTF8.self) }
}
