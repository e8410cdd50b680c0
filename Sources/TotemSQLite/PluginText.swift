internal import TotemStore

/// A plugin's statement as its author wrote it, and whose it is.
///
/// SQLite does not tell the authorizer of a table without columns, as in `SELECT count(*) FROM orders`, whether a view led
/// there, nor for which foreign key it looks at a table: then the text tells whether the plugin has named the table itself.
final class PluginText {
    let grants: Grants
    private let text: String
    private lazy var tokens: [(token: SQLToken, name: String)] = {
        let bytes = Array(text.utf8)
        return SQLToken.all(in: bytes).map { ($0, $0.name(in: bytes)) }
    }()
    /// Names that may be common table expressions or tables of the schema. Who has compiled the statement looks them up.
    private(set) var unresolved: Set<String> = []

    init(_ text: some StringProtocol, _ grants: Grants) {
        self.text = String(text)
        self.grants = grants
    }

    /// Whether the name stands where tables do.
    func namesTable(_ table: String) -> Bool {
        let table = SQLText.folded(table)
        return tokens.indices.contains { index in
            guard tokens[index].name == table, index > 0 else { return false }
            let before = tokens[index - 1].token
            if ["FROM", "JOIN", "INTO", "UPDATE"].contains(where: { before.isWord($0) }) { return true }
            return tokens[index].token.isName && [",", "(", "."].contains { before.isMark($0) }
        }
    }

    /// The first name that begins so. SQLite takes a text in quotes for a name where a table is expected.
    func firstName(beginningWith prefix: String) -> String? { tokens.first { $0.name.hasPrefix(prefix) }?.name }

    /// Whether printf or format gets a width that is not seen here, or is a large one.
    var hasUnboundedFormat: Bool {
        tokens.indices.contains { index in
            guard ["printf", "format"].contains(tokens[index].name), tokens[index].token.isName else { return false }
            let rest = tokens[(index + 1)...].prefix(3).map { $0 }
            guard rest.first?.token.isMark("(") == true else { return false }
            guard rest.count == 3, rest[1].token.isString else { return true }
            let format = rest[1].name
            let isWide = format.split { !$0.isNumber }.contains { $0.count > 3 }
            return isWide || format.contains("*") || !(rest[2].token.isComma || rest[2].token.isMark(")"))
        }
    }

    /// Whether a common table expression has this name.
    /// - Returns: true also when a table may be meant beside it: ``unresolved`` has it then.
    func mayBeExpression(_ name: String) -> Bool {
        let name = SQLText.folded(name)
        guard unresolved.contains(name) || tokens.indices.contains(where: { isExpression($0, name) }) else {
            return false
        }
        unresolved.insert(name)
        return true
    }

    /// `name AS (`, `name (a, b) AS (`, with MATERIALIZED or without.
    private func isExpression(_ index: Int, _ name: String) -> Bool {
        guard tokens[index].name == name else { return false }
        var rest = tokens[(index + 1)...]
        if rest.first?.token.isMark("(") == true {
            guard let end = rest.firstIndex(where: { $0.token.isMark(")") }) else { return false }
            rest = tokens[(end + 1)...]
        }
        guard rest.first?.token.isWord("AS") == true else { return false }
        rest = rest.dropFirst().drop { $0.token.isWord("NOT") || $0.token.isWord("MATERIALIZED") }
        return rest.first?.token.isMark("(") == true
    }

    /// Refuses what ``unresolved`` has and the schema has too: whatever the text means, the name is taken.
    func checkUnresolved(on database: DatabaseHandle) throws {
        for name in unresolved.sorted() {
            let quoted = name.replacing("'", with: "''")
            // The schema is the kernel's to look at.
            let outer = database.authorizer.leavePlugin()
            defer { database.authorizer.takeUp(outer) }
            let there = try database.column("SELECT name FROM sqlite_schema WHERE lower(name) = '\(quoted)'")
            guard !there.isEmpty else { continue }
            throw StoreError(
                .denied,
                "plugin '\(grants.policy.owner)' may not call an expression of WITH '\(name)', which is a table; choose "
                    + "another name",
                sql: text
            )
        }
    }
}
