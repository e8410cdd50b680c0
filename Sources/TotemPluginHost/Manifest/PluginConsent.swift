internal import TotemKernel

/// What a plugin was granted, against what it asks for.
extension PluginCandidate {
    /// - Parameter grant: what its owner says now; nil: what was granted before holds.
    /// - Throws: ``KernelError`` that tells what it asks for, when its owner has not agreed with all of it.
    func checkConsent(of row: PluginRow?, _ grant: PluginPermissions?) throws(KernelError) {
        guard let lacking = lackingConsent(grant ?? row?.granted) else { return }
        throw .needsConsent(name, lacking)
    }

    /// The same for a plugin that is on, whose files are newer than what was agreed with.
    /// - Throws: ``ConsentProblem``.
    func checkConsent(of row: PluginRow) throws {
        guard let lacking = lackingConsent(row.granted) else { return }
        throw ConsentProblem(name: name, lacking: lacking)
    }

    /// What of a grant is kept: nothing that it does not ask for, which a later version could take without a question.
    func kept(_ grant: PluginPermissions?) -> PluginPermissions? {
        guard let grant else { return nil }
        return grant.beyond(grant.beyond(manifest.permissions))
    }

    /// What was not granted; nil when nothing is left to ask, as of a plugin that wants nothing but its own tables.
    private func lackingConsent(_ granted: PluginPermissions?) -> PluginPermissions? {
        let lacking = manifest.permissions.beyond(granted ?? PluginPermissions())
        return lacking.isEmpty ? nil : lacking
    }
}

/// A plugin that is on asks for more than it was granted.
struct ConsentProblem: Error, CustomStringConvertible {
    let name: String
    let lacking: PluginPermissions

    var description: String {
        "it asks for more than it was granted: to \(lacking.sentences.joined(separator: ", to ")); run totem plugin enable "
            + "\(name) to agree with it"
    }
}

extension KernelError {
    /// Nobody has agreed yet with what a plugin asks for.
    static func needsConsent(_ name: String, _ lacking: PluginPermissions) -> KernelError {
        let wants = lacking.sentences.joined(separator: ", to ")
        let json = lacking.json.text()
        return KernelError(
            .conflict,
            "plugin-needs-consent",
            "The plugin '\(name)' asks to \(wants). To agree, send \"grant\" with all that its \"permissions\" list (new: "
                + "\(json)), or run totem plugin enable \(name)."
        )
    }
}
