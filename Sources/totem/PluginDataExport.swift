import ArgumentParser
import TotemCopy
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram
import TotemStore

struct PluginDataExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "All that a plugin has in the store: its settings and every row of its tables.",
        discussion: """
            Each line is a JSON object: the first has the plugin, its version and its settings, of which secrets are left \
            out, and each of the others a row: {"table": …, "row": {…}}. All of it is as at one moment. Nothing of the \
            plugin is run.
            """
    )

    @Argument(help: "The plugin's name.") var name: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write; stdout when it is left out.", valueName: "file"),
        completion: .file()
    )
    var output: String?
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        try await store.withNode(.reading, plugins: plugins) { node in
            let plugin = try await node.plugin(named: name)
            let tables = try await node.plugins.tables(of: name)
            let path = output
            try await node.store.read { tx in
                let export = try PluginExport(of: tables, in: tx)
                let file = try ExportFile(path)
                try file.write(export.head(plugin).text() + "\n")
                try export.eachRow { row in try file.write(row.text() + "\n") }
                try file.finish()
            }
        }
    }
}
