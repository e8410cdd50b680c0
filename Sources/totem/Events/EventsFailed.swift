import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode

struct EventsFailed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failed",
        abstract: "Events that plugins were told of in vain, newest first, and what was wrong."
    )

    @Option(help: ArgumentHelp("Only those of this plugin.", valueName: "name"))
    var plugin: String?

    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading) { node in
            let failed = try await node.kernel.everything { [plugin] page, tx in
                try FailedEvents.list(page, of: plugin, in: tx)
            }
            rows.show(
                ["id", "plugin", "event", "type", "subject", "attempts", "failed_at", "replayed", "error"],
                failed
            ) { failed in
                [
                    .integer(failed.id.value), .string(failed.plugin), .integer(failed.event.id),
                    .string(failed.event.type), .string("\(failed.event.subject) \(failed.event.subjectID)"),
                    .integer(Int64(failed.attempts)), .string(failed.failedAt.description),
                    .boolean(failed.isReplayed), .string(failed.error),
                ]
            }
        }
    }
}
