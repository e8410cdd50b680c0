import ArgumentParser
import Glibc
import TotemNode

/// The command line of a shop: its store, catalogue, plugins, users and settings.
@main
struct Totem: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "totem",
        abstract: "Run a shop: its store, catalogue, plugins, people and settings.",
        discussion: """
            Every command takes --store sqlite:PATH or postgres://…, else TOTEM_STORE, else sqlite:./data/store.db. Commands that print \
            rows take --json. Failed operations exit with 1, wrong usage with 2.
            """,
        version: "0.1.0",
        subcommands: [
            Initialize.self, Import.self, ExportCommand.self, PluginCommand.self, UserCommand.self, KeyCommand.self,
            SettingsCommand.self, WebhookCommand.self,
            MigrateCommand.self, Copy.self, Serve.self,
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot(StoreOption.movedBehindCommand(Array(CommandLine.arguments.dropFirst())))
            CommandLine.hidePasswords()
            guard var command = command as? any AsyncParsableCommand else { return try command.run() }
            try await command.run()
        } catch {
            finish(with: error)
        }
    }

    private static func finish(with error: any Error) -> Never {
        switch exitCode(for: error) {
        case .success: exit(withError: error)
        case .validationFailure:
            Output.error(StoreAddress.withoutPasswords(fullMessage(for: error)))
            Glibc.exit(2)
        default:
            Output.error("totem: \(Failure.message(of: error))")
            Glibc.exit(1)
        }
    }
}
