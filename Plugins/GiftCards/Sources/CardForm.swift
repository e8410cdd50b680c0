import TotemPluginKit

/// What staff send of cards. The schemas in plugin.json have checked each field.
enum CardForm {
    /// A new card. `value` is money, what is absent or null of the rest is none.
    static func new(_ request: Request, _ call: Call) throws -> NewGiftCard {
        let end = try time("expires_at", request, call)
        return NewGiftCard(
            currency: try request.text("value.currency"),
            value: try request.integer("value.amount"),
            expiresAt: request.kind("expires_at") == .absent ? call.expiryOfNewCards : end,
            recipient: try recipient(request, changing: Recipient()),
            requestKey: request.header("Idempotency-Key"),
            cause: Movement.Cause(
                reason: request.kind("reason") == .present ? try request.text("reason") : nil,
                userID: request.userID
            )
        )
    }

    /// - Throws: ``Veto`` where the shop sells in another currency. Before it has products nobody knows in which it will.
    static func checkCurrency(of new: NewGiftCard, _ call: Call) throws {
        let shop = try call.first("SELECT currency FROM v1_products LIMIT 1") { $0.text(0) }
        guard let shop, shop != new.currency else { return }
        throw Veto.field("value.currency", "must be \(shop), the currency of this shop")
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
        Recipient(
            recipientName: try request.optionalValue("recipient_name", else: old.recipientName, request.text),
            recipientEmail: try request.optionalValue("recipient_email", else: old.recipientEmail, request.text)?
                .lowercased(),
            message: try request.optionalValue("message", else: old.message, request.text)
        )
    }
}
