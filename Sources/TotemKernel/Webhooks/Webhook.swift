private import FoundationEssentials

/// Somebody's wish to be told of one kind of event over HTTP.
public struct Webhook: Sendable, Hashable {
    public typealias ID = Identifier<Webhook>

    public let id: ID
    public let event: EventName
    public let target: WebhookURL
    public let isActive: Bool
    /// Who made it; nil for an API key and the command line.
    public let userID: User.ID?
    public let createdAt: Timestamp
    public let updatedAt: Timestamp
}

/// What a webhook's deliveries are to be signed with: `whsec_` and 32 random bytes in base64, as the Standard Webhooks
/// specification writes it. It is shown once, when the webhook is made.
public struct WebhookSecret: Sendable, CustomStringConvertible {
    /// The whole secret. Never logged.
    public let text: String

    init() {
        text = "whsec_" + Data(RandomToken.bytes()).base64EncodedString()
    }

    /// Without the secret, so that no log has it by mistake.
    public var description: String { "whsec_…" }
}
