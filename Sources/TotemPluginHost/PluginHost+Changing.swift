internal import Logging
internal import TotemKernel
internal import TotemStore

/// Changing the table.
extension PluginHost {
    func apply(_ change: PluginChange, to name: String, by actor: TotemKernel.Actor) async throws {
        let rows = try await store.read { tx in try PluginStore.rows(in: tx) }
        let found = discover()
        guard let candidate = found[name] else {
            if let problem = found.refusal(of: name), change.isActive != false {
                throw KernelError.refused(name, problem.description)
            }
            guard rows.contains(where: { $0.name == name }) else {
                throw KernelError.notFound("plugin '\(name)'; known are: \(found.names)")
            }
            guard change.isActive == false, change.settings == nil else {
                throw KernelError.refused(name, found.absence(of: name).description)
            }
            return try await switchOffWithoutLibrary(name)
        }
        let steps: ChangeSteps
        do {
            let stopped = Set(problems.keys).subtracting(running.keys)
            try found.check(change, of: candidate, against: rows, stopped: stopped)
            let row = rows.first { $0.name == name }
            let instance = try await instance(of: candidate, row, for: change, among: found)
            if change.isActive == true { try instance?.checkHooks(with: Array(running.values)) }
            steps = ChangeSteps(
                instance: instance,
                candidate: candidate,
                migrator: change.isActive == true ? try migrator(of: candidate) : nil,
                change: change,
                triedOut: triedOut[name],
                check: { rows in try found.check(change, of: candidate, against: rows, stopped: stopped) },
                actor: actor,
                now: clock.now,
                log: log
            )
        } catch let problem as PluginProblem {
            throw KernelError.refused(name, problem.description)
        }
        do {
            try await store.write { tx in try steps.run(in: tx) }
        } catch let problem as PluginProblem {
            throw KernelError.refused(name, problem.description)
        } catch let error as StoreError where KernelError.blamesPlugin(error) {
            throw KernelError.refused(name, error.description)
        }
        // What the plugin's own hook has just agreed with is what runs from now on.
        guard isFollowing, change.isActive == true || change.isolation != nil, let instance = steps.instance else {
            return
        }
        let before = running.updateValue(instance, forKey: name)
        if before !== instance { before?.handle?.switchOff() }
    }

    /// A plugin that is broken can always be switched off: nothing is loaded for that, and who runs already is told.
    private func instance(
        of candidate: PluginCandidate,
        _ row: PluginRow?,
        for change: PluginChange,
        among found: FoundPlugins
    ) async throws -> PluginInstance? {
        let isolation = change.isolation ?? candidate.isolation(row)
        guard change.isActive == false else {
            return try await start(try found.usable(candidate.name), row, isolation)
        }
        return running[candidate.name]
    }

    private func switchOffWithoutLibrary(_ name: String) async throws {
        let now = clock.now
        try await store.write { tx in
            try tx.lock(.plugins)
            guard var row = try PluginStore.row(name, in: tx) else { return }
            row.isActive = false
            try PluginStore.save(row, in: tx, at: now)
        }
    }
}
