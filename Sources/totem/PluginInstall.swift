import ArgumentParser
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram

struct PluginInstall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Check a plugin's folder, and copy it to where the store's daemon looks.",
        discussion: """
            The folder has the plugin's plugin.json, its library and its migrations; these are copied. A newer version \
            takes the place of an older one, and when that is on, the newer one runs from then on. They are copied to \
            plugins/ beside the file of a SQLite store, and to /var/lib/totem/plugins for a PostgreSQL store: on each machine \
            that has a daemon. With --plugins they are copied to the last folder named, which the daemons are then given too.
            """
    )

    @Argument(help: "The plugin's folder.", completion: .directory) var path: String
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        let plugin = try await store.withNode(.changing, plugins: plugins) { node in
            try await node.plugins.install(from: path)
        }
        let next = plugin.isActive ? "and on" : "totem plugin enable \(plugin.name) switches it on"
        let place = plugin.folder.map { " in \($0)" } ?? ""
        Output.line("\(plugin.name) \(plugin.version) is installed\(place), \(next).")
    }
}

struct PluginUpgrade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Take up the version that lies in a plugin's folder, such as after an upgrade of Totem.",
        discussion: "Of a plugin that is on: its tables are migrated, and a running daemon runs the new version."
    )

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        let plugin = try await store.withNode(.changing, plugins: plugins) { node in
            guard try await node.plugin(named: name).isActive else {
                throw Failure("\(name) is off; totem plugin enable \(name) takes up the version that is there")
            }
            return try await node.plugins.upgrade(name)
        }
        Output.line("\(plugin.name) \(plugin.version) is on.")
    }
}

struct PluginRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove an installed plugin that is off. Its data stays, unless --drop-data is given."
    )

    @Argument(help: "The plugin's name.") var name: String
    @Flag(help: "Drop the plugin's tables with all that is in them, and forget its settings.") var dropData = false
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        try await store.withNode(.changing, plugins: plugins) { node in
            try await node.plugins.remove(name, dropData: dropData)
        }
        Output.line("\(name) is removed, its data \(dropData ? "is dropped" : "stays").")
    }
}
