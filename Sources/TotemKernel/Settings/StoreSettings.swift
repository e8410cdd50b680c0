public import TotemStore

/// The settings of the store: one row for each that differs from its default.
public enum StoreSettings {
    /// All of them, by one statement.
    public static func values(in batch: Batch) throws -> Queued<SettingValues> {
        try batch.query("SELECT key, value FROM store_settings") { row in
            (key: try row.get(0, as: String.self), value: try row.get(1, as: String.self))
        }.map(SettingValues.init)
    }

    /// What the settings say together.
    public static func values(in tx: Transaction) throws -> SettingValues {
        try tx.together { batch in try values(in: batch) }
    }

    /// The currency of every price.
    public static func currency(in tx: Transaction) throws -> Currency { try values(in: tx).currency() }

    public static func storeName(in tx: Transaction) throws -> String { try values(in: tx).storeName }

    public static func allowsPrivateWebhooks(in tx: Transaction) throws -> Bool {
        try values(in: tx).allowsPrivateWebhooks
    }

    /// The web sites whose pages may ask this shop; `*` alone: all of them.
    public static func corsOrigins(in tx: Transaction) throws -> [String] { try values(in: tx).corsOrigins }

    /// The setting, with its default when it was never written.
    /// - Throws: ``KernelError`` not found, with the known keys.
    public static func get(_ key: String, in tx: Transaction) throws -> Setting {
        let definition = try SettingDefinition.named(key)
        let written = try tx.first(
            "SELECT value, version, updated_at FROM store_settings WHERE key = $1",
            key
        ) { row in
            Setting(key: key, value: try row.get(0), version: try row.get(1), updatedAt: try row.get(2))
        }
        return written ?? Setting(key: key, value: definition.defaultValue, version: 0, updatedAt: nil)
    }

    /// Every setting there is, by key.
    public static func list(in tx: Transaction) throws -> [Setting] {
        let written = try tx.query("SELECT key, value, version, updated_at FROM store_settings") { row in
            Setting(key: try row.get(0), value: try row.get(1), version: try row.get(2), updatedAt: try row.get(3))
        }
        return SettingDefinition.all.sorted { $0.key < $1.key }.map { definition in
            written.first { $0.key == definition.key }
                ?? Setting(key: definition.key, value: definition.defaultValue, version: 0, updatedAt: nil)
        }
    }

    /// Changes a setting. Writing the value that it has changes nothing.
    /// - Parameter versions: those that the caller saw; nil to write whatever it is.
    /// - Throws: ``KernelError``: not found, invalid naming `value`, stale, or a conflict for a currency that prices
    ///   or orders stand in the way of.
    @discardableResult
    public static func set(
        _ key: String,
        to text: String,
        ifVersion versions: Set<Int64>? = nil,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Setting {
        let definition = try SettingDefinition.named(key)
        try tx.lock(.settings)
        let old = try get(key, in: tx)
        if let versions, !versions.contains(old.version) { throw KernelError.staleVersion("setting '\(key)'") }
        let value = try definition.normalize(text)
        guard value != old.value else { return old }
        if definition.key == SettingDefinition.currency.key {
            try tx.lock(.catalog)
            try refuseIfUsed(otherThan: value, in: tx)
        }
        let id = try tx.first(
            """
            INSERT INTO store_settings (key, value, version, updated_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (key) DO UPDATE SET value = $2, version = $3, updated_at = $4 RETURNING id
            """,
            key,
            value,
            old.version + 1,
            now
        ) { try $0.get(0, as: Int64.self) }
        let data = EventData().adding("key", key).adding("from", old.value).adding("to", value)
        try Outbox.append(.settingChanged, id ?? 0, data, in: tx, at: now)
        return Setting(key: key, value: value, version: old.version + 1, updatedAt: now)
    }

    /// Prices and orders are all in the store's currency, so the first of each speaks for the rest.
    private static func refuseIfUsed(otherThan code: String, in tx: Transaction) throws {
        let users = try tx.query(
            """
            SELECT 'products', currency FROM (SELECT currency FROM products ORDER BY id LIMIT 1) AS product
            WHERE currency <> $1
            UNION ALL
            SELECT 'orders', currency FROM (SELECT currency FROM orders ORDER BY id LIMIT 1) AS placed
            WHERE currency <> $1
            """,
            code
        ) { row in (what: try row.get(0, as: String.self), code: try row.get(1, as: String.self)) }
        guard let used = users.first else { return }
        throw KernelError(
            .conflict,
            "currency-in-use",
            "The store has \(users.map(\.what).joined(separator: " and ")) in \(used.code), so its currency can't become "
                + "\(code): their amounts would change their meaning. Use another store for \(code)."
        )
    }
}
