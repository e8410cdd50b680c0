/// Many values as one parameter, for `= ANY($n)`: a hundred rows by their ids are one statement, whose text is the same
/// however many they are.
/// ```swift
/// tx.query("SELECT product_id, url FROM product_images WHERE product_id = ANY($1)", SQLList(ids)) { row in … }
/// ```
/// Rows come in no order of the list's, and once for a value that is in it twice.
public struct SQLList: SQLEncodable {
    /// A JSON array.
    public let sqlValue: SQLValue

    /// - Parameter values: all integers, or all texts.
    public init(_ values: some Sequence<some SQLEncodable>) {
        var json = [UInt8(ascii: "[")]
        for value in values {
            if json.count > 1 { json.append(UInt8(ascii: ",")) }
            switch value.sqlValue {
            case .integer(let number): json.appendJSON(number)
            case .text(let string): json.appendJSON(string)
            case .null, .real, .blob: preconditionFailure("a list of a statement holds integers or texts")
            }
        }
        json.append(UInt8(ascii: "]"))
        sqlValue = .text(String(decoding: json, as: UTF8.self))
    }
}
