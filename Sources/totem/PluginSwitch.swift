import ArgumentParser
import TotemKernel
import TotemNode
import TotemPluginHost

struct PluginEnable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "Switch a plugin on.")

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withFollowedNode { node in
            let plugin = try await node.plugins.change(name, to: PluginChange(isActive: true), by: .system)
            Output.line("\(plugin.name) \(plugin.version) is on.")
        }
    }
}

struct PluginDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Switch a plugin off. Its data stays."
    )

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withFollowedNode { node in
            let plugin = try await node.plugins.change(name, to: PluginChange(isActive: false), by: .system)
            Output.line("\(plugin.name) \(plugin.version) is off.")
        }
    }
}
