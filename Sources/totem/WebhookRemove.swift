import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram

struct WebhookRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Delete a webhook.")

    @Argument(help: "The webhook's id, as totem webhook list shows it.") var id: Webhook.ID
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.changing) { node in
            try await node.kernel.write(as: .system) { tx, _ in
                try WebhookStore.delete(id, in: tx)
            }
            Output.line("Webhook \(id) is removed.")
        }
    }
}
