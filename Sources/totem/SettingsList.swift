import ArgumentParser
import TotemKernel
import TotemNode
import TotemStore

struct SettingsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Every setting.")

    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading) { node in
            rows.show(try await node.store.read { tx in try StoreSettings.list(in: tx) })
        }
    }
}
