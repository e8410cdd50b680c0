import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode

struct WebhookList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Every webhook, without its secret."
    )

    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading) { node in
            let webhooks = try await node.kernel.everything { page, tx in try WebhookStore.list(page, in: tx) }
            rows.show(["id", "event_type", "target_url", "is_active", "created_at"], webhooks) { webhook in
                [
                    .integer(webhook.id.value), .string(webhook.event.text), .string(webhook.target.text),
                    .boolean(webhook.isActive), .string(webhook.createdAt.description),
                ]
            }
        }
    }
}
