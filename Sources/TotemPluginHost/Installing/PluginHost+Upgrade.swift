public import TotemKernel
internal import TotemStore

/// A newer version of a plugin that is on, which somebody has put into its folder.
extension PluginHost {
    /// Loads the version that lies in the plugin's folder, to see that it runs, and migrates its tables. A plugin that is
    /// off stays as it is.
    /// - Throws: ``KernelError`` when it can't run, or there is no such plugin.
    public func upgrade(_ name: String) async throws -> PluginInfo {
        try await serially {
            do {
                try await self.takeUp(name)
            } catch let problem as PluginProblem {
                throw KernelError.refused(name, problem.description)
            }
        }
        guard let info = try await plugins().first(where: { $0.name == name }) else {
            throw KernelError.notFound("plugin '\(name)'")
        }
        return info
    }

    /// The same among other changes.
    func takeUp(_ name: String) async throws {
        guard !isFollowing else {
            try await follow()
            if let problem = problems[name] { throw PluginProblem(problem) }
            return
        }
        let rows = try await store.read { tx in try PluginStore.rows(in: tx) }
        guard let row = rows.first(where: { $0.name == name }), row.isActive else { return }
        let found = discover()
        let candidate = try found.usable(name)
        try candidate.checkNotOlder(than: row)
        try candidate.checkSettings(of: row)
        try found.checkFits(candidate, dependentsAmong: rows)
        try found.checkTables(of: candidate, against: rows)
        _ = try load(candidate)
        if candidate.manifest.version.description != row.version { try await migrate(candidate, row) }
    }
}
