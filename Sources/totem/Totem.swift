import ArgumentParser
import TotemKernel
import TotemProgram
import TotemStore

/// The command line of a shop: its store, catalogue, plugins, users and settings.
@main
struct Totem: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "totem",
        abstract: "Run a shop: its store, catalogue, plugins, people and settings.",
        discussion: """
            Every command but copy takes --store sqlite:PATH or postgres://…, else TOTEM_STORE, else sqlite:./data/store.db. A store \
            is made by init and import; every other command needs one that is there. Commands that print rows take --json. \
            Failed operations exit with 1, wrong usage with 2.
            """,
        version: CoreSchema.kernelVersion.description,
        subcommands: [
            Initialize.self, Import.self, ExportCommand.self, PluginCommand.self, UserCommand.self,
            CustomerCommand.self, KeyCommand.self, SettingsCommand.self, OrderCommand.self, ReportCommand.self,
            WebhookCommand.self, EventsCommand.self, JobsCommand.self, ServiceCall.self, MigrateCommand.self, Copy.self,
            DoctorCommand.self, Serve.self,
        ]
    )

    static func main() async {
        let arguments = StoreOption.movedBehindCommand(Array(CommandLine.arguments.dropFirst()))
        await Program.run(Self.self, arguments, message: Failure.message)
    }
}
