/// Many values as one parameter, for `= ANY($n)`: a hundred rows by their ids are one statement, whose text is the same
/// however many they are.
/// ```swift
/// tx.query("SELECT product_id, url FROM product_images WHERE product_id = ANY($1)", SQLList(ids)) { row in … }
/// ```
/// Rows come in no order of the list's, and once for a value that is in it twice.
public struct SQLList: SQLEncodable {
    /// A JSON array. Of what JSON lets escape, only quotes, backslashes and control characters are.
    public let sqlValue: SQLValue

    /// - Parameter values: all integers, or all texts.
    public init(_ values: some Sequence<some SQLEncodable>) {
        var text = "["
        for value in values {
            if text.utf8.count > 1 { text += "," }
            switch value.sqlValue {
            case .integer(let number): text += String(number)
            case .text(let string): Self.append(string, to: &text)
            case .null, .real, .blob: preconditionFailure("a list of a statement holds integers or texts")
            }
        }
        sqlValue = .text(text + "]")
    }

    private static func append(_ string: String, to text: inout String) {
        text += "\""
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
        text += "\""
    }
}
