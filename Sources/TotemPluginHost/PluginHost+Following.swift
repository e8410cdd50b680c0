internal import Logging
internal import Synchronization
internal import TotemKernel
internal import TotemStore

/// Following the table.
extension PluginHost {
    /// Whatever may have changed the table asks for this, so nothing but the rows is read when they are as they were. What can't
    /// run is tried again.
    func followIfChanged() async throws {
        let rows = try await store.read { tx in try PluginStore.rows(in: tx) }
        let hasLost = running.contains { name, plugin in plugin.handle?.hasGivenUp == true && !givenUp.contains(name) }
        guard rows != followedRows || !problems.isEmpty || hasLost else { return }
        try await follow()
    }

    /// Makes the running set what the table says. A plugin that can't run is reported; what its closed hooks guard is refused,
    /// and else the shop goes on without it.
    func follow() async throws {
        let rows = try await store.read { tx in try PluginStore.rows(in: tx) }
        let files = PluginFiles.signs(in: folders)
        let found = discover()
        var active: [ActivePlugin] = []
        var standIns: [ActivePlugin] = []
        var problems: [String: String] = [:]
        var isPassing = false
        for row in found.ordered(rows) {
            do {
                let candidate = try found.runnable(row, among: active.versions, rows)
                let instance = try await start(candidate, row, candidate.isolation(row))
                let isOther = candidate.manifest.version.description != row.version
                if isOther { try await migrate(candidate, row, nil, to: instance) }
                try instance.checkHooks(with: active.map(\.instance))
                let settings = try candidate.manifest.settings.normalize(row.settings)
                active.append(ActivePlugin(instance, settings: settings))
            } catch {
                problems[row.name] = "\(error)"
                if !(error is ConsentProblem) { isPassing = true }
                if let older = stillRunning(row, found[row.name], after: error) {
                    active.append(older)
                } else if let standIn = StandIn.plugin(for: row, found[row.name], why: "\(error)") {
                    standIns.append(standIn)
                }
                guard problems[row.name] != self.problems[row.name] else { continue }
                log.error("a plugin can't run", metadata: ["plugin": "\(row.name)", "why": "\(error)"])
            }
        }
        self.problems = problems
        let before = running
        running = Dictionary(uniqueKeysWithValues: active.map { ($0.name, $0.instance) })
        for (name, instance) in before where running[name] !== instance { instance.handle?.switchOff() }
        let next = PluginSet(active + standIns, outside, log, owners: found.tableOwners)
        set.withLock { $0 = next }
        retry.tried(isOther: rows != followedRows || files != followedFiles, isPassing: isPassing)
        followedRows = rows
        followedFiles = files
    }

    /// The version that runs already goes on while a newer one waits for its owner to agree, or can't run. What was started for this
    /// very row goes on while its files are away, as they are for a moment when others are put in their place.
    private func stillRunning(
        _ row: PluginRow,
        _ candidate: PluginCandidate?,
        after error: any Error
    ) -> ActivePlugin? {
        guard let instance = running[row.name], instance.handle?.hasGivenUp != true,
            error is ConsentProblem || candidate?.isNewer(than: row) ?? instance.isStarted(for: row),
            instance.manifest.permissions.beyond(row.granted ?? PluginPermissions()).isEmpty,
            let settings = try? instance.manifest.settings.normalize(row.settings)
        else { return nil }
        return ActivePlugin(instance, settings: settings)
    }
}

extension PluginInstance {
    fileprivate func isStarted(for row: PluginRow) -> Bool {
        manifest.version.description == row.version && replacement == row.replacement
            && isolation == row.isolation ?? manifest.isolation
    }
}
