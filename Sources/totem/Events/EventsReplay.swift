import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram

struct EventsReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Have plugins told again of events that they failed at.",
        discussion: "A running totemd tells them, soon. What fails once more is shown by totem events failed again."
    )

    @Argument(help: "The id of one, as totem events failed shows it. Else all.")
    var id: Int64?

    @Option(help: ArgumentHelp("Only those of this plugin.", valueName: "name"))
    var plugin: String?

    @OptionGroup var store: StoreOption

    func validate() throws {
        guard id ?? 1 > 0 else { throw ValidationError("An id is a number from 1.") }
    }

    func run() async throws {
        let count = try await store.withNode(.changing) { node in
            try await node.kernel.write(as: .system) { [id, plugin] tx, context in
                try FailedEvents.replay(id.map { FailedEvent.ID($0) }, of: plugin, in: tx, at: context.now)
            }
        }
        Output.line("\(count) event\(count == 1 ? "" : "s") will be told again by the totemd that runs this shop.")
    }
}
