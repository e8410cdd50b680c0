import FoundationEssentials
import TotemPluginKit

/// A card as those see it who get its code, and as it stands in the answers of its order.
struct IssuedCard: Encodable {
    struct Money: Encodable {
        let amount: Int64
        let currency: String
    }

    let id: Int64
    /// In the one answer that gives it.
    var code: String?
    let lastFour: String?
    let value: Money
    let expiresAt: String?
    let recipientName: String?
    let recipientEmail: String?
    let message: String?

    static func read(_ id: Int64, code: GiftCardCode?, _ call: Call) throws -> IssuedCard {
        let card = try call.first(
            """
            SELECT id, last_four, value, currency, expires_at, recipient_name, recipient_email, message
            FROM gift_cards WHERE id = $1
            """,
            id,
            row: IssuedCard.init
        )
        guard var card else { throw Veto("not-found", "There is no gift card \(id).", status: 404) }
        card.code = code?.shown
        return card
    }

    /// Those that an order has sold, and whose sale stands.
    static func sold(by order: Int64, _ call: Call) throws -> [IssuedCard] {
        try call.query(
            """
            SELECT id, last_four, value, currency, expires_at, recipient_name, recipient_email, message
            FROM gift_cards WHERE order_id = $1 AND withdrawn_at IS NULL ORDER BY id LIMIT 100
            """,
            order,
            row: IssuedCard.init
        )
    }

    private init(_ row: Row) {
        id = row.integer(0)
        lastFour = row.optionalText(1)
        value = Money(amount: row.integer(2), currency: row.text(3))
        expiresAt = row.optionalInteger(4).map(Self.time)
        recipientName = row.optionalText(5)
        recipientEmail = row.optionalText(6)
        message = row.optionalText(7)
    }

    /// RFC 3339, as the shop writes times.
    private static func time(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

struct IssuedCards: Encodable {
    let data: [IssuedCard]
}

extension Encodable {
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

/// `view.extend`: an order shows the cards that it has sold, without their codes.
enum OrderView {
    /// So many cards fit into what a view is extended by, whatever their buyers wrote to them.
    private static let largestCount = 10

    private struct Cards: Encodable {
        let cards: [IssuedCard]
        /// Whether there are more.
        let hasMore: Bool
    }

    static func extend(_ call: Call, _ event: ViewEvent) throws {
        guard event.kind == "order" else { return }
        for subject in event.subjects {
            let cards = try IssuedCard.sold(by: subject.id, call)
            guard !cards.isEmpty else { continue }
            let shown = Cards(cards: Array(cards.prefix(largestCount)), hasMore: cards.count > largestCount)
            try call.extend(subject.id, json: try shown.json())
        }
    }
}
