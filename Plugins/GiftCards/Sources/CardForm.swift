import TotemPluginKit

/// What staff send of cards, checked beyond what the manifest's schemas check.
enum CardForm {
    private static let longestReason = 500

    /// A new card. `value` is money, what is absent or null of the rest is none.
    static func new(_ request: Request, _ call: Call) throws -> NewGiftCard {
        let value = try request.integer("value.amount")
        guard (1...GiftCard.largestBalance).contains(value) else {
            throw Veto.field("value.amount", "must be from 1 to \(GiftCard.largestBalance) minor units")
        }
        let end = try time("expires_at", request, call)
        return NewGiftCard(
            currency: try request.text("value.currency"),
            value: value,
            expiresAt: request.kind("expires_at") == .absent ? call.expiryOfNewCards : end,
            recipient: try recipient(request, changing: Recipient()),
            requestKey: request.header("Idempotency-Key"),
            cause: Movement.Cause(
                reason: request.kind("reason") == .present ? try reason(request) : nil,
                userID: request.userID
            )
        )
    }

    /// When a card expires: nil for never.
    static func time(_ field: StaticString, _ request: Request, _ call: Call) throws -> Int64? {
        guard request.kind(field) == .present else { return nil }
        let time = try request.time(field)
        guard time > call.now else { throw Veto.field("\(field)", "must be in the future, or null for never") }
        return time
    }

    /// What is absent stays, what is null is cleared.
    static func recipient(_ request: Request, changing old: Recipient) throws -> Recipient {
        let recipient = Recipient(
            recipientName: try request.optionalValue("recipient_name", else: old.recipientName, request.text),
            recipientEmail: try request.optionalValue("recipient_email", else: old.recipientEmail, request.text)?
                .lowercased(),
            message: try request.optionalValue("message", else: old.message, request.text)
        )
        if let objection = recipient.objection { throw Veto.field("recipient_email", objection) }
        return recipient
    }

    /// Why something is done, for the statement.
    static func reason(_ request: Request) throws -> String {
        let reason = try request.text("reason")
        guard (1...longestReason).contains(reason.unicodeScalars.count) else {
            throw Veto.field("reason", "must be 1 to \(longestReason) characters")
        }
        return reason
    }
}
