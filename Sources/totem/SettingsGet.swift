import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct SettingsGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "The value of a setting.",
        discussion: Setting.help
    )

    @Argument(help: "The setting's key, one of those above.") var key: String
    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading) { node in
            let setting = try await node.store.read { tx in try StoreSettings.get(key, in: tx) }
            Output.line(rows.json ? RowsOption.text(of: setting) : setting.value)
        }
    }
}
