internal import TotemStore

/// What a plugin's text may begin with. The authorizer decides about everything behind it; some commands, such as
/// VACUUM and EXPLAIN, are never shown to it.
enum PluginSQL {
    private static let rowCommands: Set<String> = ["SELECT", "VALUES", "WITH", "INSERT", "REPLACE", "UPDATE", "DELETE"]
    private static let schemaCommands: Set<String> = ["CREATE", "ALTER", "DROP"]
    /// Longer texts are refused before they are compiled.
    private static let longestText = 100_000
    /// No text or blob that a statement makes is longer: 16 MiB, and room for what surrounds it in a row.
    static let longestValue: Int32 = (16 << 20) + (1 << 16)

    static func checkStatement(_ text: String, _ grants: Grants) throws {
        let keyword = SQLText.firstKeyword(of: text)
        guard text.utf8.count <= longestText else {
            throw StoreError(.syntax, "a statement has \(text.utf8.count) bytes, \(longestText) are allowed")
        }
        guard !keyword.isEmpty else { throw StoreError(.syntax, "there is no statement in the text", sql: text) }
        guard rowCommands.contains(keyword) else {
            throw StoreError(
                .denied,
                "plugin '\(grants.policy.owner)' may not use \(keyword) here; hooks may read and change rows only",
                sql: text
            )
        }
    }

    /// What a statement of a migration is allowed to be.
    static func migrationScope(of text: some StringProtocol, _ grants: Grants) throws -> Authorizer.Scope {
        let keyword = SQLText.firstKeyword(of: text)
        if schemaCommands.contains(keyword) { return .schemaChange }
        if rowCommands.contains(keyword) { return .migration }
        throw StoreError(
            .denied,
            "plugin '\(grants.policy.owner)' may not use \(keyword) in a migration",
            sql: String(text)
        )
    }

    /// The width of a number that printf writes is the time that it takes, whatever the length of a value may be.
    static func checkFormats(of plugin: PluginText) throws {
        guard plugin.hasUnboundedFormat else { return }
        throw StoreError(
            .denied,
            "plugin '\(plugin.grants.policy.owner)' may call printf and format only with a format that is written as one "
                + "text, without '*' and with numbers of three digits at most"
        )
    }
}
