import ArgumentParser
import TotemKernel

struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "The store's settings.",
        subcommands: [SettingsList.self, SettingsGet.self, SettingsSet.self]
    )
}

extension RowsOption {
    func show(_ settings: [Setting]) throws {
        try show(["key", "value"], settings.map { [.string($0.key), .string($0.value)] })
    }
}
