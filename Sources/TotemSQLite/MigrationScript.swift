internal import CSQLite
internal import TotemStore

/// A plugin's migration: its statements run one after another under the plugin's grants.
struct MigrationScript {
    private let text: String
    private let grants: Grants

    init(_ text: String, grants: Grants) {
        self.text = text
        self.grants = grants
    }

    /// What the authorizer can't see is checked afterwards; the transaction undoes it all when this throws.
    func run(on database: DatabaseHandle) throws {
        let before = try schemaObjects(of: database)
        var rest = text.utf8[...]
        while !SQLText.isBlank(rest) {
            rest = try runFirstStatement(of: rest, on: database)
        }
        try refuseForeignObjects(Set(try schemaObjects(of: database)).subtracting(before))
        try refuseForeignReferences(on: database)
    }

    private func runFirstStatement(
        of text: Substring.UTF8View,
        on database: DatabaseHandle
    ) throws -> Substring.UTF8View {
        let scope = try PluginSQL.migrationScope(of: Substring(text), grants)
        return try database.authorizer.with(grants, for: scope) {
            let (statement, rest) = try Statement.next(in: text, on: database, grants: nil, keep: false)
            while try statement?.step() == true {}
            return rest
        }
    }

    /// `ALTER TABLE … RENAME TO` shows the authorizer the old name only.
    private func refuseForeignObjects(_ made: Set<SchemaObject>) throws {
        guard let foreign = made.first(where: { !grants.owns($0.table) && !$0.table.hasPrefix("sqlite_") }) else {
            return
        }
        throw StoreError(
            .denied,
            "plugin '\(grants.policy.owner)' may not make '\(foreign.table)': it is not among the tables that its "
                + "plugin.json declares as its own"
        )
    }

    /// A foreign key tells whether a row exists in the other table, so it takes the right to read that.
    private func refuseForeignReferences(on database: DatabaseHandle) throws {
        for table in grants.policy.ownTables.sorted() {
            let quoted = table.replacing("'", with: "''")
            let references = try database.column("SELECT \"table\" FROM pragma_foreign_key_list('\(quoted)')")
            guard let hidden = references.first(where: { !grants.mayRead($0) }) else { continue }
            throw StoreError(
                .denied,
                "plugin '\(grants.policy.owner)' may not refer to '\(hidden)' from '\(table)': a foreign key takes "
                    + "permissions.read for it in plugin.json"
            )
        }
    }

    private struct SchemaObject: Hashable {
        let name: String
        let table: String
    }

    private func schemaObjects(of database: DatabaseHandle) throws -> [SchemaObject] {
        let names = try database.column("SELECT name FROM sqlite_schema ORDER BY rowid")
        let tables = try database.column("SELECT tbl_name FROM sqlite_schema ORDER BY rowid")
        return zip(names, tables).map { SchemaObject(name: $0, table: $1) }
    }
}
