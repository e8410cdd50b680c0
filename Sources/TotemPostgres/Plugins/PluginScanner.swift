internal import TotemStore

/// What a plugin's text may be before the server sees it. Tables are the business of its role; here are stopped the
/// commands, the functions and the catalogues that PostgreSQL lets every role use.
struct PluginScanner {
    private static let rowCommands: Set<String> = ["SELECT", "VALUES", "WITH", "INSERT", "UPDATE", "DELETE"]
    private static let longestText = 100_000
    /// Words that are answered without brackets, about the session; and types whose values name the database's own objects.
    private static let sessionWords: Set<String> = [
        "SESSION_USER", "CURRENT_USER", "CURRENT_ROLE", "SYSTEM_USER", "USER", "CURRENT_CATALOG", "CURRENT_SCHEMA",
    ]
    private static let objectTypes: Set<String> = [
        "regclass", "regcollation", "regconfig", "regdictionary", "regnamespace", "regoper", "regoperator", "regproc",
        "regprocedure", "regrole", "regtype",
    ]

    let policy: AccessPolicy

    /// - Throws: ``StoreError`` `.denied`, or `.syntax` for no statement, several of them, and what does not end.
    func checkStatement(_ text: String) throws {
        guard text.utf8.count <= Self.longestText else {
            throw StoreError(.syntax, "a statement has \(text.utf8.count) bytes, \(Self.longestText) are allowed")
        }
        let tokens = try onlyStatement(of: text)
        try check(tokens, text)
        for (index, token) in tokens.enumerated() where token.keyword == "INTO" {
            guard index > 0, tokens[index - 1].keyword == "INSERT" else {
                throw denied("may not make a table with SELECT INTO", text)
            }
        }
    }

    /// One statement of a migration.
    func checkMigration(_ text: String) throws {
        let tokens = SQLScanner.tokens(of: text).filter { $0.kind != .blank }
        try check(tokens, text)
        let words = tokens.map(\.keyword)
        if Self.rowCommands.contains(words.first ?? "") { return try checkStatement(text) }
        let isAllowed =
            switch words.first {
            case "CREATE": ["TABLE", "INDEX", "VIEW"].contains(words.dropFirst().first { $0 != "UNIQUE" } ?? "")
            case "DROP": ["TABLE", "INDEX", "VIEW"].contains(words.dropFirst().first ?? "")
            case "ALTER": words.dropFirst().first == "TABLE" && Self.changesColumns(tokens)
            default: false
            }
        guard isAllowed else {
            throw denied(
                "may not use \(words.prefix(2).joined(separator: " ")) in a migration, which may make tables, views and "
                    + "indexes of the plugin's own",
                text
            )
        }
    }

    /// ALTER TABLE can also give a table away, move it and switch off its rules.
    private static func changesColumns(_ tokens: [SQLToken]) -> Bool {
        let name = tokens.dropFirst(2).drop { ["IF", "EXISTS", "ONLY"].contains($0.keyword) }
        return ["ADD", "DROP", "RENAME", "ALTER"].contains(name.dropFirst().first?.keyword ?? "")
    }

    private func onlyStatement(of text: String) throws -> [SQLToken] {
        var tokens = SQLScanner.tokens(of: text).filter { $0.kind != .blank }
        while tokens.first?.isMark(";") == true { tokens.removeFirst() }
        while tokens.last?.isMark(";") == true { tokens.removeLast() }
        guard let first = tokens.first else {
            throw StoreError(.syntax, "there is no statement in the text", sql: text)
        }
        guard Self.rowCommands.contains(first.keyword) else {
            let name = first.kind == .word ? first.keyword : first.string
            throw denied("may not use \(name) here; hooks may read and change rows only", text)
        }
        guard !tokens.contains(where: { $0.isMark(";") }) else {
            throw StoreError(.syntax, "one statement at a time: there is a second one after the semicolon", sql: text)
        }
        return tokens
    }

    private func check(_ tokens: [SQLToken], _ text: String) throws {
        try checkRecursion(tokens, text)
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .unfinished:
                throw StoreError(.syntax, "a string, a name or a comment does not end", sql: text)
            case .prefixedString, .dollarString:
                throw denied("may write texts as '…' and names as \"…\" only, not as \(token.string)", text)
            case .word, .quotedName:
                try check(token, at: index, of: tokens, text)
            default: break
            }
        }
    }

    /// The rows that UNION compares stay in the server's memory, however many they become; those of UNION ALL do not.
    private func checkRecursion(_ tokens: [SQLToken], _ text: String) throws {
        guard tokens.contains(where: { $0.keyword == "RECURSIVE" }) else { return }
        for (index, token) in tokens.enumerated() where token.keyword == "UNION" {
            guard index + 1 < tokens.count, tokens[index + 1].keyword == "ALL" else {
                throw denied(
                    "may use UNION ALL only where there is WITH RECURSIVE, with a condition that ends it",
                    text
                )
            }
        }
    }

    /// The width of what format writes is the memory that it takes.
    private func checkFormat(at index: Int, of tokens: [SQLToken], _ text: String) throws {
        let format = index + 2 < tokens.count ? tokens[index + 2] : nil
        let end = index + 3 < tokens.count ? tokens[index + 3] : nil
        guard let format, format.kind == .string, end?.isMark(",") == true || end?.isMark(")") == true,
            !format.string.contains("*"), format.string.firstMatch(of: /[0-9]{4}/) == nil
        else {
            throw denied(
                "may call format only with a format that is written as one text, without '*' and with numbers of three "
                    + "digits at most",
                text
            )
        }
    }

    private func check(_ token: SQLToken, at index: Int, of tokens: [SQLToken], _ text: String) throws {
        guard let name = token.name else { return }
        let systems = ["pg_", "sqlite_", "pragma_", "information_schema"]
        guard !systems.contains(where: { name.hasPrefix($0) }) else {
            throw denied("may not use '\(name)', which is the database's own", text)
        }
        guard !Self.objectTypes.contains(name), token.kind != .word || !Self.sessionWords.contains(token.keyword) else {
            throw denied("may not use '\(name)', which tells of the database's own", text)
        }
        guard index + 1 < tokens.count, tokens[index + 1].isMark("(") else { return }
        if name == "format", CallPlace(tokens, index).isCall { try checkFormat(at: index, of: tokens, text) }
        guard PluginFunctions.allows(name) || !CallPlace(tokens, index).isCall else {
            throw denied("may not call the SQL function \(name)", text)
        }
    }

    private func denied(_ what: String, _ text: String) -> StoreError {
        StoreError(.denied, "plugin '\(policy.owner)' \(what)", sql: text)
    }
}

/// Whether a name before a bracket is a call. Tables with their columns, and the names of WITH, look alike.
private struct CallPlace {
    private static let wordsBeforeNames: Set<String> = [
        "INTO", "REFERENCES", "TABLE", "VIEW", "WITH", "RECURSIVE",
    ]
    private static let queryWords: Set<String> = ["SELECT", "VALUES", "WITH", "INSERT", "UPDATE", "DELETE"]

    let isCall: Bool

    init(_ tokens: [SQLToken], _ index: Int) {
        let token = tokens[index]
        let before = index > 0 ? tokens[index - 1] : nil
        if token.kind == .word, PluginFunctions.grammar.contains(token.keyword) {
            isCall = false
        } else if let before, Self.wordsBeforeNames.contains(before.keyword) {
            isCall = false
        } else if before?.keyword == "ON" {
            // A table in CREATE INDEX; the condition of a join may begin with a call.
            isCall = !tokens.prefix(3).contains { $0.keyword == "INDEX" }
        } else if before?.keyword == "EXISTS" {
            // A table behind IF NOT EXISTS.
            isCall = !tokens.prefix(5).contains { $0.keyword == "IF" }
        } else {
            isCall = !Self.isNameOfWith(tokens, index)
        }
    }

    /// `name (a, b) AS (SELECT …` behind a comma of WITH: a list of columns of a function's result can't begin so.
    private static func isNameOfWith(_ tokens: [SQLToken], _ index: Int) -> Bool {
        guard tokens.first?.keyword == "WITH", tokens[index - 1].isMark(",") else { return false }
        guard let end = tokens[index...].firstIndex(where: { $0.isMark(")") }) else { return false }
        let rest = tokens[(end + 1)...].filter { !["NOT", "MATERIALIZED"].contains($0.keyword) }.prefix(3)
        return rest.count == 3 && rest[0].keyword == "AS" && rest[1].isMark("(") && queryWords.contains(rest[2].keyword)
    }
}
