import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram

struct WebhookAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a webhook and print its signing secret. It is shown this once.",
        discussion: "Webhooks are kept so far; this version delivers nothing to them."
    )

    @Argument(help: "Where to: an http or https URL.") var url: String
    @Option(help: ArgumentHelp("What to tell of.", valueName: "type"))
    var event: EventName
    @OptionGroup var store: StoreOption

    func run() async throws {
        let target = try WebhookURL(url, field: "URL")
        try await store.withNode(.changing) { node in
            let made = try await node.kernel.write(as: .system) { tx, context in
                try WebhookStore.create(event, to: target, in: tx, context)
            }
            Output.error("Added webhook \(made.webhook.id) for \(event.text).")
            Output.line(made.secret.text)
        }
    }
}
