private import Crypto
internal import TotemKernel
internal import TotemStore

/// Libraries that were never loaded, which are tried out first.
extension PluginHost {
    /// Does nothing for a library that has run as it should on any node, as long as its content is the same.
    /// - Throws: ``PluginProblem`` with what happened in the process in which it was tried out.
    func tryOut(_ candidate: PluginCandidate) async throws {
        guard let probe else { return }
        let digest = try await StoreThread.run("plugin") { try candidate.digest() }
        let known = try await store.read { tx in try PluginStore.triedOut(candidate.name, in: tx) }
        guard known != digest else { return }
        try await StoreThread.run("plugin") { try probe.run(candidate) }
        triedOut[candidate.name] = digest
        // One that was never on has no row yet; it is kept when that is written.
        try await store.write { tx in try PluginStore.keepTriedOut(candidate.name, digest, in: tx) }
    }
}

extension PluginCandidate {
    fileprivate func digest() throws -> String {
        let bytes = try PluginFiles.read("\(folder)/\(manifest.library)", atMost: PluginFiles.largestLibrary)
        return SHA256.hash(data: bytes).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
