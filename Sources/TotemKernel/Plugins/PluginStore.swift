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

    public init(name: String, version: String, isActive: Bool, settings: JSONValue, disabledReason: String? = nil) {
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
            "SELECT name, version, is_active, settings, disabled_reason FROM plugins ORDER BY name",
            row: PluginRow.init
        )
    }

    /// Nil when the plugin was never switched on or set up.
    public static func row(_ name: String, in tx: Transaction) throws -> PluginRow? {
        try tx.first(
            "SELECT name, version, is_active, settings, disabled_reason FROM plugins WHERE name = $1",
            name,
            row: PluginRow.init
        )
    }

    /// Writes the row, whether it is there or not.
    public static func save(_ row: PluginRow, in tx: Transaction, at now: Timestamp) throws {
        let id = try tx.first(
            """
            INSERT INTO plugins (name, version, is_active, settings, disabled_reason, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (name) DO UPDATE
            SET version = $2, is_active = $3, settings = $4, disabled_reason = $5, updated_at = $6
            RETURNING id
            """,
            row.name,
            row.version,
            row.isActive,
            try row.settings.text(),
            row.disabledReason,
            now
        ) { try $0.get(0, as: Int64.self) }
        let data = EventData().adding("name", row.name).adding("version", row.version)
            .adding("is_active", row.isActive)
        try Outbox.append(.pluginChanged, id ?? 0, data, in: tx, at: now)
    }

    /// Forgets that there was such a plugin, and how it was set.
    public static func delete(_ name: String, in tx: Transaction) throws {
        let id = try tx.first("DELETE FROM plugins WHERE name = $1 RETURNING id", name) { row in
            try row.get(0, as: Int64.self)
        }
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
        self.init(
            name: name,
            version: try row.get(1),
            isActive: try row.get(2),
            settings: json,
            disabledReason: try row.get(4)
        )
    }
}
