internal import TotemStore

/// The prepared statements of one connection: the kernel's by the address of their literal, kept for ever (there are as
/// many as there are literals), and each plugin's by their text, the most recently used ones.
struct StatementCache {
    private struct PluginKey: Hashable {
        let role: String
        let sql: String
    }

    private static let largestPluginCount = 256

    private var literals: [UnsafeRawPointer: Prepared] = [:]
    /// Those that fail unless they change exactly one row, by the address of the literal too.
    var changesOfOneRow: [UnsafeRawPointer: Prepared] = [:]
    private var plugins: [PluginKey: Prepared] = [:]
    /// Those of tools that work on whole tables, by their text.
    var tools: [String: Prepared] = [:]
    private var uses = 0
    private var names = 0

    /// A name that no statement of this connection has.
    mutating func makeName() -> String {
        names += 1
        return "totem_\(names)"
    }

    subscript(sql: SQL) -> Prepared? {
        get { literals[sql.identity] }
        set { literals[sql.identity] = newValue }
    }

    mutating func statement(for sql: String, of role: PluginRole) -> Prepared? {
        uses += 1
        guard let known = plugins[PluginKey(role: role.name, sql: sql)] else { return nil }
        known.lastUse = uses
        return known
    }

    /// - Returns: the statement that had to make room, whose name the server may forget.
    mutating func keep(_ prepared: Prepared, of role: PluginRole) -> Prepared? {
        var evicted: Prepared?
        if plugins.count >= Self.largestPluginCount {
            let oldest = plugins.min { $0.value.lastUse < $1.value.lastUse }
            evicted = oldest.flatMap { plugins.removeValue(forKey: $0.key) }
        }
        prepared.lastUse = uses
        plugins[PluginKey(role: role.name, sql: prepared.sql)] = prepared
        return evicted
    }

    /// Forgets all: the schema they were made for has changed.
    mutating func removeAll() {
        literals.removeAll()
        changesOfOneRow.removeAll()
        plugins.removeAll()
        tools.removeAll()
    }
}
