import ArgumentParser
import TotemAPI
import TotemKernel

struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "The store's settings.",
        subcommands: [SettingsList.self, SettingsGet.self, SettingsSet.self]
    )
}

extension Setting {
    /// Every setting with what it means.
    static let help = SettingDefinition.all.map { "\($0.key): \($0.summary)" }.joined(separator: "\n\n")
}

extension RowsOption {
    func show(_ settings: [Setting]) {
        show(["key", "value", "summary"], settings) { setting in
            let summary = SettingDefinition.all.first { $0.key == setting.key }?.summary
            return [.string(setting.key), .string(setting.value), summary.map(JSONValue.string) ?? .null]
        }
    }
}
