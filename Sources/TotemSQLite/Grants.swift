internal import TotemStore

/// An ``AccessPolicy`` as the authorizer asks it: names folded, because SQLite ignores their case.
final class Grants {
    let policy: AccessPolicy
    private let own: Set<String>
    private let readable: Set<String>
    private let writable: Set<String>

    init(_ policy: AccessPolicy) {
        self.policy = policy
        own = Set(policy.ownTables.map { SQLText.folded($0) })
        readable = Set(policy.readableTables.map { SQLText.folded($0) })
        writable = Set(policy.writableTables.map { SQLText.folded($0) })
    }

    func owns(_ table: String) -> Bool { own.contains(SQLText.folded(table)) }

    func mayRead(_ table: String) -> Bool {
        let name = SQLText.folded(table)
        return own.contains(name) || readable.contains(name) || Self.harmlessTables.contains(name)
    }

    func mayWrite(_ table: String) -> Bool {
        let name = SQLText.folded(table)
        return own.contains(name) || writable.contains(name)
    }

    /// Table-valued functions that read nothing but their arguments.
    private static let harmlessTables: Set<String> = ["json_each", "json_tree"]
}
