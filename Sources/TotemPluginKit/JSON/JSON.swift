/// JSON text of what is in no object. ``JSONObject`` writes objects, ``JSONValue`` what was read.
public enum JSON {
    /// A text in its quotes.
    public static func text(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                text += "\\"
                text.unicodeScalars.append(scalar)
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += digits.utf8.count == 1 ? "\\u000" + digits : "\\u00" + digits
            default:
                text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    /// An array of texts.
    public static func texts(_ strings: some Sequence<String>) -> String { array(strings.map(text)) }

    /// An array of whole numbers.
    public static func integers(_ numbers: some Sequence<Int64>) -> String { array(numbers.map { String($0) }) }

    /// An array of objects.
    public static func objects(_ objects: some Sequence<JSONObject>) -> String { array(objects.map(\.text)) }

    private static func array(_ elements: [String]) -> String { "[\(elements.joined(separator: ","))]" }
}
