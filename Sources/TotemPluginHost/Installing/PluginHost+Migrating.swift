internal import TotemKernel
internal import TotemStore

/// Bringing a plugin's tables to its version.
extension PluginHost {
    /// The library of a plugin that is on is newer than its tables, or asks for what is granted now.
    func migrate(
        _ candidate: PluginCandidate,
        _ row: PluginRow,
        _ grant: PluginPermissions?,
        to instance: PluginInstance
    ) async throws {
        try candidate.checkNotOlder(than: row)
        let migrator = try migrator(of: candidate)
        // It would take as long, and hold up the writes of others for as long, and nobody has asked for it again.
        if let stopped = stoppedMigrations[candidate.name],
            stopped.checksums == migrator.migrations.map(\.checksum)
        {
            throw stopped.error
        }
        do {
            try await migrate(candidate, migrator, row.replacement, grant, to: instance)
        } catch let error as StoreError where Self.lasting.contains(error.code) {
            stoppedMigrations[candidate.name] = (migrator.migrations.map(\.checksum), error)
            throw error
        }
    }

    /// What will be wrong the next time, too.
    private static let lasting: Set<StoreError.Code> = [
        .constraint, .denied, .exhausted, .foreignKey, .interrupted, .misuse, .outOfRange, .syntax, .unique,
    ]

    private func migrate(
        _ candidate: PluginCandidate,
        _ migrator: Migrator,
        _ replacement: Int64,
        _ grant: PluginPermissions?,
        to instance: PluginInstance
    ) async throws {
        let now = clock.now
        try await store.write { [log] tx in
            try tx.lock(.plugins)
            guard var row = try PluginStore.row(candidate.name, in: tx), row.isActive else { return }
            try migrator.apply(in: tx, at: now.milliseconds)
            let isOther = row.version != candidate.manifest.version.description
            guard isOther || grant != nil || replacement > row.replacement else { return }
            if isOther {
                let upgraded = PluginUpgraded(
                    version: candidate.manifest.version,
                    versionBefore: SemanticVersion(row.version)
                )
                let settings = try candidate.manifest.settings.normalize(row.settings)
                let call = HookCall(tx, RequestContext(actor: .system, now: now, hooks: NoHooks()))
                try instance.ask(upgraded, settings, in: call, log)
            }
            row.version = candidate.manifest.version.description
            row.replacement = replacement
            row.closedHooks = StandIn.closedHooks(of: candidate.manifest)
            row.granted = candidate.kept(grant) ?? row.granted
            try PluginStore.save(row, in: tx, at: now)
            try JobQueue.schedule(instance.pluginJobs, in: tx, at: now)
        }
    }

    func migrator(of candidate: PluginCandidate) throws -> Migrator {
        Migrator(
            component: candidate.name,
            migrations: try PluginMigrations(of: candidate.manifest, in: candidate.folder)
                .migrations(for: store.engine),
            allowedBy: candidate.manifest.policy
        )
    }
}
