import ArgumentParser

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "The jobs of plugins: their schedules, what waits, what was run and what failed.",
        discussion: "Jobs are run by totemd.",
        subcommands: [JobsList.self, JobsRun.self, JobsRetry.self]
    )
}
