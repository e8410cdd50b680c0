/// Many values as one parameter, for `= ANY($1)`: rows by their ids in one statement, whose text is the same however many they are.
///
/// ```swift
/// try call.query("SELECT id, note FROM thanks_notes WHERE id = ANY($1)", SQLList(ids)) { … }
/// ```
public struct SQLList: SQLParameter {
    public let sqlValue: SQLValue

    public init(_ values: some Sequence<Int64>) {
        sqlValue = .text(JSON.integers(values))
    }

    public init(_ values: some Sequence<String>) {
        sqlValue = .text(JSON.texts(values))
    }
}
