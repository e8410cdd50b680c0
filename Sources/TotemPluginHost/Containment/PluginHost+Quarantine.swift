internal import Logging
internal import TotemKernel
internal import TotemStore

/// Plugins that have ended the process that they ran in.
extension PluginHost {
    /// Switches the plugin off, for all nodes. Nothing of it is loaded for that. Its owner switches it on again.
    public func quarantine(_ fault: PluginFault) async throws {
        let quarantine = PluginQuarantine(reason: fault.reason, function: fault.function, at: clock.now)
        let rows = try await store.write { tx in
            try tx.lock(.plugins)
            let isNew = try PluginStore.quarantine(fault.plugin, quarantine, in: tx)
            return isNew ? try PluginStore.rows(in: tx) : nil
        }
        guard let rows else { return }
        let needing = discover().dependents(of: fault.plugin, among: rows).map(\.name).joined(separator: ", ")
        log.critical(
            "a plugin is in quarantine",
            metadata: [
                "plugin": "\(fault.plugin)", "function": "\(fault.function)", "why": "\(fault.reason)",
                "needed_by": "\(needing.isEmpty ? "none" : needing)", "mend": "totem plugin enable \(fault.plugin)",
            ]
        )
    }

    /// The process of its own of a plugin ends again and again.
    func giveUp(_ fault: PluginFault) async {
        log.critical(
            "a plugin's process ends again and again, and is not started any more",
            metadata: ["plugin": "\(fault.plugin)", "function": "\(fault.function)", "why": "\(fault.reason)"]
        )
        // The store may be in trouble itself; until then what the plugin guards is refused, and it is not started anew.
        givenUp.insert(fault.plugin)
        defer { givenUp.remove(fault.plugin) }
        while isFollowing {
            do {
                try await quarantine(fault)
                givenUp.remove(fault.plugin)
                return try await reconcile()
            } catch {
                log.error("a plugin can't be put into quarantine", metadata: ["why": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Forgets that it was in quarantine; it stays off.
    /// - Throws: ``KernelError`` not found, or when it is in none.
    public func clearQuarantine(_ name: String) async throws {
        let now = clock.now
        try await store.write { tx in
            try tx.lock(.plugins)
            guard var row = try PluginStore.row(name, in: tx) else { throw KernelError.notFound("plugin '\(name)'") }
            guard row.quarantine != nil else {
                throw KernelError(.conflict, "not-quarantined", "The plugin '\(name)' is in no quarantine.")
            }
            row.quarantine = nil
            try PluginStore.save(row, in: tx, at: now)
        }
    }
}
