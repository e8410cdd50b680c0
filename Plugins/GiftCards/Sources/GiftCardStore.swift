import TotemPluginKit

/// The rows of gift cards. What changes a balance is in ``Ledger``.
enum GiftCardStore {
    private static let cards: SQLFragment = """
        SELECT id, last_four, currency, value, balance, is_active, expires_at, withdrawn_at,
          recipient_name, recipient_email, message FROM gift_cards
        """

    static func find(_ id: Int64, _ call: Call) throws -> GiftCard? {
        try call.query("\(cards) WHERE id = \(id)", row: GiftCard.init).first
    }

    static func find(_ code: GiftCardCode, _ call: Call) throws -> GiftCard? {
        let hash = try code.hash(call)
        return try call.query("\(cards) WHERE code_hash = \(hash)", row: GiftCard.init).first
    }

    /// The card, which nobody else changes or spends until the transaction ends.
    static func held(_ id: Int64, _ call: Call) throws -> GiftCard? {
        try call.query("\(cards) WHERE id = \(id) FOR UPDATE", row: GiftCard.init).first
    }

    /// Writes a card without a code, and its first movement.
    /// - Returns: its id; nil where this unit of a line has its card already, or this request.
    static func insert(_ new: NewGiftCard, _ call: Call) throws -> Int64? {
        let id = try call.first(
            """
            INSERT INTO gift_cards (currency, value, balance, expires_at, order_id, order_item_id, unit, user_id,
              recipient_name, recipient_email, message, request_key, created_at)
            VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING id
            """,
            new.currency,
            new.value,
            new.expiresAt,
            new.order,
            new.line,
            new.unit,
            new.userID,
            new.recipient.recipientName,
            new.recipient.recipientEmail,
            new.recipient.message,
            new.requestKey,
            call.now
        ) { $0.integer(0) }
        guard let id else { return nil }
        try Ledger.write(.issue, new.value, leaving: new.value, on: id, new.cause, call)
        return id
    }

    /// Gives a card a new code; the one that it had before is worth nothing.
    /// - Parameter isFirst: only where it has none.
    /// - Returns: false when it has one, or its sale was undone.
    static func set(_ code: GiftCardCode, on id: Int64, isFirst: Bool, _ call: Call) throws -> Bool {
        try call.execute(
            """
            UPDATE gift_cards SET code_hash = $2, last_four = $3
            WHERE id = $1 AND withdrawn_at IS NULL AND ($4 = 0 OR code_hash IS NULL)
            """,
            id,
            try code.hash(call),
            code.lastFour,
            isFirst
        ) == 1
    }
}

/// A card that is about to be issued.
struct NewGiftCard {
    let currency: String
    let value: Int64
    let expiresAt: Int64?
    /// What sold it; nil: staff give it away.
    var order: Int64?
    var line: Int64?
    var unit: Int64?
    /// Who bought it.
    var userID: Int64?
    var recipient = Recipient()
    /// Tells a request of staff from a repeat of it.
    var requestKey: String?
    let cause: Movement.Cause
}

extension GiftCard {
    init(_ row: Row) {
        self.init(
            id: row.integer(0),
            lastFour: row.optionalText(1),
            currency: row.text(2),
            value: row.integer(3),
            balance: row.integer(4),
            isActive: row.bool(5),
            expiresAt: row.optionalInteger(6),
            isWithdrawn: row.optionalInteger(7) != nil,
            recipient: Recipient(
                recipientName: row.optionalText(8),
                recipientEmail: row.optionalText(9),
                message: row.optionalText(10)
            )
        )
    }
}

extension Call {
    /// When a card that is issued now expires; nil: never.
    var expiryOfNewCards: Int64? {
        let days = setting("expires_after_days") ?? 0
        return days == 0 ? nil : now + days * 86_400_000
    }
}
