public import TotemKernel
internal import TotemStore

/// Plugins as their owner sees them.
extension PluginHost {
    public func plugins() async throws -> [PluginInfo] {
        let rows = try await store.read { tx in try PluginStore.rows(in: tx) }
        let found = discover()
        var infos = found.all.map { candidate in
            info(candidate, among: found, rows)
        }
        for row in rows where found[row.name] == nil {
            infos.append(
                PluginInfo(
                    name: row.name,
                    version: row.version,
                    title: row.name,
                    description: "",
                    isActive: row.isActive,
                    problem: found.absence(of: row.name).description,
                    settings: SecretSettings.shown(row.settings, nil),
                    settingsSchema: nil,
                    folder: nil,
                    permissions: nil,
                    granted: row.granted,
                    conflicts: [],
                    isolation: row.isolation ?? .none
                )
            )
        }
        return infos.sorted { $0.name < $1.name }
    }

    /// Why a plugin that is on does not run: known where plugins run, and elsewhere as far as the files tell.
    private func problem(of candidate: PluginCandidate, among found: FoundPlugins, _ rows: [PluginRow]) -> String? {
        guard !isFollowing else { return problems[candidate.name] ?? running[candidate.name]?.whyGivenUp }
        guard let row = rows.first(where: { $0.name == candidate.name }), row.isActive else { return nil }
        do {
            try candidate.checkKernel()
            try candidate.checkConsent(of: row)
            try candidate.checkNotOlder(than: row)
            try candidate.checkSettings(of: row)
            try found.checkTables(of: candidate, against: rows)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func info(_ candidate: PluginCandidate, among found: FoundPlugins, _ rows: [PluginRow]) -> PluginInfo {
        let row = rows.first { $0.name == candidate.name }
        let schema = candidate.manifest.settings
        let kept = row?.settings ?? .object([:])
        let settings = SecretSettings.shown((try? schema.normalize(kept)) ?? kept, schema.json ?? .object([:]))
        return PluginInfo(
            name: candidate.name,
            version: candidate.manifest.version.description,
            title: candidate.manifest.title,
            description: candidate.manifest.description,
            isActive: row?.isActive ?? false,
            problem: problem(of: candidate, among: found, rows) ?? row?.disabledReason,
            settings: settings,
            settingsSchema: schema.json,
            folder: candidate.folder,
            permissions: candidate.manifest.permissions,
            granted: row?.granted,
            conflicts: found.conflicts(of: candidate, among: rows),
            isolation: candidate.isolation(row)
        )
    }
}

extension FoundPlugins {
    /// The other plugins that are on and say that they change the same, hook by hook.
    fileprivate func conflicts(of candidate: PluginCandidate, among rows: [PluginRow]) -> [PluginConflict] {
        let own = candidate.manifest.hooks.mapValues { Set($0.writes) }
        return rows.filter { $0.isActive && $0.name != candidate.name }.flatMap { row in
            (self[row.name]?.manifest.hooks ?? [:]).sorted { $0.key < $1.key }.flatMap { hook, manifest in
                own[hook, default: []].intersection(manifest.writes).sorted().map { what in
                    PluginConflict(plugin: row.name, hook: hook, what: what)
                }
            }
        }
    }
}
