/// The current row of a running statement. It is valid only inside the closure that it was given to.
public struct Row {
    public let statement: any PreparedStatement

    public init(_ statement: any PreparedStatement) {
        self.statement = statement
    }

    /// The value of column `index`, counted from 0.
    /// - Throws: ``StoreError`` with code `.decoding` when the column holds something else.
    @inlinable
    public func get<Value: SQLDecodable>(_ index: Int, as type: Value.Type = Value.self) throws -> Value {
        try Value.decode(self, at: index)
    }

    func unexpected(_ index: Int, _ wanted: String) -> StoreError {
        StoreError(
            .decoding,
            "column \(index) (\(statement.columnName(at: index))) holds \(statement.kind(at: index)), expected \(wanted)",
            sql: statement.sql
        )
    }
}
