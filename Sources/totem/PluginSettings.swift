import ArgumentParser
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram

struct PluginSettings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Show a plugin's settings, or change some.",
        discussion:
            "A value is JSON when it can be read as such (12, true, [1, 2]), else text. An empty one removes the key."
    )

    @Argument(help: "The plugin's name.") var name: String
    @Argument(help: "KEY=VALUE, as many as you like.") var changes: [String] = []
    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func validate() throws {
        for change in changes where change.firstIndex(of: "=") ?? change.startIndex == change.startIndex {
            throw ValidationError("'\(change)' is no KEY=VALUE; write one such as minimum=100")
        }
    }

    func run() async throws {
        guard !changes.isEmpty else {
            return try await store.withNode(.reading, plugins: plugins) { node in
                try show(try await node.plugin(named: name).settings)
            }
        }
        let settings = try await store.withNode(.changing, plugins: plugins) { node in
            let change = PluginChange(settings: merged(try await node.plugin(named: name).settings))
            return try await node.plugins.change(name, to: change, by: .system).settings
        }
        try show(settings)
    }

    private func show(_ settings: JSONValue) throws {
        guard case .object(let members) = settings, !rows.json else { return try rows.show(settings) }
        try rows.show(["key", "value"], members.sorted { $0.key < $1.key }.map { [.string($0.key), $0.value] })
    }

    private func merged(_ settings: JSONValue) -> JSONValue {
        var members: [String: JSONValue] = [:]
        if case .object(let old) = settings { members = old }
        for change in changes {
            let parts = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let text = String(parts[1])
            let value = (try? JSONValue(text: text)) ?? .string(text)
            members[String(parts[0])] = text.isEmpty ? nil : value
        }
        return .object(members)
    }
}
