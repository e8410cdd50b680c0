import ArgumentParser
import TotemNode
import TotemPluginHost
import TotemProgram

struct PluginQuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "Plugins that were switched off because they had ended the shop's process.",
        discussion: "totem plugin list names them, and totem plugin info tells why.",
        subcommands: [PluginQuarantineClear.self]
    )
}

struct PluginQuarantineClear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Forget that a plugin was in quarantine. It stays off until it is enabled.",
        discussion: "Nothing of the plugin is loaded for it. totem plugin enable does the same, and switches it on."
    )

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        try await store.withNode(.changing, plugins: plugins) { node in try await node.plugins.clearQuarantine(name) }
        Output.line("\(name) is in quarantine no more, and off.")
    }
}
