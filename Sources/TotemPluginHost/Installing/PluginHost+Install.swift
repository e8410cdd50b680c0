private import FoundationEssentials
private import Glibc
public import TotemKernel
internal import TotemStore

/// Putting plugins into the folder where they are looked for.
///
/// Everything is checked before anything is put in place, and a plugin's folder comes and goes by a rename: whoever looks
/// sees the whole of it, or nothing.
extension PluginHost {
    /// Copies a plugin's folder to the last of this host's folders: the one beside the store, when nobody says otherwise.
    /// Of a plugin that is installed there a newer version takes the place; when it is on, its tables are migrated and
    /// the new one runs. What is not on stays off.
    /// - Parameters:
    ///   - grant: what the owner agrees with, when a plugin that is on asks for more than before.
    ///   - replaces: whether the version that is there may come again, with another library, while it is being developed.
    /// - Throws: ``KernelError`` with what is wrong with it and the mend; then nothing has changed.
    public func install(
        from source: String,
        granting grant: PluginPermissions? = nil,
        replacing replaces: Bool = false
    ) async throws -> PluginInfo {
        let name = try await serially { try await self.place(source, grant, replaces) }
        guard let info = try await plugins().first(where: { $0.name == name }) else {
            throw KernelError.notFound("plugin '\(name)'")
        }
        return info
    }

    // MARK: - Installing

    /// - Returns: the plugin's name.
    private func place(_ source: String, _ grant: PluginPermissions?, _ replaces: Bool) async throws -> String {
        var name = source
        do {
            let candidate = try candidate(in: source)
            name = candidate.name
            let place = try place(of: name)
            let old = try await check(candidate, for: place, grant, replaces)
            let row = try await store.read { [name] tx in try PluginStore.row(name, in: tx) }
            _ = try await load(candidate, 0, candidate.isolation(row))
            _ = try PluginMigrations(of: candidate.manifest, in: source).migrations(for: store.engine)
            try place.fill(with: candidate)
            if let old {
                let isAgain = old.manifest.version == candidate.manifest.version
                try await takeUp(place, of: name, grant, isAgain: isAgain)
            } else {
                try await tellThatItIsThere(name)
            }
            place.removeOthers()
            return name
        } catch let problem as PluginProblem {
            throw KernelError.refused(name, problem.description)
        }
    }

    /// A daemon that could not find a plugin that is on looks again.
    private func tellThatItIsThere(_ name: String) async throws {
        let now = clock.now
        try await store.write { tx in
            try tx.lock(.plugins)
            guard let row = try PluginStore.row(name, in: tx), row.isActive else { return }
            try PluginStore.save(row, in: tx, at: now)
        }
    }

    /// What a plugin's folder holds, before it is installed.
    /// - Throws: ``KernelError`` when it is no plugin.
    public func manifest(in source: String) throws -> PluginManifest {
        do {
            return try candidate(in: source).manifest
        } catch let problem as PluginProblem {
            throw KernelError.refused(source, problem.description)
        }
    }

    private func candidate(in source: String) throws -> PluginCandidate {
        var status = stat()
        guard stat(source, &status) == 0 else { throw PluginProblem("\(source) is not there") }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw PluginProblem("\(source) is no folder; unpack an archive first, and name the folder with plugin.json")
        }
        return PluginCandidate(folder: source, manifest: try PluginManifest(folder: source))
    }

    /// What switching it on would check, and that it takes nobody's place but an older version's of its own.
    /// - Returns: the version that is there.
    private func check(
        _ candidate: PluginCandidate,
        for place: InstalledPlace,
        _ grant: PluginPermissions?,
        _ replaces: Bool
    ) async throws -> PluginCandidate? {
        let rows = try await store.read { tx in try PluginStore.rows(in: tx) }
        let found = discover()
        try candidate.checkKernel()
        let row = rows.first { $0.name == candidate.name }
        try candidate.checkNotOlder(than: row)
        if let row, row.isActive {
            try candidate.checkConsent(of: row, grant)
            try found.checkUpgrade(of: row, to: candidate, among: rows)
            try found.checkNeeds(of: candidate, against: rows)
        }
        try found.checkTablesOfAll(against: candidate)
        guard let old = found[candidate.name] else {
            guard !place.isTaken else {
                throw PluginProblem("\(place.path) is there already and is no plugin that can be used; move it away")
            }
            return nil
        }
        guard old.folder == place.path else {
            throw PluginProblem(
                "there is one of this name in \(old.folder), which is used before \(place.path); put the files of this one there "
                    + "in the place of the old ones, and run totem plugin upgrade \(candidate.name)"
            )
        }
        let (version, oldVersion) = (candidate.manifest.version, old.manifest.version)
        guard version > oldVersion || replaces && version == oldVersion else {
            let mend = version == oldVersion ? ", install it with --replace while you develop it," : ""
            throw PluginProblem(
                "\(old.name) \(oldVersion) is installed already, and \(version) is not newer; raise its version\(mend) or run "
                    + "totem plugin remove \(old.name) first"
            )
        }
        return old
    }

    /// Makes what is in its place now run where the other one ran; when it can't, that comes back.
    private func takeUp(
        _ place: InstalledPlace,
        of name: String,
        _ grant: PluginPermissions?,
        isAgain: Bool
    ) async throws {
        do {
            try await takeUp(name, grant, isAgain: isAgain)
        } catch {
            place.restore()
            try await followIfRunning()
            throw PluginProblem("\(error); the \(isAgain ? "one before" : "older version") is in its place again")
        }
    }

    func place(of name: String) throws -> InstalledPlace {
        // Anything else could lead out of the folder: ../store.db.
        guard PluginManifest.isName(name) else { throw KernelError.notFound("plugin '\(name)'") }
        guard let folder = folders.last else { throw PluginProblem("no folder for plugins was named") }
        return InstalledPlace(folder: folder, name: name)
    }
}
