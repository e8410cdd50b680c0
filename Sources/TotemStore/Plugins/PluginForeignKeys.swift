/// A foreign key of a plugin's table, as an engine's catalogue tells it.
package struct PluginForeignKey {
    package enum Deletion {
        case cascade
        case setNull
        /// It keeps the other row from being deleted.
        case refuse
    }

    package let table: String
    package let columns: [String]
    package let target: String
    package let targetColumns: [String]
    package let onDelete: Deletion
    /// Whether its columns can become NULL: none is NOT NULL, and no rule of the table depends on one.
    package let canBeNull: Bool

    package init(
        table: String,
        columns: [String],
        target: String,
        targetColumns: [String],
        onDelete: Deletion,
        canBeNull: Bool
    ) {
        // Names are the same whatever their case.
        self.table = table.lowercased()
        self.columns = columns
        self.target = target.lowercased()
        self.targetColumns = targetColumns
        self.onDelete = onDelete
        self.canBeNull = canBeNull
    }
}

/// The foreign keys of one plugin: they may name a few things of the core, and never keep the core from deleting one.
package struct PluginForeignKeys {
    private let policy: AccessPolicy
    private let own: Set<String>
    private let keys: [PluginForeignKey]

    /// - Parameter keys: all of those of the plugin's tables.
    package init(of policy: AccessPolicy, _ keys: [PluginForeignKey]) {
        self.policy = policy
        own = Set(policy.ownTables.map { $0.lowercased() })
        self.keys = keys
    }

    /// - Throws: ``StoreError`` `.denied` that names the table and the mend.
    package func check() throws {
        for key in keys where !own.contains(key.target) { try checkTarget(of: key) }
        let swept = sweptTables
        for key in keys where isSwept(key.target, swept) {
            guard key.onDelete != .refuse else {
                throw denied(key, "must end with ON DELETE CASCADE or ON DELETE SET NULL, or the core could not delete")
            }
            guard key.onDelete != .setNull || key.canBeNull else {
                throw denied(
                    key,
                    "has ON DELETE SET NULL, but the column can't be NULL: it is NOT NULL, or a rule of the table names it; "
                        + "use ON DELETE CASCADE, or take the rule away"
                )
            }
        }
    }

    private func checkTarget(of key: PluginForeignKey) throws {
        guard policy.catalogue.referableTables.contains(key.target) else {
            let known = policy.catalogue.referableTables.sorted().joined(separator: ", ")
            throw denied(key, "may name the plugin's own tables and \(known.isEmpty ? "no others" : known) only")
        }
        guard key.targetColumns == ["id"] else { throw denied(key, "may name the id of '\(key.target)' only") }
    }

    /// Own tables whose rows go with one of the core's.
    private var sweptTables: Set<String> {
        var swept: Set<String> = []
        var known = -1
        while known < swept.count {
            known = swept.count
            for key in keys where key.onDelete == .cascade && isSwept(key.target, swept) { swept.insert(key.table) }
        }
        return swept
    }

    private func isSwept(_ target: String, _ swept: Set<String>) -> Bool {
        !own.contains(target) || swept.contains(target)
    }

    private func denied(_ key: PluginForeignKey, _ what: String) -> StoreError {
        StoreError(
            .denied,
            "plugin '\(policy.owner)' may not refer to '\(key.target)' so from '\(key.table)': the foreign key of "
                + "\(key.columns.joined(separator: ", ")) \(what)"
        )
    }
}
