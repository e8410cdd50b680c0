public import TotemKernel
internal import TotemStore

/// Plugins as their owner sees them.
extension PluginHost {
    public func plugins() async throws -> [PluginInfo] {
        let rows = try await store.read { tx in try PluginStore.rows(in: tx) }
        let found = discover()
        var infos = found.all.map { candidate in
            info(candidate, rows.first { $0.name == candidate.name }, problem(of: candidate, among: found, rows))
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
                    settings: row.settings,
                    settingsSchema: nil,
                    folder: nil
                )
            )
        }
        return infos.sorted { $0.name < $1.name }
    }

    /// Why a plugin that is on does not run: known where plugins run, and elsewhere as far as the files tell.
    private func problem(of candidate: PluginCandidate, among found: FoundPlugins, _ rows: [PluginRow]) -> String? {
        guard !isFollowing else { return problems[candidate.name] }
        guard let row = rows.first(where: { $0.name == candidate.name }), row.isActive else { return nil }
        do {
            try candidate.checkKernel()
            try candidate.checkNotOlder(than: row)
            try candidate.checkSettings(of: row)
            try found.checkTables(of: candidate, against: rows)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func info(_ candidate: PluginCandidate, _ row: PluginRow?, _ problem: String?) -> PluginInfo {
        let settings = row?.settings ?? .object([:])
        return PluginInfo(
            name: candidate.name,
            version: candidate.manifest.version.description,
            title: candidate.manifest.title,
            description: candidate.manifest.description,
            isActive: row?.isActive ?? false,
            problem: problem ?? row?.disabledReason,
            settings: (try? candidate.manifest.settings.normalize(settings)) ?? settings,
            settingsSchema: candidate.manifest.settings.json,
            folder: candidate.folder
        )
    }
}
