internal import TotemKernel
internal import TotemStore

/// What a plugin has in the store.
enum PluginData {
    /// Drops the plugin's own tables and views, takes its rights back, and forgets its migrations and its settings.
    static func drop(of manifest: PluginManifest, in tx: Transaction) throws {
        var left = manifest.tables.sorted()
        while !left.isEmpty {
            // A table that others refer to goes after them.
            let kept = try left.filter { try !isDropped($0, manifest.policy, in: tx) }
            guard kept.count < left.count else {
                throw PluginProblem("its tables can't be dropped, others refer to \(kept.joined(separator: ", "))")
            }
            left = kept
        }
        try tx.revokeRights(of: manifest.name, except: nil)
        try Migrator.forget(manifest.name, in: tx)
        try PluginStore.delete(manifest.name, in: tx)
    }

    /// Names can't be parameters: these are of a manifest, letters, digits and '_' alone, words of SQL among them. The plugin's
    /// own rights hold.
    private static func isDropped(_ table: String, _ policy: AccessPolicy, in tx: Transaction) throws -> Bool {
        for kind in ["TABLE", "VIEW"] {
            do {
                try tx.savepoint { try tx.runScript("DROP \(kind) IF EXISTS \"\(table)\"", allowedBy: policy) }
                return true
            } catch let error as StoreError where [.syntax, .foreignKey, .constraint].contains(error.code) {
                continue
            }
        }
        return false
    }
}
