import ArgumentParser
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram

struct PluginIsolate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "isolate",
        abstract: "Say where a plugin runs: in a process of its own, or in the shop's.",
        discussion: """
            In a process of its own it can do nothing but compute and ask the shop, and when it crashes or hangs that costs the \
            call it was in; each call takes longer. A running shop follows at once, with requests in flight.
            """
    )

    @Argument(help: "The plugin's name.") var name: String
    @Argument(help: "process, or none.") var isolation: PluginIsolation
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        let plugin = try await store.withNode(.changing, plugins: plugins) { node in
            try await node.plugins.change(name, to: PluginChange(isolation: isolation), by: .system)
        }
        let place = plugin.isolation == .process ? "in a process of its own" : "in the shop's process"
        Output.line("\(plugin.name) \(plugin.version) runs \(place).")
    }
}
