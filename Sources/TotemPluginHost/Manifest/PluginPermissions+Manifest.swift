internal import TotemKernel

extension PluginPermissions {
    /// Reads `permissions` of a manifest.
    /// - Throws: ``PluginProblem`` that names the member, and what there is.
    init(manifest json: ManifestObject?) throws {
        self.init()
        guard let json else { return }
        try json.allow(["read", "do", "network"])
        read = try Set(json.optionalStrings("read").map { try Self.checkedRead($0, json) })
        actions = try Set(json.optionalStrings("do").map { try Self.checkedAction($0, json) })
        network = try Set(json.optionalStrings("network").map { try Self.checkedHost($0, json) })
    }

    private static func checkedRead(_ name: String, _ json: ManifestObject) throws -> String {
        if CoreViews.readable.contains(name) { return name }
        guard !CoreViews.ofPeople.contains(name), name != "users" else {
            let action = PluginAction.customersRead.rawValue
            throw json.problem(
                "read",
                "holds '\(name)', which is people's data; ask for it with \"do\": [\"\(action)\"]"
            )
        }
        let known = CoreViews.readable.sorted().joined(separator: ", ")
        throw json.problem("read", "holds '\(name)', which is given to no plugin; there are: \(known)")
    }

    private static func checkedAction(_ name: String, _ json: ManifestObject) throws -> PluginAction {
        if let action = PluginAction(rawValue: name) { return action }
        let known = PluginAction.allCases.map(\.rawValue).joined(separator: ", ")
        throw json.problem("do", "holds '\(name)', which is nothing that a plugin can do; there are: \(known)")
    }

    /// A host name as DNS has it; without a scheme, a port or a path, and no number.
    private static func checkedHost(_ name: String, _ json: ManifestObject) throws -> String {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.count > 1 && name.utf8.count <= 253 && labels.allSatisfy(isLabel)
        guard isName, labels.last?.contains(where: \.isLetter) == true else {
            throw json.problem(
                "network",
                "holds '\(name)', which is no host name such as api.example.com, in small letters"
            )
        }
        return name
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let isWritten = label.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        }
        return isWritten && (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
    }
}
