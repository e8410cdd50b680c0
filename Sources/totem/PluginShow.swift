import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram

struct PluginShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "What a plugin is and how it is set."
    )

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        try await store.withNode(.reading, plugins: plugins) { node in
            let plugin = try await node.plugin(named: name)
            guard !rows.json else { return Output.line(RowsOption.text(of: plugin)) }
            let members: [(String, JSONValue)] = [
                ("name", .string(plugin.name)), ("version", .string(plugin.version)),
                ("next_version", plugin.nextVersion.map(JSONValue.string) ?? .null), ("title", .string(plugin.title)),
                ("description", .string(plugin.description)), ("is_active", .boolean(plugin.isActive)),
                ("problem", plugin.problem.map(JSONValue.string) ?? .null),
                ("quarantine", plugin.quarantine?.json ?? .null), ("settings", plugin.settings),
                ("settings_schema", plugin.settingsSchema ?? .null),
                ("permissions", plugin.permissions?.json ?? .null), ("granted", plugin.granted?.json ?? .null),
                ("isolation", .string(plugin.isolation.rawValue)),
                ("events", .object(plugin.events.mapValues { .string($0) })),
                ("folder", plugin.folder.map(JSONValue.string) ?? .null),
            ]
            rows.show(["field", "value"], members.map { [.string($0.0), $0.1] })
        }
    }
}

extension PluginQuarantine {
    fileprivate var json: JSONValue {
        .object(["reason": .string(reason), "function": .string(function), "at": .string(at.description)])
    }
}

extension Node {
    /// - Throws: ``KernelError`` not found.
    func plugin(named name: String) async throws -> PluginInfo {
        guard let plugin = try await plugins.plugins().first(where: { $0.name == name }) else {
            throw KernelError.notFound("plugin '\(name)'; totem plugin list shows those that there are")
        }
        return plugin
    }
}
