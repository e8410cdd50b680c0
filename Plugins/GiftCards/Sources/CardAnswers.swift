import TotemPluginKit

/// A card as those see it who get its code, and as it stands in the answers of its order.
struct IssuedCard {
    let id: Int64
    /// In the one answer that gives it.
    var code: String?
    let lastFour: String?
    let value: Int64
    let currency: String
    let expiresAt: Int64?
    let recipient: Recipient

    private static let columns: SQLFragment =
        "id, last_four, value, currency, expires_at, recipient_name, recipient_email, message"

    static func read(_ id: Int64, code: GiftCardCode?, _ call: Call) throws -> IssuedCard {
        let card = try call.query("SELECT \(columns) FROM gift_cards WHERE id = \(id)", row: IssuedCard.init).first
        guard var card else { throw Veto.notFound("gift card \(id)") }
        card.code = code?.shown
        return card
    }

    /// Those that an order has sold, and whose sale stands.
    static func sold(by order: Int64, atMost count: Int64, _ call: Call) throws -> [IssuedCard] {
        try call.query(
            """
            SELECT \(columns) FROM gift_cards
            WHERE order_id = \(order) AND withdrawn_at IS NULL ORDER BY id LIMIT \(count)
            """,
            row: IssuedCard.init
        )
    }

    private init(_ row: Row) {
        id = row.integer(0)
        lastFour = row.optionalText(1)
        value = row.integer(2)
        currency = row.text(3)
        expiresAt = row.optionalInteger(4)
        recipient = Recipient(
            recipientName: row.optionalText(5),
            recipientEmail: row.optionalText(6),
            message: row.optionalText(7)
        )
    }

    /// What a card does not have is not in it.
    var json: JSONObject {
        var money = JSONObject()
        money.add("amount", value)
        money.add("currency", currency)
        var json = JSONObject()
        json.add("id", id)
        if let code { json.add("code", code) }
        if let lastFour { json.add("last_four", lastFour) }
        json.add("value", json: money.text)
        if let expiresAt { json.add("expires_at", time: expiresAt) }
        if let name = recipient.recipientName { json.add("recipient_name", name) }
        if let email = recipient.recipientEmail { json.add("recipient_email", email) }
        if let message = recipient.message { json.add("message", message) }
        return json
    }
}

/// `view.extend`: an order shows the cards that it has sold, without their codes.
enum OrderView {
    private static let largestCount: Int64 = 10
    /// Bytes of JSON that a view has room for, with something to spare: what buyers write to a card may be long.
    private static let largestView = 15 * 1024

    static func extend(_ call: Call, _ event: ViewEvent) throws {
        guard event.kind == "order" else { return }
        for subject in event.subjects {
            let cards = try IssuedCard.sold(by: subject.id, atMost: largestCount + 1, call)
            guard !cards.isEmpty else { continue }
            var room = largestView
            let shown = cards.prefix(Int(largestCount)).map(\.json).fitting(&room)
            var json = JSONObject()
            json.add("cards", shown)
            json.add("has_more", shown.count < cards.count)
            try call.extend(subject.id, json: json.text)
        }
    }
}
