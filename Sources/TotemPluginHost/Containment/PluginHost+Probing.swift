internal import TotemKernel
internal import TotemStore

/// Libraries that were never loaded, which are tried out first.
extension PluginHost {
    /// Does nothing for a library that has run as it should on any node, as long as its content is the same.
    /// - Returns: the content that was; nil: none has to be.
    /// - Throws: ``PluginProblem`` with what happened in the process in which it was tried out.
    func tryOut(_ candidate: PluginCandidate) async throws -> String? {
        guard let probe else { return nil }
        let digest = try await StoreThread.run("plugin") { try candidate.digest() }
        let known = try await store.read { tx in try PluginStore.triedOut(candidate.name, in: tx) }
        guard known != digest else { return digest }
        try await StoreThread.run("plugin") { try probe.run(candidate) }
        triedOut[candidate.name] = digest
        // One that was never on has no row yet; it is kept when that is written.
        try await store.write { tx in try PluginStore.keepTriedOut(candidate.name, digest, in: tx) }
        return digest
    }
}

extension PluginCandidate {
    fileprivate func digest() throws -> String {
        PluginFiles.digest(
            of: try PluginFiles.read("\(folder)/\(manifest.library)", atMost: PluginFiles.largestLibrary)
        )
    }
}
