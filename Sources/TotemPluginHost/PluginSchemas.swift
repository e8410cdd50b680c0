internal import TotemKernel
public import TotemStore

/// What the plugins in some folders keep in a store, for tools that work on whole stores. Nothing is loaded.
public struct PluginSchemas: Sendable {
    private let found: FoundPlugins

    /// - Parameter folders: each may hold many plugins, a folder for each. Of two with one name, the first is used.
    public init(folders: [String]) {
        found = FoundPlugins(in: folders)
    }

    /// The tables that are a plugin's own.
    /// - Throws: ``KernelError`` when its folder is not there, or its manifest is refused.
    public func tables(of name: String) throws -> Set<String> {
        try candidate(name).manifest.tables
    }

    /// The migrations of a plugin that were applied to some store, for an engine.
    /// - Throws: ``KernelError`` when the plugin's folder does not have all of them.
    public func migrator(
        of name: String,
        for engine: StoreEngine,
        only versions: Set<SemanticVersion>
    ) throws -> Migrator {
        let candidate = try candidate(name)
        do {
            let all = try PluginMigrations(of: candidate.manifest, in: candidate.folder).migrations(for: engine)
            if let missing = versions.subtracting(all.map(\.version)).max() {
                throw PluginProblem(
                    "the store has its tables of version \(missing), for which \(candidate.folder) has no migration; put "
                        + "the newer plugin there"
                )
            }
            return Migrator(
                component: name,
                migrations: all.filter { versions.contains($0.version) },
                allowedBy: candidate.manifest.policy
            )
        } catch let problem as PluginProblem {
            throw KernelError.refused(name, problem.description)
        }
    }

    private func candidate(_ name: String) throws -> PluginCandidate {
        guard let candidate = found[name] else {
            throw KernelError.refused(name, found.absence(of: name).description)
        }
        return candidate
    }
}
