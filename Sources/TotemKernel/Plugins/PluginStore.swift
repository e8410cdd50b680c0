public import TotemStore

/// A plugin's row in the `plugins` table, which is the truth about what is on.
public struct PluginRow: Sendable, Hashable {
    public let name: String
    /// The version whose migrations were applied when the plugin was last switched on.
    public var version: String
    public var isActive: Bool
    public var settings: JSONValue
    /// Why it is off when that was not its owner's doing.
    public var disabledReason: String?
    /// What its owner has agreed with that it may read, do and reach; nil when nobody was asked yet.
    public var granted: PluginPermissions?
    /// The hooks of this version without which nothing goes on: they are known when its folder is not there.
    public var closedHooks: [String]
    /// Where its owner wants it to run; nil: where its manifest says.
    public var isolation: PluginIsolation?

    public init(
        name: String,
        version: String,
        isActive: Bool,
        settings: JSONValue,
        disabledReason: String? = nil,
        granted: PluginPermissions? = nil,
        closedHooks: [String] = [],
        isolation: PluginIsolation? = nil
    ) {
        self.isolation = isolation
        self.closedHooks = closedHooks
        self.granted = granted
        self.name = name
        self.version = version
        self.isActive = isActive
        self.settings = settings
        self.disabledReason = disabledReason
    }
}

/// The rows of the `plugins` table: one for each plugin that was ever switched on or set up.
public enum PluginStore {
    /// Every row, by name. There are as many as plugins, so the list has no pages.
    public static func rows(in tx: Transaction) throws -> [PluginRow] {
        try tx.query(
            """
            SELECT name, version, is_active, settings, disabled_reason, granted, closed_hooks, isolation FROM plugins
            ORDER BY name
            """,
            row: PluginRow.init
        )
    }

    /// Nil when the plugin was never switched on or set up.
    public static func row(_ name: String, in tx: Transaction) throws -> PluginRow? {
        try tx.first(
            """
            SELECT name, version, is_active, settings, disabled_reason, granted, closed_hooks, isolation FROM plugins
            WHERE name = $1
            """,
            name,
            row: PluginRow.init
        )
    }

    /// Writes the row, whether it is there or not.
    public static func save(_ row: PluginRow, in tx: Transaction, at now: Timestamp) throws {
        let id = try tx.first(
            """
            INSERT INTO plugins
              (name, version, is_active, settings, disabled_reason, granted, closed_hooks, isolation, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (name) DO UPDATE
            SET version = $2, is_active = $3, settings = $4, disabled_reason = $5, granted = $6, closed_hooks = $7,
                isolation = $8, updated_at = $9
            RETURNING id
            """,
            row.name,
            row.version,
            row.isActive,
            try row.settings.text(),
            row.disabledReason,
            try row.granted?.json.text(),
            row.closedHooks.joined(separator: " "),
            row.isolation?.rawValue,
            now
        ) { try $0.get(0, as: Int64.self) }
        if !row.isActive {
            try EventDelivery.end(row.name, in: tx)
            try JobQueue.forgetSchedules(of: row.name, in: tx)
        }
        let data = EventData().adding("name", row.name).adding("version", row.version)
            .adding("is_active", row.isActive)
        try Outbox.append(.pluginChanged, id ?? 0, data, in: tx, at: now)
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
        let granted: String? = try row.get(5)
        let hooks: String = try row.get(6)
        self.init(
            name: name,
            version: try row.get(1),
            isActive: try row.get(2),
            settings: json,
            disabledReason: try row.get(4),
            // What can't be read was granted by nobody: its owner is asked again.
            granted: granted.flatMap { try? JSONValue(text: $0) }.flatMap(PluginPermissions.init),
            closedHooks: hooks.split(separator: " ").map(String.init),
            isolation: (try row.get(7) as String?).flatMap(PluginIsolation.init)
        )
    }
}
