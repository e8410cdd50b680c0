import ArgumentParser

struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Who is to be told of the shop's events over HTTP.",
        discussion: "Webhooks are kept so far; this version delivers nothing to them.",
        subcommands: [WebhookList.self, WebhookAdd.self, WebhookRemove.self]
    )
}
