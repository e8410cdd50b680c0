import ArgumentParser
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram
import TotemStore

struct PluginInstall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Check a plugin's folder, and copy it to where the store's daemon looks.",
        discussion: """
            The folder has the plugin's plugin.json, its library and its migrations; these are copied. A newer version \
            takes the place of an older one, and when that is on, the newer one runs from then on. They are copied to \
            plugins/ beside the file of a SQLite store, and to /var/lib/totem/plugins for a PostgreSQL store: on each machine \
            that has a daemon. With --plugins they are copied to the last folder named, which the daemons are then given too. \
            With --replace the version that is there may come again, built anew: running daemons then run the new library. \
            Migrations that were applied must be as they were.
            """
    )

    @Argument(help: "The plugin's folder.", completion: .directory) var path: String
    @Flag(help: "Put it in the place of the same version, while you develop it.") var replace = false
    @OptionGroup var consent: ConsentOption
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        let plugin = try await store.withNode(.changing, plugins: plugins) { node in
            let grant = try await newer(in: node).flatMap { try consent.ask(about: $0) }
            return try await node.plugins.install(from: path, granting: grant, replacing: replace)
        }
        let next = plugin.isActive ? "and on" : "totem plugin enable \(plugin.name) switches it on"
        let place = plugin.folder.map { " in \($0)" } ?? ""
        Output.line("\(plugin.name) \(plugin.version) is installed\(place), \(next).")
    }

    /// A plugin that is on as its newer version would have it; nil for others, whose owner is asked when they are switched on.
    private func newer(in node: Node) async throws -> PluginInfo? {
        let manifest = try await node.plugins.manifest(in: path)
        let old = try await node.plugins.plugins().first { $0.name == manifest.name && $0.isActive }
        return old?.with(nextVersion: manifest.version.description, permissions: manifest.permissions)
    }
}

struct PluginUpgrade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Take up the version that lies in a plugin's folder, such as after an upgrade of Totem.",
        discussion: "Of a plugin that is on: its tables are migrated, and a running daemon runs the new version."
    )

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var consent: ConsentOption
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        try await store.withNode(.changing, plugins: plugins) { node in
            let there = try await node.plugin(named: name)
            guard there.isActive else {
                throw Failure("\(name) is off; totem plugin enable \(name) takes up the version that is there")
            }
            let plugin = try await node.plugins.upgrade(name, granting: try consent.ask(about: there))
            let isNew = there.nextVersion != nil
            Output.line(
                "\(name) \(plugin.version) is on\(isNew ? "" : ": no other version lies in \(plugin.folder ?? "its folder")")."
            )
        }
    }
}

struct PluginRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove an installed plugin that is off. Its data stays, unless --drop-data is given.",
        discussion: """
            Of a plugin that came with Totem --drop-data drops the data, and the plugin's files stay where they are: it is off, as \
            it was before it was first switched on.
            """
    )

    @Argument(help: "The plugin's name.") var name: String
    @Flag(help: "Drop the plugin's tables with all that is in them, and forget its settings.") var dropData = false
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        let removal = try await store.withNode(.changing, plugins: plugins) { node in
            try await node.plugins.remove(name, dropData: dropData)
        }
        guard let folder = removal.keptFolder else {
            return Output.line("\(name) is removed, its data \(removal.isDataDropped ? "is dropped" : "stays").")
        }
        Output.line(
            "The data of \(name) is dropped. Its files stay in \(folder), where totem plugin install did not put them."
        )
    }
}
