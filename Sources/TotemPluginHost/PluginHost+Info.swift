public import TotemKernel
internal import TotemStore

/// Plugins as their owner sees them.
extension PluginHost {
    public func plugins() async throws -> [PluginInfo] {
        let rows = try await store.read { tx in try PluginStore.rows(in: tx) }
        let found = discover()
        // Why a plugin that is on does not run: known where plugins run, and elsewhere as far as the files tell.
        let problems = isFollowing ? self.problems : found.problems(among: rows)
        var infos = found.all.map { candidate in
            info(candidate, among: found, rows, problems[candidate.name])
        }
        for row in rows where found[row.name] == nil {
            infos.append(
                PluginInfo(
                    name: row.name,
                    version: row.version,
                    nextVersion: nil,
                    title: row.name,
                    description: "",
                    isActive: row.isActive,
                    problem: row.quarantine?.sentence ?? found.absence(of: row.name).description,
                    quarantine: row.quarantine,
                    settings: SecretSettings.shown(row.settings, nil),
                    settingsSchema: nil,
                    folder: nil,
                    permissions: nil,
                    granted: row.granted,
                    conflicts: [],
                    isolation: row.isolation ?? .none,
                    events: [:]
                )
            )
        }
        return infos.sorted { $0.name < $1.name }
    }

    private func info(
        _ candidate: PluginCandidate,
        among found: FoundPlugins,
        _ rows: [PluginRow],
        _ problem: String?
    ) -> PluginInfo {
        let row = rows.first { $0.name == candidate.name }
        let schema = candidate.manifest.settings
        let kept = row?.settings ?? .object([:])
        let settings = SecretSettings.shown((try? schema.normalize(kept)) ?? kept, schema.json ?? .object([:]))
        let there = candidate.manifest.version.description
        let running = row.flatMap { $0.isActive ? $0.version : nil } ?? there
        return PluginInfo(
            name: candidate.name,
            version: running,
            nextVersion: there == running ? nil : there,
            title: candidate.manifest.title,
            description: candidate.manifest.description,
            isActive: row?.isActive ?? false,
            problem: problem ?? row?.quarantine?.sentence,
            quarantine: row?.quarantine,
            settings: settings,
            settingsSchema: schema.json,
            folder: candidate.folder,
            permissions: candidate.manifest.permissions,
            granted: row?.granted,
            conflicts: found.conflicts(of: candidate, among: rows),
            isolation: candidate.isolation(row),
            events: Dictionary(
                uniqueKeysWithValues: candidate.manifest.events.map { name, sentence in
                    (EventName(name, ofPlugin: candidate.name).text, sentence)
                }
            )
        )
    }
}

extension PluginQuarantine {
    /// For lists that have one column for what is wrong.
    var sentence: String { "it is in quarantine since \(at): \(reason)" }
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
