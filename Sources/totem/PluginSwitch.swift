import ArgumentParser
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram

struct PluginEnable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Switch a plugin on.",
        discussion: """
            Shows what the plugin may read, do and reach besides its own tables, and who else changes the same, and asks once; \
            what was agreed with is kept, and a newer version that wants more asks again.
            """
    )

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var consent: ConsentOption
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        let plugin = try await store.withNode(.changing, plugins: plugins) { node in
            let there = try await node.plugins.plugins().first { $0.name == name }
            if let quarantine = there?.quarantine {
                Output.error("\(name) was in quarantine since \(quarantine.at): \(quarantine.reason)")
            }
            let grant = try there.flatMap { try consent.ask(about: $0) }
            return try await node.plugins.change(name, to: PluginChange(isActive: true, grant: grant), by: .system)
        }
        Output.line("\(plugin.name) \(plugin.version) is on.")
    }
}

struct PluginDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Switch a plugin off. Its data stays.",
        discussion: """
            Nothing of the plugin is loaded for it, so that one that crashes can be switched off: its hook plugin.disabled \
            runs only where it is switched off over HTTP.
            """
    )

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        let plugin = try await store.withNode(.changing, plugins: plugins) { node in
            try await node.plugins.change(name, to: PluginChange(isActive: false), by: .system)
        }
        Output.line("\(plugin.name) \(plugin.version) is off.")
    }
}
