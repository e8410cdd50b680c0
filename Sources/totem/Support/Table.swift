import ArgumentParser
import TotemAPI
import TotemKernel
import TotemProgram

/// `--json`, which every command takes that prints rows.
struct RowsOption: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = false

    /// Rows as a table with a head, or as an array of objects.
    func show(_ columns: [String], _ rows: [[JSONValue]]) {
        guard json else { return Self.showTable(columns, rows) }
        show(.array(rows.map { .object(Dictionary(zip(columns, $0)) { first, _ in first }) }))
    }

    /// What the HTTP interface lists: a row of each in a table, or an array of them as it answers them.
    func show<Item: JSONWritable & Sendable>(_ columns: [String], _ items: [Item], row: (Item) -> [JSONValue]) {
        guard json else { return Self.showTable(columns, items.map(row)) }
        Output.line(Self.text(of: items))
    }

    func show(_ value: JSONValue) { Output.line(value.indentedText()) }

    /// What the HTTP interface answers.
    static func text(of answer: some JSONWritable) -> String {
        String(decoding: JSONWriter.encode(answer), as: UTF8.self)
    }

    static func showTable(_ columns: [String], _ rows: [[JSONValue]]) {
        let cells = [columns.map { $0.uppercased() }] + rows.map { $0.map(cell) }
        let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        for row in cells {
            let line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(
                separator: "  "
            )
            Output.line(String(line.reversed().drop { $0 == " " }.reversed()))
        }
    }

    private static func cell(_ value: JSONValue) -> String {
        switch value {
        case .null: "-"
        case .string(let text): text.escaped
        case .integer(let number): String(number)
        case .number(let number): number.description
        case .boolean(let flag): flag ? "yes" : "no"
        case .array, .object: value.text()
        }
    }
}

extension JSONValue {
    /// JSON with a line for each member and each element.
    func indentedText(_ indentation: String = "") -> String {
        let inner = indentation + "  "
        switch self {
        case .array(let elements) where !elements.isEmpty:
            let lines = elements.map { inner + $0.indentedText(inner) }
            return "[\n\(lines.joined(separator: ",\n"))\n\(indentation)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.sorted { $0.key < $1.key }.map { name, member in
                "\(inner)\(JSONValue.string(name).text()): \(member.indentedText(inner))"
            }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indentation)}"
        default: return text()
        }
    }
}
