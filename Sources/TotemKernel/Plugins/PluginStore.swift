public import TotemStore

/// A plugin's row in the `plugins` table, which is the truth about what is on.
public struct PluginRow: Sendable, Hashable {
    public let name: String
    /// The version whose migrations were applied when the plugin was last switched on.
    public var version: String
    public var isActive: Bool
    public var settings: JSONValue
    /// Why it is off when it has ended the shop's process.
    public var quarantine: PluginQuarantine?
    /// What its owner has agreed with that it may read, do and reach; nil when nobody was asked yet.
    public var granted: PluginPermissions?
    /// The hooks of this version without which nothing goes on: they are known when its folder is not there.
    public var closedHooks: [String]
    /// How often a version of it was installed again in its own place: what runs was started for one of these.
    public var replacement: Int64
    /// Where its owner wants it to run; nil: where its manifest says.
    public var isolation: PluginIsolation?

    public init(
        name: String,
        version: String,
        isActive: Bool,
        settings: JSONValue,
        quarantine: PluginQuarantine? = nil,
        granted: PluginPermissions? = nil,
        closedHooks: [String] = [],
        replacement: Int64 = 0,
        isolation: PluginIsolation? = nil
    ) {
        self.replacement = replacement
        self.isolation = isolation
        self.closedHooks = closedHooks
        self.granted = granted
        self.name = name
        self.version = version
        self.isActive = isActive
        self.settings = settings
        self.quarantine = quarantine
    }
}

/// Why a plugin was switched off without its owner: it has ended the process that the shop ran in.
public struct PluginQuarantine: Sendable, Hashable {
    /// For people.
    public let reason: String
    /// Of its functions, the one that ran.
    public let function: String
    public let at: Timestamp

    public init(reason: String, function: String, at: Timestamp) {
        self.reason = reason
        self.function = function
        self.at = at
    }
}

/// The rows of the `plugins` table: one for each plugin that was ever switched on or set up.
public enum PluginStore {
    /// Every row, by name. There are as many as plugins, so the list has no pages.
    public static func rows(in tx: Transaction) throws -> [PluginRow] {
        try tx.query(
            """
            SELECT name, version, is_active, settings, quarantine_reason, quarantine_function, quarantined_at, granted,
              closed_hooks, replacement, isolation
            FROM plugins ORDER BY name
            """,
            row: PluginRow.init
        )
    }

    /// Nil when the plugin was never switched on or set up.
    public static func row(_ name: String, in tx: Transaction) throws -> PluginRow? {
        try tx.first(
            """
            SELECT name, version, is_active, settings, quarantine_reason, quarantine_function, quarantined_at, granted,
              closed_hooks, replacement, isolation
            FROM plugins WHERE name = $1
            """,
            name,
            row: PluginRow.init
        )
    }

    /// The first of these names that is a plugin's which was ever switched on or set up.
    static func first(among names: Set<String>, in tx: Transaction) throws -> String? {
        try tx.first("SELECT name FROM plugins WHERE name = ANY($1) ORDER BY name", SQLList(names)) { try $0.get(0) }
    }

    /// Writes the row, whether it is there or not.
    public static func save(_ row: PluginRow, in tx: Transaction, at now: Timestamp) throws {
        let id = try tx.first(
            """
            INSERT INTO plugins (name, version, is_active, settings, quarantine_reason, quarantine_function, quarantined_at,
                granted, closed_hooks, updated_at, replacement, isolation)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (name) DO UPDATE
            SET version = $2, is_active = $3, settings = $4, quarantine_reason = $5, quarantine_function = $6,
                quarantined_at = $7, granted = $8, closed_hooks = $9, updated_at = $10, replacement = $11, isolation = $12
            RETURNING id
            """,
            row.name,
            row.version,
            row.isActive,
            row.settings.text(),
            row.quarantine?.reason,
            row.quarantine?.function,
            row.quarantine?.at,
            row.granted?.json.text(),
            row.closedHooks.joined(separator: " "),
            now,
            row.replacement,
            row.isolation?.rawValue
        ) { try $0.get(0, as: Int64.self) }
        if !row.isActive {
            try EventDelivery.end(row.name, in: tx)
            try JobQueue.forgetSchedules(of: row.name, in: tx)
        }
        let data = EventData().adding("name", row.name).adding("version", row.version)
            .adding("is_active", row.isActive)
        try Outbox.append(.pluginChanged, id ?? 0, data, in: tx, at: now)
    }

    /// Switches a plugin off that has ended the shop's process; its owner switches it on again.
    /// - Returns: false when it is in quarantine already, or was never on.
    public static func quarantine(_ name: String, _ quarantine: PluginQuarantine, in tx: Transaction) throws -> Bool {
        guard var row = try row(name, in: tx), row.isActive || row.quarantine == nil else { return false }
        row.isActive = false
        row.quarantine = quarantine
        try save(row, in: tx, at: quarantine.at)
        let id = try tx.first("SELECT id FROM plugins WHERE name = $1", name) { try $0.get(0, as: Int64.self) }
        let data = EventData().adding("name", name).adding("function", quarantine.function)
            .adding("reason", quarantine.reason)
        try Outbox.append(.pluginQuarantined, id ?? 0, data, in: tx, at: quarantine.at)
        return true
    }

    /// The digest of the library that was tried out last; nil when none was.
    public static func triedOut(_ name: String, in tx: Transaction) throws -> String? {
        try tx.first("SELECT tried_out FROM plugins WHERE name = $1", name) { try $0.get(0, as: String?.self) } ?? nil
    }

    /// Keeps that digest, of a plugin that was ever switched on or set up.
    public static func keepTriedOut(_ name: String, _ digest: String, in tx: Transaction) throws {
        try tx.execute("UPDATE plugins SET tried_out = $2 WHERE name = $1", name, digest)
    }

    /// Forgets that there was such a plugin, and how it was set.
    public static func delete(_ name: String, in tx: Transaction) throws {
        let id = try tx.first("DELETE FROM plugins WHERE name = $1 RETURNING id", name) { row in
            try row.get(0, as: Int64.self)
        }
        try EventDelivery.end(name, in: tx)
        try FailedEvents.removeAll(of: name, in: tx)
        try JobQueue.removeAll(of: name, in: tx)
        if let id { try Outbox.append(.pluginRemoved, id, EventData().adding("name", name), in: tx) }
    }
}

extension PluginRow {
    fileprivate init(_ row: Row) throws {
        let name: String = try row.get(0)
        let settings: String = try row.get(3)
        guard let json = try? JSONValue(text: settings) else {
            throw StoreError(.corrupt, "the settings of the plugin '\(name)' are no JSON; correct them in `plugins`")
        }
        let reason: String? = try row.get(4)
        let function: String? = try row.get(5)
        let quarantinedAt: Timestamp? = try row.get(6)
        let granted: String? = try row.get(7)
        let hooks: String = try row.get(8)
        self.init(
            name: name,
            version: try row.get(1),
            isActive: try row.get(2),
            settings: json,
            quarantine: quarantinedAt.map { at in
                PluginQuarantine(reason: reason ?? "", function: function ?? "", at: at)
            },
            // What can't be read was granted by nobody: its owner is asked again.
            granted: granted.flatMap { try? JSONValue(text: $0) }.flatMap(PluginPermissions.init),
            closedHooks: hooks.split(separator: " ").map(String.init),
            replacement: try row.get(9),
            isolation: (try row.get(10) as String?).flatMap(PluginIsolation.init)
        )
    }
}
