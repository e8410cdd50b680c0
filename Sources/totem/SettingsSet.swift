import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct SettingsSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change a setting.",
        discussion: Setting.help
    )

    @Argument(help: "The setting's key, one of those above.") var key: String
    @Argument(help: "Its new value.") var value: ComposedText
    @OptionGroup var store: StoreOption

    func run() async throws {
        let setting = try await store.withNode(.changing) { node in
            try await node.kernel.write(as: .system) { tx, context in
                try StoreSettings.set(key, to: value.text, in: tx, at: context.now)
            }
        }
        Output.line("\(setting.key) is \(setting.value).")
    }
}
