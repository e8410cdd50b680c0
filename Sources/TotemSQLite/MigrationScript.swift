internal import CSQLite
internal import TotemStore

/// A plugin's migration: its statements run one after another under the plugin's grants.
struct MigrationScript {
    /// All of it holds up every order.
    private static let longestTime = Duration.seconds(20)
    /// How many pages of 4 KiB it may add to the store: 1 GiB.
    private static let mostPages = 1 << 18

    private let text: String
    private let grants: Grants

    init(_ text: String, grants: Grants) {
        self.text = text
        self.grants = grants
    }

    /// What the authorizer can't see is checked afterwards; the transaction undoes it all when this throws.
    func run(on database: DatabaseHandle) throws {
        let before = Set(try schemaObjects(of: database))
        try withinLimits(of: database) {
            var rest = text.utf8[...]
            while !SQLText.isBlank(rest) {
                rest = try runFirstStatement(of: rest, on: database)
            }
        }
        let objects = try schemaObjects(of: database)
        try refuseForeignObjects(Set(objects).subtracting(before))
        try refuseForeignViews(objects.filter { $0.isView && grants.owns($0.name) })
        try PluginForeignKeys(of: grants.policy, try foreignKeys(among: objects, of: database)).check()
    }

    private func withinLimits(of database: DatabaseHandle, _ body: () throws -> Void) throws {
        let most = try database.answer(to: "PRAGMA max_page_count")
        let pages = Int(try database.answer(to: "PRAGMA page_count")) ?? 0
        _ = try database.answer(to: "PRAGMA max_page_count = \(pages + Self.mostPages)")
        defer { _ = try? database.answer(to: "PRAGMA max_page_count = \(most)") }
        var memory: Int64 = 0
        do {
            try database.stepLimit.with(Deadline(.now + Self.longestTime)) {
                try database.stepLimit.counting(&memory, upTo: StepLimit.Memory.migration, body)
            }
        } catch let error as StoreError {
            throw limitError(for: error) ?? error
        }
    }

    private func limitError(for error: StoreError) -> StoreError? {
        let why: String
        switch error.code {
        case .interrupted: why = "it ran for more than \(Self.longestTime)"
        case .exhausted: why = "it takes more memory than it may"
        // It comes from the disk as well, of which there is nothing to say of the plugin.
        case .full: why = "it adds more than \(Self.mostPages / 256) MiB to the store, or the disk is full"
        default: return nil
        }
        return StoreError(
            .interrupted,
            "it was stopped and undone: \(why); let it do less",
            sql: error.sql
        )
    }

    private func runFirstStatement(
        of text: Substring.UTF8View,
        on database: DatabaseHandle
    ) throws -> Substring.UTF8View {
        let scope = try PluginSQL.migrationScope(of: Substring(text), grants)
        let plugin = PluginText(Self.firstStatement(of: text), grants)
        if let name = plugin.firstName(beginningWith: "sqlite_") ?? plugin.firstName(beginningWith: "pragma_") {
            throw denied("may not use '\(name)', which is the database's own")
        }
        try PluginSQL.checkFormats(of: plugin)
        return try database.authorizer.with(plugin, for: scope) {
            let (statement, rest) = try Statement.next(in: text, on: database, plugin: nil, keep: false)
            try plugin.checkUnresolved(on: database)
            while try statement?.step() == true {}
            return rest
        }
    }

    /// Up to the semicolon.
    private static func firstStatement(of text: Substring.UTF8View) -> String {
        let bytes = Array(text)
        let tokens = SQLToken.all(in: bytes).drop { $0.isMark(";") }
        let end = tokens.first { $0.isMark(";") }?.range.lowerBound ?? bytes.count
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// `ALTER TABLE … RENAME TO` shows the authorizer the old name only.
    private func refuseForeignObjects(_ made: Set<SchemaObject>) throws {
        guard let foreign = made.first(where: { !grants.owns($0.table) && !$0.table.hasPrefix("sqlite_") }) else {
            return
        }
        throw denied(
            "may not make '\(foreign.table)': it is not among the tables that its plugin.json declares as its own"
        )
    }

    /// What a view reads is seen when it is read, but for tables of which it reads no column.
    private func refuseForeignViews(_ made: [SchemaObject]) throws {
        let views = grants.policy.catalogue.views
        let hidden = Set(views.values.map(\.table)).union(Set(views.keys).subtracting(grants.policy.views))
            .filter { !grants.owns($0) }
        for view in made {
            let text = PluginText(view.sql, grants)
            guard let table = hidden.sorted().first(where: { text.namesTable($0) }) else { continue }
            throw denied("\(grants.policy.refusalToRead(table)), in its view '\(view.name)'")
        }
    }

    private func denied(_ what: String) -> StoreError {
        StoreError(.denied, "plugin '\(grants.policy.owner)' \(what)")
    }

    // MARK: The schema

    private struct SchemaObject: Hashable {
        let name: String
        let table: String
        let isView: Bool
        let sql: String
    }

    private func schemaObjects(of database: DatabaseHandle) throws -> [SchemaObject] {
        let column = { (name: String) in try database.column("SELECT \(name) FROM sqlite_schema ORDER BY rowid") }
        let (names, tables, kinds, texts) = (
            try column("name"), try column("tbl_name"), try column("type"), try column("sql")
        )
        return names.indices.map { index in
            SchemaObject(name: names[index], table: tables[index], isView: kinds[index] == "view", sql: texts[index])
        }
    }

    private func foreignKeys(among objects: [SchemaObject], of database: DatabaseHandle) throws -> [PluginForeignKey] {
        try objects.filter { $0.name == $0.table && !$0.isView && grants.owns($0.table) }.flatMap { object in
            let quoted = object.name.replacing("'", with: "''")
            let list = "FROM pragma_foreign_key_list('\(quoted)')"
            return try Set(try database.column("SELECT id \(list)")).sorted().map { id in
                let column = { (name: String) in
                    try database.column("SELECT \(name) \(list) WHERE id = \(id) ORDER BY seq")
                }
                let columns = try column("\"from\"")
                return PluginForeignKey(
                    table: object.name,
                    columns: columns,
                    target: try column("\"table\"").first ?? "",
                    // Without a name it is the primary key.
                    targetColumns: try column("ifnull(\"to\", 'id')"),
                    onDelete: Self.deletion(try column("on_delete").first ?? ""),
                    canBeNull: try columns.allSatisfy { try canBeNull($0, of: object, database) }
                )
            }
        }
    }

    private static func deletion(_ action: String) -> PluginForeignKey.Deletion {
        switch action {
        case "CASCADE": .cascade
        case "SET NULL": .setNull
        default: .refuse
        }
    }

    /// A rule that names the column, such as CHECK, a generated column or an index of an expression, could refuse the NULL.
    private func canBeNull(_ column: String, of object: SchemaObject, _ database: DatabaseHandle) throws -> Bool {
        let (table, name) = (object.name.replacing("'", with: "''"), column.replacing("'", with: "''"))
        let required = try database.column(
            "SELECT \"notnull\" OR pk FROM pragma_table_xinfo('\(table)') WHERE name = '\(name)'"
        )
        let indexes = try database.column(
            "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = '\(table)' AND sql IS NOT NULL"
        )
        return required == ["0"] && !SQLToken.names(in: object.sql, dependOn: column)
            && !indexes.contains { SQLToken.names(in: $0, dependOn: column) }
    }
}

extension SQLToken {
    /// Whether a bracket within a definition's own, one behind CHECK or AS, or the condition of a partial index names the
    /// column: a list of columns of a key or of REFERENCES does not count.
    static func names(in definition: String, dependOn column: String) -> Bool {
        let bytes = Array(definition.utf8)
        let tokens = all(in: bytes)
        let column = SQLText.folded(column)
        let isIndex = tokens.prefix(3).contains { $0.isWord("INDEX") }
        var rules = 0
        var brackets: [Bool] = []
        for (index, token) in tokens.enumerated() {
            if token.isMark("(") {
                let before = index > 0 ? tokens[index - 1] : token
                let isRule = before.isWord("CHECK") || before.isWord("AS") || isIndex && !brackets.isEmpty
                brackets.append(isRule)
                if isRule { rules += 1 }
            } else if token.isMark(")"), brackets.popLast() == true {
                rules -= 1
            } else if isIndex, brackets.isEmpty, token.isWord("WHERE") {
                rules += 1
            } else if rules > 0, token.name(in: bytes) == column {
                return true
            }
        }
        return false
    }
}
