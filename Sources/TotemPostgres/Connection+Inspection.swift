internal import TotemStore

/// PostgreSQL's catalogue of the schema that the store's tables are in.
extension Connection: StoreInspection {
    func tables() throws -> [TableShape] {
        let names = try toolRows(
            """
            SELECT relname::text FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
            ORDER BY relname::text COLLATE "C"
            """,
            []
        ) { $0.text(at: 0) }
        return try names.map(shape)
    }

    /// Kept for as long as the connection lives: there are a few for each table.
    func toolStatement(_ text: String) throws -> any PreparedStatement {
        if let known = cache.tools[text] { return PostgresStatement(known, on: self) }
        let prepared = try prepare(text, as: nil)
        cache.tools[text] = prepared
        return PostgresStatement(prepared, on: self)
    }

    func lastIdentity(of table: TableShape) throws -> Int64? {
        try identityColumns(of: table).flatMap { column in
            try toolRows(
                "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence(quote_ident($1), $2)::regclass), 0)",
                [.text(table.name), .text(column)]
            ) { $0.integer(at: 0) }
        }.max()
    }

    /// Rows that were copied have brought their ids along, of which the column's sequence knows nothing.
    func raiseIdentity(of table: TableShape, above last: Int64?) throws {
        for column in try identityColumns(of: table) {
            let highest = "GREATEST(MAX(\(Self.quoted(column))), $3)"
            _ = try toolRows(
                """
                SELECT setval(pg_get_serial_sequence(quote_ident($1), $2), GREATEST(\(highest), 1), \(highest) > 0)
                FROM \(Self.quoted(table.name))
                """,
                [.text(table.name), .text(column), .integer(last ?? 0)]
            ) { _ in }
        }
    }

    /// Those whose values the server gives: the id.
    private func identityColumns(of table: TableShape) throws -> [String] {
        try toolRows(
            """
            SELECT attname::text FROM pg_attribute
            WHERE attrelid = to_regclass(quote_ident($1)) AND attnum > 0 AND NOT attisdropped AND attidentity <> ''
            """,
            [.text(table.name)]
        ) { $0.text(at: 0) }
    }

    /// Every version of a row has a place (ctid) and the transaction that put it there (xmin); a row that is changed gets a
    /// new version. VACUUM and freezing leave both as they are, and what moves rows (CLUSTER, VACUUM FULL) passes for a
    /// change. It takes a tenth of a second for a million rows.
    func rowVersions(of table: TableShape) throws -> RowVersions {
        let sums = try toolRows(
            """
            SELECT count(*)::text, COALESCE(sum(hashtidextended(ctid, xmin::text::bigint)), 0)::text
            FROM \(Self.quoted(table.name))
            """,
            []
        ) { "\($0.text(at: 0)) \($0.text(at: 1))" }
        return .sum(sums.joined())
    }

    /// A name of the catalogue as it stands in SQL.
    static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

    /// Without the columns that the server makes of the others.
    private func shape(of table: String) throws -> TableShape {
        let columns = try toolRows(
            """
            SELECT attname::text, attnotnull,
              atttypid NOT IN ('bytea'::regtype::oid, 'float4'::regtype::oid, 'float8'::regtype::oid)
            FROM pg_attribute
            WHERE attrelid = to_regclass(quote_ident($1)) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            ORDER BY attnum
            """,
            [.text(table)]
        ) {
            TableShape.Column(
                name: $0.text(at: 0),
                isNullable: $0.integer(at: 1) == 0,
                fitsKeyText: $0.integer(at: 2) != 0
            )
        }
        // One that is checked at the end of a transaction only does not tell an INSERT which row is there already.
        let keys = try toolRows(
            """
            SELECT indexrelid::bigint, indisprimary, attname::text FROM pg_index
            CROSS JOIN LATERAL unnest(indkey::int2[]) WITH ORDINALITY AS part (number, place)
            JOIN pg_attribute ON attrelid = indrelid AND attnum = part.number
            WHERE indrelid = to_regclass(quote_ident($1)) AND part.place <= indnkeyatts
              AND indisunique AND indimmediate AND indisvalid AND indpred IS NULL AND indexprs IS NULL
            ORDER BY part.place
            """,
            [.text(table)]
        ) { (index: $0.integer(at: 0), isPrimary: $0.integer(at: 1) != 0, column: $0.text(at: 2)) }
        let primary = keys.filter(\.isPrimary).map(\.column)
        let unique = Dictionary(grouping: keys, by: \.index).values.map { $0.map(\.column) }
        let links = try toolRows(
            """
            SELECT conname::text, attname::text, other.relname::text FROM pg_constraint
            CROSS JOIN LATERAL unnest(conkey) WITH ORDINALITY AS part (number, place)
            JOIN pg_attribute ON attrelid = conrelid AND attnum = part.number
            JOIN pg_class AS other ON other.oid = confrelid
            WHERE conrelid = to_regclass(quote_ident($1)) AND contype = 'f' ORDER BY conname, part.place
            """,
            [.text(table)]
        ) { (name: $0.text(at: 0), column: $0.text(at: 1), table: $0.text(at: 2)) }
        return TableShape(
            name: table,
            columns: columns,
            primary: primary,
            unique: unique,
            references: Dictionary(grouping: links, by: \.name).sorted { $0.key < $1.key }.map { _, parts in
                TableShape.Reference(columns: parts.map(\.column), table: parts[0].table)
            }
        )
    }
}
