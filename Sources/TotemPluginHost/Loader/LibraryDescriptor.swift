internal import CTotem
internal import TotemKernel
internal import TotemStore

/// What a library says of itself, wherever it was loaded.
struct LibraryDescriptor {
    let abi: UInt32
    let name: String
    let version: String

    /// - Throws: ``PluginProblem`` when this Totem can't run it, or it is not what its manifest says.
    func check(_ manifest: PluginManifest, _ path: String) throws {
        guard abi >> 16 == TOTEM_ABI >> 16 else {
            throw PluginProblem(
                "\(manifest.name) \(manifest.version) was built for ABI \(Self.shown(abi)), this Totem "
                    + "\(CoreSchema.kernelVersion) speaks \(Self.shown(TOTEM_ABI)): build it with the header of this Totem, or install the "
                    + "plugin's version for it"
            )
        }
        guard abi & 0xFFFF <= TOTEM_ABI & 0xFFFF else {
            throw PluginProblem(
                "\(manifest.name) \(manifest.version) needs ABI \(Self.shown(abi)), this Totem \(CoreSchema.kernelVersion) "
                    + "speaks \(Self.shown(TOTEM_ABI)): upgrade Totem, or build the plugin with an older header"
            )
        }
        try compare(name, manifest.name, "name", path)
        try compare(version, manifest.version.description, "version", path)
    }

    private func compare(_ found: String, _ expected: String, _ what: String, _ path: String) throws {
        guard found == expected else {
            throw PluginProblem(
                "\(path): its \(what) is '\(found)', plugin.json says '\(expected)'; make them the same"
            )
        }
    }

    fileprivate static func shown(_ abi: UInt32) -> String { "\(abi >> 16).\(abi & 0xFFFF)" }
}

extension PluginProblem {
    static func noEntry(_ path: String) -> PluginProblem {
        PluginProblem("\(path) has no function totem_plugin_entry; export it with TOTEM_EXPORT")
    }

    static func refusal(_ path: String, _ reason: String) -> PluginProblem {
        PluginProblem("\(path) refuses to work with this Totem: \(reason)")
    }

    static func noDescriptor(_ path: String) -> PluginProblem {
        PluginProblem(
            "\(path) has no descriptor for this Totem (ABI \(LibraryDescriptor.shown(TOTEM_ABI))), and does not say why"
        )
    }

    static func smallDescriptor(_ path: String, _ size: UInt32) -> PluginProblem {
        PluginProblem(
            "\(path): its descriptor says a size of \(size) bytes, at least \(totem_plugin.firstSize) were "
                + "expected; set .size = sizeof(totem_plugin)"
        )
    }

    static func noStart(_ path: String) -> PluginProblem {
        PluginProblem("\(path): its descriptor has no start function")
    }

    static func notStarted(_ path: String, _ why: String) -> PluginProblem {
        PluginProblem("\(path): \(why). Nothing of it was registered")
    }
}
