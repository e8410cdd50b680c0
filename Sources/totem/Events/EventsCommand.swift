import ArgumentParser

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "The feed of what happens in the shop.",
        subcommands: [EventsTail.self, EventsFailed.self, EventsReplay.self]
    )
}
