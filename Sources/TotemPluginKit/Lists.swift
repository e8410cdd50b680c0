/// Many values as one parameter, for `= ANY($1)`: rows by their ids in one statement, whose text is the same however many they are.
///
/// ```swift
/// try call.query("SELECT id, note FROM thanks_notes WHERE id = ANY($1)", SQLList(ids)) { … }
/// ```
public struct SQLList: SQLParameter {
    public let sqlValue: SQLValue

    public init(_ values: some Sequence<Int64>) {
        sqlValue = .text("[" + values.map { String($0) }.joined(separator: ",") + "]")
    }

    public init(_ values: some Sequence<String>) {
        sqlValue = .text("[" + values.map(JSON.text).joined(separator: ",") + "]")
    }
}

/// What plugins write as JSON by themselves.
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
}
