import TotemPluginKit

/// What the shop's staff does with cards. Whoever can make money of nothing is a store manager.
///
/// Routes that answer with a code run outside of transactions: of those no answer is kept for a repeat, so a code stands nowhere.
enum CardRoutes {
    private static let shown: SQLFragment = """
        SELECT id, last_four, '{"amount": ' || value || ', "currency": "' || currency || '"}' AS "value:json",
          '{"amount": ' || balance || ', "currency": "' || currency || '"}' AS "balance:json",
          is_active AS "is_active:bool", expires_at AS "expires_at:time", order_id, user_id, recipient_name,
          recipient_email, message, withdrawn_at AS "withdrawn_at:time", created_at AS "created_at:time"
        FROM gift_cards
        """

    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/", for: .staff, list)
        try registry.route(.post, "/", for: .storeManager, in: .outside, create)
        try registry.route(.get, "/{id}", for: .staff, show)
        try registry.route(.patch, "/{id}", for: .storeManager, change)
        try registry.route(.get, "/{id}/movements", for: .staff, movements)
        try registry.route(.post, "/{id}/adjustments", for: .storeManager, adjust)
        try registry.route(.post, "/{id}/code", for: .storeManager, in: .outside, replaceCode)
    }

    // MARK: - Looking

    private static func list(_ call: Call, _ request: Request) throws {
        let condition: SQLFragment
        if let lastFour = request.query("last_four") {
            condition = "last_four = \(lastFour.uppercased())"
        } else if let order = try request.queryInteger("order") {
            condition = "order_id = \(order)"
        } else {
            condition = "1 = 1"
        }
        try call.respondPage { page in
            "\(shown) WHERE id < \(page.after) AND \(condition) ORDER BY id DESC LIMIT \(page.limit)"
        }
    }

    private static func show(_ call: Call, _ request: Request) throws {
        try respond(200, with: try request.id("id"), call)
    }

    private static func movements(_ call: Call, _ request: Request) throws {
        let card = try existing(try request.id("id"), call, GiftCardStore.find(_:_:))
        try call.respondPage(
            order: .oldestFirst,
            """
            SELECT movements.id, kind, '{"amount": ' || amount || ', "currency": "' || currency || '"}' AS "amount:json",
              '{"amount": ' || movements.balance || ', "currency": "' || currency || '"}' AS "balance:json",
              movements.order_id, payment_id, reason, movements.user_id, movements.created_at AS "created_at:time"
            FROM gift_card_movements AS movements JOIN gift_cards ON gift_cards.id = movements.gift_card_id
            WHERE movements.id > $1 AND gift_card_id = $3 ORDER BY movements.id LIMIT $2
            """,
            card.id
        )
    }

    // MARK: - Changing

    private static func create(_ call: Call, _ request: Request) throws {
        let code = GiftCardCode.make()
        let new = try CardForm.new(request, call)
        let answer = try call.transaction { call in
            try CardForm.checkCurrency(of: new, call)
            if let id = try GiftCardStore.insert(new, call) {
                _ = try GiftCardStore.set(code, on: id, isFirst: true, call)
                return try IssuedCard.read(id, code: code, call)
            }
            return try repeated(new, code, call)
        }
        try call.respond(201, json: answer.json.text)
    }

    /// The card that an earlier request with the same key has made. Whoever asks again may not have seen its code, so it gets
    /// another one, as long as nothing became of the card.
    private static func repeated(_ new: NewGiftCard, _ code: GiftCardCode, _ call: Call) throws -> IssuedCard {
        let id = try call.first("SELECT id FROM gift_cards WHERE request_key = $1", new.requestKey) { $0.integer(0) }
        let card = try existing(id ?? 0, call, GiftCardStore.held(_:_:))
        guard card.value == new.value, card.currency == new.currency else {
            throw Veto(
                "idempotency-key-reused",
                "This Idempotency-Key came with another gift card before.",
                status: 409
            )
        }
        let isUntouched = card.balance == card.value && card.isActive
        let hasCode = try isUntouched && GiftCardStore.set(code, on: card.id, isFirst: false, call)
        return try IssuedCard.read(card.id, code: hasCode ? code : nil, call)
    }

    private static func change(_ call: Call, _ request: Request) throws {
        let card = try existing(try request.id("id"), call, GiftCardStore.held(_:_:))
        guard !card.isWithdrawn else { throw withdrawn }
        let recipient = try CardForm.recipient(request, changing: card.recipient)
        let end = try CardForm.time("expires_at", request, call)
        try call.execute(
            """
            UPDATE gift_cards SET is_active = $2, expires_at = $3, recipient_name = $4, recipient_email = $5, message = $6
            WHERE id = $1
            """,
            card.id,
            try request.value("is_active", else: card.isActive, request.bool),
            request.kind("expires_at") == .absent ? card.expiresAt : end,
            recipient.recipientName,
            recipient.recipientEmail,
            recipient.message
        )
        try respond(200, with: card.id, call)
    }

    private static func adjust(_ call: Call, _ request: Request) throws {
        let card = try existing(try request.id("id"), call, GiftCardStore.held(_:_:))
        let amount = try request.integer("amount.amount")
        guard try request.text("amount.currency") == card.currency else {
            throw Veto.field("amount.currency", "must be \(card.currency), the currency of the card")
        }
        let cause = Movement.Cause(reason: try request.text("reason"), userID: request.userID)
        guard try Ledger.adjust(amount, of: card.id, cause, call) else {
            throw Veto.field(
                "amount.amount",
                "would leave \(card.balance + amount): a card holds from 0 to \(GiftCard.largestBalance)"
            )
        }
        try respond(201, with: card.id, call)
    }

    private static func replaceCode(_ call: Call, _ request: Request) throws {
        let id = try request.id("id")
        let code = GiftCardCode.make()
        let answer = try call.transaction { call in
            let card = try existing(id, call, GiftCardStore.held(_:_:))
            guard try GiftCardStore.set(code, on: card.id, isFirst: false, call) else { throw withdrawn }
            return try IssuedCard.read(card.id, code: code, call)
        }
        try call.respond(json: answer.json.text)
    }

    // MARK: -

    private static func existing(
        _ id: Int64,
        _ call: Call,
        _ find: (_ id: Int64, Call) throws -> GiftCard?
    ) throws -> GiftCard {
        guard let card = try find(id, call) else { throw Veto.notFound("gift card \(id)") }
        return card
    }

    private static var withdrawn: Veto {
        Veto("gift-card-withdrawn", "The sale of this card was undone; it can't be changed any more.", status: 409)
    }

    private static func respond(_ status: Int32, with id: Int64, _ call: Call) throws {
        try call.respondRow(status, "\(shown) WHERE id = \(id)")
    }
}
