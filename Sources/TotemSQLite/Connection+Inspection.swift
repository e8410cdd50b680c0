internal import TotemStore

/// SQLite's catalogue, as its pragmas tell it.
extension Connection: StoreInspection {
    func tables() throws -> [TableShape] {
        let names = try toolRows(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite|_%' "
                + "ESCAPE '|' ORDER BY name",
            []
        ) { $0.text(at: 0) }
        return try names.map(shape)
    }

    func toolStatement(_ text: String) throws -> any PreparedStatement {
        let statement = try Statement.prepare(text, on: database, plugin: nil, keep: false)
        statement.use()
        return statement
    }

    func lastIdentity(of table: TableShape) throws -> Int64? {
        guard try remembersIdentity(of: table) else { return nil }
        return try toolRows("SELECT seq FROM sqlite_sequence WHERE name = $1", [.text(table.name)]) {
            $0.integer(at: 0)
        }.first
    }

    /// Rows that bring their ids along raise it themselves; those that were deleted in the source did not come.
    func raiseIdentity(of table: TableShape, above last: Int64?) throws {
        guard let last, try remembersIdentity(of: table) else { return }
        let parameters: [SQLValue] = [.text(table.name), .integer(last)]
        if try lastIdentity(of: table) == nil {
            _ = try toolRows("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", parameters) { _ in }
        } else {
            _ = try toolRows("UPDATE sqlite_sequence SET seq = MAX(seq, $2) WHERE name = $1", parameters) { _ in }
        }
    }

    /// Without AUTOINCREMENT the next id is the highest there is and one more.
    private func remembersIdentity(of table: TableShape) throws -> Bool {
        let texts = try toolRows(
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = $1",
            [.text(table.name)]
        ) { $0.text(at: 0) }
        return texts.contains { text in SQLToken.all(in: Array(text.utf8)).contains { $0.isWord("AUTOINCREMENT") } }
    }

    /// `PRAGMA data_version` moves with every commit to the file.
    func rowVersions(of table: TableShape) throws -> RowVersions { .counted }

    private func shape(of table: String) throws -> TableShape {
        let columns = try toolRows(
            "SELECT name, \"notnull\", pk, type FROM pragma_table_info($1) ORDER BY cid",
            [.text(table)]
        ) {
            (
                name: $0.text(at: 0),
                isRequired: $0.integer(at: 1) != 0,
                keyPlace: $0.integer(at: 2),
                type: $0.text(at: 3)
            )
        }
        let links = try toolRows(
            "SELECT id, \"from\", \"table\" FROM pragma_foreign_key_list($1) ORDER BY id, seq",
            [.text(table)]
        ) { (id: $0.integer(at: 0), column: $0.text(at: 1), table: $0.text(at: 2)) }
        let shapes = columns.map { column in
            TableShape.Column(
                name: column.name,
                isNullable: !column.isRequired && column.keyPlace == 0,
                fitsKeyText: Self.fitsKeyText(column.type)
            )
        }
        let primary = columns.filter { $0.keyPlace > 0 }.sorted { $0.keyPlace < $1.keyPlace }.map(\.name)
        return TableShape(
            name: table,
            columns: shapes,
            primary: primary,
            unique: try uniqueKeys(of: table),
            references: Dictionary(grouping: links, by: \.id).sorted { $0.key < $1.key }.map { _, parts in
                TableShape.Reference(columns: parts.map(\.column), table: parts[0].table)
            }
        )
    }

    /// By SQLite's rules of affinity, in their order: what a type's name holds first decides. Without a type, anything may
    /// be in the column.
    private static func fitsKeyText(_ type: String) -> Bool {
        let type = type.uppercased()
        func holds(_ words: String...) -> Bool { words.contains { type.contains($0) } }
        return holds("INT", "CHAR", "CLOB", "TEXT") || !holds("BLOB", "REAL", "FLOA", "DOUB")
    }

    /// The columns of indexes over whole tables; an expression has no name.
    private func uniqueKeys(of table: String) throws -> [[String]] {
        let parts = try toolRows(
            """
            SELECT of_table.name, COALESCE(part.name, '') FROM pragma_index_list($1) AS of_table
            JOIN pragma_index_info(of_table.name) AS part WHERE of_table."unique" = 1 AND of_table.partial = 0
            """,
            [.text(table)]
        ) { (index: $0.text(at: 0), column: $0.text(at: 1)) }
        return Dictionary(grouping: parts, by: \.index).values.map { $0.map(\.column) }
    }
}
