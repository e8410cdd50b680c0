import TotemPluginKit

/// How buyers get the codes that they have bought.
enum BuyerRoutes {
    /// Codes that one request gives.
    private static let largestCount: Int64 = 100

    static func register(_ registry: Registry) throws {
        try registry.route(.post, "/orders/{order}/codes", for: .anyone, in: .outside, giveCodes)
    }

    /// Makes the codes of an order's cards, and gives them to its owner: who is logged in as its buyer, or has the token of its
    /// cart. A code exists from this answer on, and is in nothing else; of a card whose code was given only the last four
    /// characters are told.
    private static func giveCodes(_ call: Call, _ request: Request) throws {
        let order = try request.id("order")
        let cart = try request.optionalValue("cart", request.text)
        let answer = try call.transaction { call in
            guard try isOwner(of: order, request.userID, cart, call) else {
                throw Veto.notFound("order \(order) of yours")
            }
            let cards = try call.query(
                """
                SELECT id, CASE WHEN code_hash IS NULL THEN 0 ELSE 1 END FROM gift_cards
                WHERE order_id = $1 AND withdrawn_at IS NULL
                ORDER BY CASE WHEN code_hash IS NULL THEN 0 ELSE 1 END, id LIMIT $2
                """,
                order,
                largestCount
            ) { (id: $0.integer(0), hasCode: $0.bool(1)) }
            let issued = try cards.map { card in
                let code = GiftCardCode.make()
                let isNew = try !card.hasCode && GiftCardStore.set(code, on: card.id, isFirst: true, call)
                return try IssuedCard.read(card.id, code: isNew ? code : nil, call)
            }
            if issued.contains(where: { $0.code != nil }) { try call.touch("order", order) }
            return issued
        }
        var json = JSONObject()
        json.add("data", answer.map(\.json))
        try call.respond(json: json.text)
    }

    private static func isOwner(of order: Int64, _ user: Int64?, _ token: String?, _ call: Call) throws -> Bool {
        let owner = try call.first("SELECT user_id, cart_id FROM v1_orders WHERE id = $1", order) { row in
            (user: row.optionalInteger(0), cart: row.optionalInteger(1))
        }
        guard let owner else { return false }
        if let user, user == owner.user { return true }
        guard let token, let cart = try call.findCart(token) else { return false }
        return cart == owner.cart
    }
}
