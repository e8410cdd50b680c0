internal import CTotem

/// What plugins do with the rows of files.
extension Call {
    /// Puts a text into a cell. In `import.rows` the column is one that the file has, in `export.rows` one of the plugin's own.
    /// - Parameter row: its place in the event's rows.
    public func set(_ column: String, ofRow row: Int, to text: String) throws {
        let status = Text.with(text) { text in
            column.withCString { totem_set_column(raw, Int64(row), $0, text) }
        }
        try HostError.check(status)
    }
}

extension FileRow {
    /// What the row has in a column; nil when the file has no such column.
    public subscript(column: String) -> String? {
        column.withCString { Optional(totem_cell_text(raw, $0)) }
    }
}
