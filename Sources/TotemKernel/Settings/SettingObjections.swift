public import TotemStore

extension StoreSettings {
    /// What is wrong with the settings as they are kept: those that nobody knows, and values that would be refused. Another
    /// program, or another version of this one, has written them.
    public static func objections(in tx: Transaction) throws -> [KernelError.Field] {
        let kept = try tx.query("SELECT key, value FROM store_settings ORDER BY key") { row in
            (key: try row.get(0, as: String.self), value: try row.get(1, as: String.self))
        }
        return kept.compactMap { setting in
            guard let definition = SettingDefinition.all.first(where: { $0.key == setting.key }) else {
                return KernelError.Field(setting.key, "is not known to this program, and has no effect")
            }
            do throws(KernelError) {
                _ = try definition.normalize(setting.value)
                return nil
            } catch {
                return KernelError.Field(setting.key, error.fields.first?.message ?? error.detail)
            }
        }
    }

    /// Whether a setting was ever written.
    public static func isWritten(_ key: String, in tx: Transaction) throws -> Bool {
        try tx.first("SELECT 1 FROM store_settings WHERE key = $1", key) { _ in true } ?? false
    }
}
