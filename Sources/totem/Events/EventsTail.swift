import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct EventsTail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Show the last events, and each one as it happens, until Ctrl-C."
    )

    @Option(name: .shortAndLong, help: "How many of those that have been are shown first.")
    var lines = 10

    @Option(help: ArgumentHelp("End after so many.", valueName: "number"))
    var limit: Int?

    @Option(help: ArgumentHelp("Only events of this type, such as order.committed.", valueName: "type"))
    var type: String?

    @Flag(help: "Print each event as one line of JSON, as GET /v1/events answers it.")
    var json = false

    @OptionGroup var store: StoreOption

    func validate() throws {
        guard (0...1000).contains(lines) else { throw ValidationError("--lines must be from 0 to 1000.") }
        guard limit ?? 1 > 0 else { throw ValidationError("--limit must be 1 or more.") }
    }

    func run() async throws {
        if let type { _ = try EventName(named: type, field: "--type") }
        do {
            try await store.withNode(.reading) { node in
                try await Interruption.stopping { try await follow(node.store) }
            }
        } catch is CancellationError {
            // Ctrl-C is how it ends.
        }
    }

    private func follow(_ store: any Store) async throws {
        var left = limit ?? .max
        let first = try await store.read { [lines, type] tx in
            (events: try Outbox.newest(lines, of: type, in: tx), tail: try FeedTail(in: tx))
        }
        try show(first.events, &left)
        var tail = first.tail
        while left > 0 {
            try Task.checkCancellation()
            let next = try await store.read { [tail] tx in
                var tail = tail
                return (events: try tail.next(in: tx), tail: tail)
            }
            tail = next.tail
            try show(next.events, &left)
            // What is there already is not waited for.
            if next.events.isEmpty { _ = await store.waitForChange(upTo: .milliseconds(200)) }
        }
    }

    /// - Throws: when nobody reads what is shown any more.
    private func show(_ events: [Event], _ left: inout Int) throws {
        for event in events where left > 0 && (type == nil || event.type == type) {
            Output.line(json ? String(decoding: JSONWriter.encode(event), as: UTF8.self) : text(event))
            left -= 1
        }
        try Output.check()
    }

    private func text(_ event: Event) -> String {
        "\(event.createdAt)  \(event.id)  \(event.type)  \(event.subject) \(event.subjectID)  by \(event.actor)"
            + (event.data == "{}" ? "" : "  \(event.data)")
    }
}
