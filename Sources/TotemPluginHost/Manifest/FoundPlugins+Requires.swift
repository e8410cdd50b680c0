internal import TotemKernel
internal import TotemStore

/// Plugins that need others: `requires.plugins` of their manifests.
extension FoundPlugins {
    /// The plugins that are on, each behind those that it needs, else by name. Of a cycle none is behind all that it needs.
    func ordered(_ rows: [PluginRow]) -> [PluginRow] {
        var left = rows.filter(\.isActive).sorted { $0.name < $1.name }
        var ordered: [PluginRow] = []
        while !left.isEmpty {
            let waiting = Set(left.map(\.name))
            let next = left.firstIndex { row in needs(of: row.name).allSatisfy { !waiting.contains($0) } } ?? 0
            ordered.append(left.remove(at: next))
        }
        return ordered
    }

    /// - Parameter running: the versions of those that run already.
    /// - Throws: ``PluginProblem`` when it needs one that is not among them.
    func checkNeeds(of candidate: PluginCandidate, among running: [String: SemanticVersion]) throws {
        for (name, range) in candidate.manifest.pluginRanges.sorted(by: { $0.key < $1.key }) {
            guard let version = running[name], range.contains(version) else {
                throw PluginProblem(
                    "it needs the plugin \(name) \(range), which \(running[name].map { "is \($0)" } ?? "does not run")"
                )
            }
        }
    }

    /// The same for one that is to be switched on.
    func checkNeeds(of candidate: PluginCandidate, against rows: [PluginRow]) throws {
        for (name, range) in candidate.manifest.pluginRanges.sorted(by: { $0.key < $1.key }) {
            let version = rows.first { $0.name == name && $0.isActive }.flatMap { SemanticVersion($0.version) }
            guard let version, range.contains(version) else {
                let switchOn = "run totem plugin enable \(name)"
                let mend =
                    version != nil
                    ? "use versions that fit each other"
                    : self[name] == nil ? "install it, and \(switchOn)" : switchOn
                let state = version?.description ?? "not on"
                throw PluginProblem("it needs the plugin \(name) \(range), which is \(state); \(mend)")
            }
        }
    }

    /// A plugin that does not run holds nobody: else two that need each other could never be switched off.
    /// - Throws: ``PluginProblem`` that names the plugins which need it, when it is to be switched off.
    func checkNeeded(_ name: String, by rows: [PluginRow], stopped: Set<String>) throws {
        let stopped = stopped.union(problems(among: rows).keys)
        let dependents = dependents(of: name, among: rows).map(\.name).filter { !stopped.contains($0) }
        guard let first = dependents.first else { return }
        guard dependents.count > 1 else {
            throw PluginProblem("the plugin \(first) needs it; run totem plugin disable \(first) first")
        }
        throw PluginProblem(
            "the plugins \(dependents.joined(separator: ", ")) need it; run totem plugin disable for each first"
        )
    }

    /// - Throws: ``PluginProblem`` that names a plugin which is on and can't work with this version of one that it needs.
    func checkFits(_ candidate: PluginCandidate, dependentsAmong rows: [PluginRow]) throws {
        for dependent in dependents(of: candidate.name, among: rows) {
            guard let range = dependent.manifest.pluginRanges[candidate.name],
                !range.contains(candidate.manifest.version)
            else { continue }
            throw PluginProblem(
                "the plugin \(dependent.name), which is on, needs \(candidate.name) \(range), and this is \(candidate.manifest.version); "
                    + "upgrade \(dependent.name), or switch it off first"
            )
        }
    }

    /// - Throws: ``PluginProblem`` that names the cycle which this version of it makes.
    func checkNoCycle(through candidate: PluginCandidate) throws {
        guard let way = with(candidate).way(from: candidate.name, to: candidate.name, past: []) else { return }
        let cycle = ([candidate.name] + way).joined(separator: " → ")
        throw PluginProblem(
            "its plugin.json and those of others need each other: \(cycle); one must go without the next"
        )
    }

    /// The plugins on the way of needs, the last one included.
    private func way(from name: String, to target: String, past: Set<String>) -> [String]? {
        for next in needs(of: name).sorted() where !past.contains(next) {
            if next == target { return [next] }
            if let rest = way(from: next, to: target, past: past.union([next])) { return [next] + rest }
        }
        return nil
    }

    private func needs(of name: String) -> [String] { self[name].map { Array($0.manifest.pluginRanges.keys) } ?? [] }

    /// The plugins that are on and need it.
    func dependents(of name: String, among rows: [PluginRow]) -> [PluginCandidate] {
        rows.filter { $0.isActive && $0.name != name }.compactMap { self[$0.name] }
            .filter { $0.manifest.pluginRanges[name] != nil }
            .sorted { $0.name < $1.name }
    }
}
