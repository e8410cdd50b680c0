import ArgumentParser

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "The schema of the store.",
        subcommands: [MigrateStatus.self, MigrateUp.self]
    )
}
