internal import TotemKernel
internal import TotemStore

/// Whether the versions that were found can run where the rows say that they are on.
extension FoundPlugins {
    /// Of a plugin that is on, whether what was found of it may run beside those that run already, as far as its files tell. A
    /// version that is newer than its row would be taken up, so what an upgrade asks is asked.
    /// - Throws: ``PluginProblem``, ``ConsentProblem`` or ``KernelError`` with the reason.
    func runnable(
        _ row: PluginRow,
        among running: [String: SemanticVersion],
        _ rows: [PluginRow]
    ) throws -> PluginCandidate {
        let candidate = try usable(row.name)
        try candidate.checkConsent(of: row)
        if candidate.manifest.version.description != row.version {
            try checkUpgrade(of: row, to: candidate, among: rows)
        } else {
            try candidate.checkSettings(of: row)
        }
        try checkNeeds(of: candidate, among: running)
        try checkTables(of: candidate, against: rows)
        return candidate
    }

    /// Whether another version may take the place of one that is on, once its owner agrees.
    /// - Throws: ``PluginProblem`` with the reason.
    func checkUpgrade(of row: PluginRow, to candidate: PluginCandidate, among rows: [PluginRow]) throws {
        try candidate.checkNotOlder(than: row)
        try candidate.checkSettings(of: row)
        try checkFits(candidate, dependentsAmong: rows)
        try checkNoCycle(through: candidate)
    }

    /// Why plugins that are on can't run, by name, as far as their files tell.
    func problems(among rows: [PluginRow]) -> [String: String] {
        var running: [String: SemanticVersion] = [:]
        var problems: [String: String] = [:]
        for row in ordered(rows) {
            do {
                running[row.name] = try runnable(row, among: running, rows).manifest.version
            } catch {
                problems[row.name] = "\(error)"
            }
        }
        return problems
    }
}
