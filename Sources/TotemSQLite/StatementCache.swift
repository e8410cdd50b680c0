internal import CSQLite
internal import TotemStore

/// The prepared statements of one connection: the kernel's by the address of their literal, kept for ever (there
/// are as many as there are literals), and each plugin's by their text, the most recently used ones.
final class StatementCache {
    private let database: DatabaseHandle
    private var literals = AddressTable<Statement>()
    /// Those whose `RETURNING id` is left out. The same literal may be among the others too.
    private var insertions = AddressTable<Statement>()
    private var plugins: [String: PluginStatements] = [:]

    init(of database: DatabaseHandle) {
        self.database = database
    }

    func statement(for sql: SQL) throws -> Statement {
        if let known = literals[sql.identity] {
            return try known.free { try prepare(sql.text) }
        }
        let statement = try prepare(sql.text)
        literals[sql.identity] = statement
        return statement
    }

    func insertion(for sql: SQL) throws -> Statement {
        if let known = insertions[sql.identity] {
            return try known.free { try prepare(try ReturnedID.removed(from: sql.text)) }
        }
        let statement = try prepare(try ReturnedID.removed(from: sql.text))
        insertions[sql.identity] = statement
        return statement
    }

    func statement(for text: String, allowedBy policy: AccessPolicy) throws -> Statement {
        let kept: PluginStatements
        if let known = plugins[policy.owner], known.grants.policy == policy {
            kept = known
        } else {
            kept = PluginStatements(Grants(policy))
            plugins[policy.owner] = kept
        }
        return try kept.statement(for: text, on: database)
    }

    /// Resets what a closure left running.
    func resetStatementsInUse() {
        guard database.statementsInUse > 0 else { return }
        for statement in literals.values { statement.resetWithAlternates() }
        for statement in insertions.values { statement.resetWithAlternates() }
        for plugin in plugins.values { plugin.resetAll() }
    }

    private func prepare(_ sql: String) throws -> Statement {
        try Statement.prepare(sql, on: database, plugin: nil, keep: true)
    }
}

/// One plugin's statements under one set of grants.
private final class PluginStatements {
    static let limit = 64

    let grants: Grants
    private var statements: [String: Statement] = [:]
    private var uses = 0

    init(_ grants: Grants) {
        self.grants = grants
    }

    func statement(for text: String, on database: DatabaseHandle) throws -> Statement {
        uses += 1
        if let known = statements[text] {
            known.lastUse = uses
            return try known.free { try prepare(text, on: database) }
        }
        let statement = try prepare(text, on: database)
        if statements.count >= Self.limit { evictOne() }
        statement.lastUse = uses
        statements[text] = statement
        return statement
    }

    func resetAll() {
        for statement in statements.values { statement.resetWithAlternates() }
    }

    /// A statement in use is not evicted: it would no longer be reset at the end of the closure.
    private func evictOne() {
        let idle = statements.filter { !$0.value.isInUse && $0.value.alternate?.isInUse != true }
        guard let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
        statements[oldest.key] = nil
    }

    private func prepare(_ text: String, on database: DatabaseHandle) throws -> Statement {
        try PluginSQL.checkStatement(text, grants)
        let plugin = PluginText(text, grants)
        try PluginSQL.checkFormats(of: plugin)
        database.functions.learn(from: text, on: database.pointer)
        let statement = try database.authorizer.with(plugin, for: .statement) {
            try Statement.prepare(text, on: database, plugin: plugin, keep: true)
        }
        try plugin.checkUnresolved(on: database)
        return statement
    }
}
