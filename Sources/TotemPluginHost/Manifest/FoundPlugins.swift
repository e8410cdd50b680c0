internal import TotemKernel
internal import TotemStore

/// The plugins that lie in the folders at one moment.
struct FoundPlugins: Sendable {
    private let folders: [String]
    private var candidates: [String: PluginCandidate] = [:]
    /// Why the manifest of a folder is refused, by folder: such a folder has no name.
    private(set) var refusals: [String: PluginProblem] = [:]

    /// Of two plugins with one name, the first is used.
    init(in folders: [String]) {
        self.folders = folders
        for folder in PluginFiles.pluginFolders(in: folders) {
            do {
                let manifest = try PluginManifest(folder: folder)
                guard candidates[manifest.name] == nil else { continue }
                candidates[manifest.name] = PluginCandidate(folder: folder, manifest: manifest)
            } catch {
                refusals[folder] = error as? PluginProblem ?? PluginProblem("\(folder): \(error)")
            }
        }
    }

    subscript(name: String) -> PluginCandidate? { candidates[name] }

    var all: [PluginCandidate] { Array(candidates.values) }

    /// Whose each table is.
    var tableOwners: [String: String] {
        let owned = all.flatMap { candidate in candidate.manifest.tables.map { ($0, candidate.name) } }
        return Dictionary(owned) { one, other in min(one, other) }
    }

    /// For people.
    var names: String { candidates.isEmpty ? "none" : candidates.keys.sorted().joined(separator: ", ") }

    /// Most plugins lie in a folder of their name: whoever asks for one learns why it is not there.
    func refusal(of name: String) -> PluginProblem? {
        refusals.first { $0.key.hasSuffix("/\(name)") }?.value
    }

    /// Why there is no plugin of that name.
    func absence(of name: String) -> PluginProblem {
        refusal(of: name) ?? PluginProblem("its folder is in none of: \(folders.joined(separator: ", "))")
    }

    /// - Throws: ``PluginProblem`` when it is not there, or needs another kernel.
    func usable(_ name: String) throws -> PluginCandidate {
        guard let candidate = candidates[name] else { throw absence(of: name) }
        try candidate.checkKernel()
        return candidate
    }

    /// The same with a version of a plugin in the place of what was found of it.
    func with(_ candidate: PluginCandidate) -> FoundPlugins {
        var found = self
        found.candidates[candidate.name] = candidate
        return found
    }

    /// Whether a plugin may be switched so while the others are what their rows say.
    /// - Parameter stopped: plugins that are on and are known not to run: they hold nobody.
    /// - Throws: ``PluginProblem`` that names the other plugin.
    func check(
        _ change: PluginChange,
        of candidate: PluginCandidate,
        against rows: [PluginRow],
        stopped: Set<String>
    ) throws {
        let row = rows.first { $0.name == candidate.name }
        switch change.isActive {
        case true:
            try candidate.checkConsent(of: row, change.grant)
            try candidate.checkNotOlder(than: row)
            try checkNoCycle(through: candidate)
            try checkNeeds(of: candidate, against: rows)
            try checkTables(of: candidate, against: rows)
        case false:
            try checkNeeded(candidate.name, by: rows, stopped: stopped)
        case nil:
            break
        }
    }

    /// No other plugin that was found, on or off, has a table of its.
    func checkTablesOfAll(against candidate: PluginCandidate) throws {
        for other in candidates.values.sorted(by: { $0.name < $1.name }) where other.name != candidate.name {
            guard let table = other.manifest.tables.intersection(candidate.manifest.tables).min() else { continue }
            throw PluginProblem("the table \(table) is the plugin \(other.name)'s already; one of them must rename it")
        }
    }

    /// Its tables are nobody else's. Asked whenever it is loaded: a manifest may have been changed since it was switched on.
    func checkTables(of candidate: PluginCandidate, against rows: [PluginRow]) throws {
        for row in rows where row.name != candidate.name {
            let shared = candidates[row.name]?.manifest.tables.intersection(candidate.manifest.tables) ?? []
            guard let table = shared.min() else { continue }
            throw PluginProblem("the table \(table) is the plugin \(row.name)'s already; one of them must rename it")
        }
    }
}

/// A folder with a manifest that could be read.
struct PluginCandidate: Sendable {
    let folder: String
    let manifest: PluginManifest
    var name: String { manifest.name }

    /// Where it runs: where its owner says, or else its manifest.
    func isolation(_ row: PluginRow?) -> PluginIsolation { row?.isolation ?? manifest.isolation }

    /// - Throws: ``PluginProblem`` when it needs another kernel.
    func checkKernel() throws {
        guard !manifest.kernelRange.contains(CoreSchema.kernelVersion) else { return }
        throw PluginProblem(
            "\(name) \(manifest.version) needs Totem \(manifest.kernelRange), this is "
                + "\(CoreSchema.kernelVersion); use a version of the plugin that fits, or upgrade Totem"
        )
    }

    /// Its schema takes the settings that it has.
    func checkSettings(of row: PluginRow) throws {
        do {
            _ = try manifest.settings.normalize(row.settings)
        } catch {
            throw PluginProblem("its settings do not fit the new version: \(error.detail)")
        }
    }

    /// Whether the tables in the store are those of an older version.
    func isNewer(than row: PluginRow) -> Bool {
        SemanticVersion(row.version).map { $0 < manifest.version } ?? false
    }

    /// Its folder has it still: it may have been removed since it was loaded, or another version put into its place.
    func checkIsThere() throws {
        let there = try? PluginManifest(folder: folder)
        guard there?.name == name, there?.version == manifest.version else {
            throw PluginProblem("what is in its folder \(folder) has changed meanwhile; try again")
        }
    }

    /// The tables in the store are not those of a newer version.
    func checkNotOlder(than row: PluginRow?) throws {
        guard let row, let version = SemanticVersion(row.version), version > manifest.version else { return }
        throw PluginProblem(
            "the store has \(row.name) \(version), its folder \(folder) has \(manifest.version); put the newer one back"
        )
    }
}
