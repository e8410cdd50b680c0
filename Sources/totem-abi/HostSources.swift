/// What the host knows of the ABI: `Sources/TotemPluginHost/Generated/`.
struct HostSources {
    let header: Header

    /// The hooks and their rules.
    func hookPoints() -> String {
        let effects = Set(header.hooks.flatMap(\.effects)).sorted()
        var text = """
            // Written by `make abi` from totem_plugin.h.
            // swift-format-ignore-file

            /// The hooks of the ABI, with what the header says of each.
            public enum HookPoint: String, Sendable, CaseIterable {

            """
        for hook in header.hooks { text += "    case \(Names.member(hook.name)) = \"\(hook.name)\"\n" }
        text += "\n    public var context: HookContext {\n        switch self {\n"
        for context in ["pure", "tx", "outside", "after"] {
            let hooks = header.hooks.filter { $0.context == context }
            if !hooks.isEmpty { text += "        case \(cases(hooks)): .\(context)\n" }
        }
        text +=
            "        }\n    }\n\n    /// Whether a plugin can say no.\n    public var mayVeto: Bool {\n        switch self {\n"
        for (mayVeto, value) in [(true, "true"), (false, "false")] {
            let hooks = header.hooks.filter { $0.mayVeto == mayVeto }
            if !hooks.isEmpty { text += "        case \(cases(hooks)): \(value)\n" }
        }
        text +=
            "        }\n    }\n\n    /// The functions by which a plugin changes something.\n    var effects: [HookEffect] {\n        switch self {\n"
        for hook in header.hooks where !hook.effects.isEmpty {
            text +=
                "        case .\(Names.member(hook.name)): [\(hook.effects.map { "." + Names.member($0) }.joined(separator: ", "))]\n"
        }
        if header.hooks.contains(where: \.effects.isEmpty) { text += "        default: []\n" }
        text +=
            "        }\n    }\n}\n\n/// A function that means something only in the hooks that have it.\nenum HookEffect: String, Sendable {\n"
        for effect in effects {
            let member = Names.member(effect)
            text += member == effect ? "    case \(member)\n" : "    case \(member) = \"\(effect)\"\n"
        }
        return text + "\n    var function: String { \"totem_\\(rawValue)\" }\n}\n"
    }

    private func cases(_ hooks: [Header.Hook]) -> String {
        hooks.map { "." + Names.member($0.name) }.joined(separator: ", ")
    }

    /// The sizes of what plugins pass.
    func passedStructs() throws -> String {
        let layout = Layout(header)
        let passed = header.structs.filter { record in
            guard record.fields.first?.name == "size", !record.isHandle else { return false }
            return record.name == "totem_plugin" || isPassed(record.name)
        }
        var text = """
            // Written by `make abi` from totem_plugin.h.
            // swift-format-ignore-file

            internal import CTotem


            """
        text += try passed.map { record in
            "extension \(record.name): PassedStruct {\n    static var firstSize: Int { \(try layout.size(of: record)) }\n}\n"
        }.joined(separator: "\n")
        return text
    }

    /// Whether a function of the table takes a pointer to it, or fills it in, or it is in an array of one that is passed.
    private func isPassed(_ name: String) -> Bool {
        isTaken(name)
            || header.structs.contains { record in
                isTaken(record.name) && record.fields.contains { $0.type == "const \(name) *const *" }
            }
    }

    private func isTaken(_ name: String) -> Bool {
        header.functions.contains { function in
            function.parameters.split(separator: ", ").contains { parameter in
                let words = parameter.split(whereSeparator: { $0 == " " || $0 == "*" })
                return words.contains(Substring(name)) && parameter.contains("*") && !parameter.contains("**")
            }
        }
    }
}
