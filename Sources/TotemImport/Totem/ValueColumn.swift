import TotemKernel

/// A column of values of one type in the project's own format: `attribute.Material`, `attribute_number.Watts`.
struct ValueColumn: Sendable {
    let name: String
    let kind: Attribute.Kind
    let index: Int

    /// - Throws: ``ImportProblem`` for two columns of one attribute.
    static func claim(
        _ prefix: String,
        _ sheet: Sheet,
        _ claims: inout ColumnClaims
    ) throws(ImportProblem) -> [ValueColumn] {
        let kinds: [(String, Attribute.Kind)] = [("", .text), ("_number", .number), ("_boolean", .boolean)]
        var columns: [ValueColumn] = []
        for (suffix, kind) in kinds {
            for (name, index) in claims.claim(beginning: "\(prefix)\(suffix).") {
                if let other = columns.first(where: { $0.name == name }) {
                    throw ImportProblem(
                        file: sheet.file,
                        line: 1,
                        column: sheet.header.names[index],
                        "is about the same as the column '\(sheet.header.names[other.index])'; leave one of them out"
                    )
                }
                columns.append(ValueColumn(name: name, kind: kind, index: index))
            }
        }
        return columns
    }
}
