import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram

struct PluginList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Every plugin that is there.")

    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        try await store.withNode(.reading, plugins: plugins) { node in
            let plugins = try await node.plugins.plugins()
            rows.show(
                ["name", "version", "is_active", "isolation", "title", "problem", "next_version"],
                plugins
            ) { plugin in
                [
                    .string(plugin.name), .string(plugin.version), .boolean(plugin.isActive),
                    .string(plugin.isolation.rawValue), .string(plugin.title),
                    plugin.problem.map(JSONValue.string) ?? .null,
                    plugin.nextVersion.map(JSONValue.string) ?? .null,
                ]
            }
        }
    }
}
