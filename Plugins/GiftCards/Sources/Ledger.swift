import TotemPluginKit

/// Why a card holds another amount than before.
enum Movement: String {
    case issue
    case redeem
    case giveBack = "return"
    case adjust
    case expire
    /// The order that sold the card was undone.
    case withdraw

    /// What it came of, as far as there is such.
    struct Cause {
        var order: Int64?
        var payment: Int64?
        var reason: String?
        /// Who of the shop's staff.
        var userID: Int64?
    }
}

/// The balances of cards, and their statements: each function writes both. So the sum of a card's movements is its balance.
enum Ledger {
    /// How long what comes back to a card can be spent at least, also where the card has expired meanwhile.
    private static let grace: Int64 = 90 * 86_400_000

    /// Pays with a card. The condition is what keeps it exact: of two orders at once only those pay that it has enough for.
    /// - Returns: false when it does not hold so much, or pays nothing in that currency now.
    static func redeem(
        _ amount: Int64,
        of card: Int64,
        in currency: String,
        _ cause: Movement.Cause,
        _ call: Call
    ) throws -> Bool {
        let left = try call.first(
            """
            UPDATE gift_cards SET balance = balance - $2
            WHERE id = $1 AND balance >= $2 AND is_active = 1 AND currency = $3 AND (expires_at IS NULL OR expires_at > $4)
            RETURNING balance
            """,
            card,
            amount,
            currency,
            call.now
        ) { $0.integer(0) }
        guard let left else { return false }
        try write(.redeem, -amount, leaving: left, on: card, cause, call)
        return true
    }

    /// Puts back what an order was paid with, whatever became of the card.
    static func giveBack(_ amount: Int64, to card: Int64, _ cause: Movement.Cause, _ call: Call) throws {
        let balance = try call.first(
            """
            UPDATE gift_cards SET balance = balance + $2, expires_at = CASE WHEN expires_at < $3 THEN $3 ELSE expires_at END
            WHERE id = $1 RETURNING balance
            """,
            card,
            amount,
            call.now + grace
        ) { $0.integer(0) }
        guard let balance else { return }
        try write(.giveBack, amount, leaving: balance, on: card, cause, call)
    }

    /// Adds an amount, or takes one off when it is negative.
    /// - Returns: false when that would leave less than nothing, or more than a card may hold.
    static func adjust(_ amount: Int64, of card: Int64, _ cause: Movement.Cause, _ call: Call) throws -> Bool {
        let balance = try call.first(
            """
            UPDATE gift_cards SET balance = balance + $2 WHERE id = $1 AND balance + $2 BETWEEN 0 AND $3 RETURNING balance
            """,
            card,
            amount,
            GiftCard.largestBalance
        ) { $0.integer(0) }
        guard let balance else { return false }
        try write(.adjust, amount, leaving: balance, on: card, cause, call)
        return true
    }

    /// Takes all that a card holds. Nobody else changes it since it was read: ``GiftCardStore/held(_:_:)``.
    static func empty(_ card: GiftCard, as movement: Movement, _ cause: Movement.Cause, _ call: Call) throws {
        guard card.balance > 0 else { return }
        try call.execute("UPDATE gift_cards SET balance = 0 WHERE id = $1", card.id)
        try write(movement, -card.balance, leaving: 0, on: card.id, cause, call)
    }

    /// Of a balance that has been written.
    static func write(
        _ movement: Movement,
        _ amount: Int64,
        leaving balance: Int64,
        on card: Int64,
        _ cause: Movement.Cause,
        _ call: Call
    ) throws {
        try call.execute(
            """
            INSERT INTO gift_card_movements (gift_card_id, kind, amount, balance, order_id, payment_id, reason, user_id, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            card,
            movement.rawValue,
            amount,
            balance,
            cause.order,
            cause.payment,
            cause.reason,
            cause.userID,
            call.now
        )
    }

    /// How many cards hold another amount than their movements come to: 0, or something is wrong.
    static func countWrong(_ call: Call) throws -> Int64 {
        try call.first(
            """
            SELECT COUNT(*) FROM gift_cards
            WHERE balance <> CAST((SELECT COALESCE(SUM(amount), 0) FROM gift_card_movements
                                   WHERE gift_card_id = gift_cards.id) AS BIGINT)
            """
        ) { $0.integer(0) } ?? 0
    }
}
