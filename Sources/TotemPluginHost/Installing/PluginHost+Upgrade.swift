public import TotemKernel
internal import TotemStore

/// A newer version of a plugin that is on, which somebody has put into its folder.
extension PluginHost {
    /// Loads the version that lies in the plugin's folder, to see that it runs, and migrates its tables. A plugin that is
    /// off stays as it is.
    /// - Parameter grant: what the owner agrees with, when it asks for more than before.
    /// - Throws: ``KernelError`` when it can't run, its owner has not agreed, or there is no such plugin.
    public func upgrade(_ name: String, granting grant: PluginPermissions? = nil) async throws -> PluginInfo {
        try await serially {
            do {
                try await self.takeUp(name, grant)
            } catch let problem as PluginProblem {
                throw KernelError.refused(name, problem.description)
            } catch let error as StoreError where KernelError.blamesPlugin(error) {
                throw KernelError.refused(name, error.description)
            }
        }
        guard let info = try await plugins().first(where: { $0.name == name }) else {
            throw KernelError.notFound("plugin '\(name)'")
        }
        return info
    }

    /// The same among other changes.
    /// - Parameter isAgain: whether it is the version that ran already, with another library.
    func takeUp(_ name: String, _ grant: PluginPermissions?, isAgain: Bool = false) async throws {
        let rows = try await store.read { tx in try PluginStore.rows(in: tx) }
        guard let row = rows.first(where: { $0.name == name }), row.isActive else { return }
        let found = discover()
        let candidate = try found.usable(name)
        try candidate.checkConsent(of: row, grant)
        try found.checkUpgrade(of: row, to: candidate, among: rows)
        try found.checkNeeds(of: candidate, against: rows)
        try found.checkTables(of: candidate, against: rows)
        var next = row
        if isAgain { next.replacement += 1 }
        let instance = try await load(candidate, next.replacement, candidate.isolation(row))
        // Somebody asks: whatever it failed of before may be mended.
        stoppedMigrations[name] = nil
        try await migrate(candidate, next, grant, to: instance)
        guard isFollowing else { return }
        try await follow()
        if let problem = problems[name] { throw PluginProblem(problem) }
    }
}
