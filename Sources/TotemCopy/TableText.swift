import TotemStore

/// The statements of a copy. They are made of the names of a table's catalogue entry, which are quoted; values are
/// parameters.
struct TableText {
    private let table: String
    private let key: [String]

    init(_ table: TableShape) {
        self.table = Self.quoted(table.name)
        key = table.key.map(Self.quoted)
    }

    /// Rows by their key, from one on or from the first; the limit is the last parameter.
    func page(of columns: [String], afterKey: Bool) -> String {
        let filter = afterKey ? " WHERE (\(list(key))) > (\(parameters(1...key.count)))" : ""
        let limit = afterKey ? key.count + 1 : 1
        return "SELECT \(list(columns.map(Self.quoted))) FROM \(table)\(filter) ORDER BY \(list(key)) LIMIT $\(limit)"
    }

    /// All of them, of a table without a key.
    func all(of columns: [String]) -> String { "SELECT \(list(columns.map(Self.quoted))) FROM \(table)" }

    /// The row with a key.
    func row(of columns: [String]) -> String {
        "SELECT \(list(columns.map(Self.quoted))) FROM \(table) WHERE (\(list(key))) = (\(parameters(1...key.count)))"
    }

    /// Puts in several rows at once, their values one after another.
    /// - Parameter passing: whether rows that are there already are passed over.
    func insert(_ columns: [String], rows: Int, passing: Bool) -> String {
        let width = columns.count
        let values = (0..<rows).map { row in "(\(parameters((row * width + 1)...((row + 1) * width))))" }
        let text = "INSERT INTO \(table) (\(list(columns.map(Self.quoted)))) VALUES \(list(values))"
        return passing ? text + " ON CONFLICT (\(list(key))) DO NOTHING" : text
    }

    var count: String { "SELECT COUNT(*) FROM \(table)" }
    var anyRow: String { "SELECT 1 FROM \(table) LIMIT 1" }
    var deleteAll: String { "DELETE FROM \(table)" }

    private func list(_ parts: [String]) -> String { parts.joined(separator: ", ") }

    private func parameters(_ numbers: ClosedRange<Int>) -> String { list(numbers.map { "$\($0)" }) }

    private static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}

extension StoreInspection {
    /// Runs a statement of a tool and gives its rows to `body`, until that says false.
    /// - Returns: how many rows it changed.
    @discardableResult
    func run(
        _ text: String,
        _ parameters: [SQLValue] = [],
        row body: (any PreparedStatement) throws -> Bool = { _ in true }
    ) throws -> Int {
        let statement = try toolStatement(text)
        defer { statement.reset() }
        for (index, value) in parameters.enumerated() { try statement.bind(value, at: index + 1) }
        while try statement.step() {
            guard try body(statement) else { break }
        }
        return statement.changes
    }
}
