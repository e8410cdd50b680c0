internal import TotemKernel
internal import TotemStore

/// What the store's engine keeps of plugins' rights.
extension PluginHost {
    /// Takes back the rights that older versions of plugins had, and those of plugins that are off; their data stays. Nodes
    /// that still run such a version for a moment get them again.
    ///
    /// A plugin that this host does not run as the `plugins` table has it is left alone: another node may know what it needs.
    public func sweepRights() async throws {
        try await serially { [store] in
            let instances = await self.running
            try await store.write { tx in
                try tx.lock(.plugins)
                // A migration may be about to use them.
                try tx.lock(.schema)
                for row in try PluginStore.rows(in: tx) {
                    let manifest = instances[row.name]?.manifest
                    guard !row.isActive || manifest?.version.description == row.version else { continue }
                    try tx.revokeRights(of: row.name, except: row.isActive ? manifest?.policy : nil)
                }
            }
        }
    }
}
