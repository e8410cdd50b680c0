import TotemPluginKit

/// What cards pay of orders: taken with the order, and given back as its payments are.
enum Payments {
    /// Takes what pays a new order from the cards, by their ids: two orders with the same cards then never wait for each other
    /// in a circle.
    /// - Throws: ``Veto`` when a card does not hold so much any more.
    static func take(for order: Order, _ call: Call) throws {
        let tenders = order.adjustments.filter { $0.kind == "tender" && $0.plugin == GiftCards.pluginName }
        guard !tenders.isEmpty else { return }
        // Each tender is a payment, in the same order.
        let payments = try call.query(
            "SELECT id, amount FROM v1_payments WHERE order_id = $1 AND payment_method = $2 ORDER BY id",
            order.id,
            GiftCards.pluginName
        ) { (id: $0.integer(0), amount: $0.integer(1)) }
        guard payments.map(\.amount) == tenders.map(\.amount) else { throw UnknownPayments() }
        let parts = try zip(tenders, payments).map { tender, payment in
            guard let kept = tender.rule.flatMap(KeptCode.init(text:)) else { throw UnknownPayments() }
            return (kept: kept, payment: payment)
        }
        for part in parts.sorted(by: { $0.kept.card < $1.kept.card }) {
            let cause = Movement.Cause(order: order.id, payment: part.payment.id)
            let isPaid = try Ledger.redeem(part.payment.amount, of: part.kept.card, in: order.currency, cause, call)
            guard isPaid else {
                throw Veto(
                    "gift-card-changed",
                    "The gift card ending in \(part.kept.lastFour) does not pay as much any more; look at the cart again.",
                    status: 409
                )
            }
        }
    }

    /// Gives back what went back of an order's payments, as far as it is not on the cards yet.
    /// - Parameter cancelled: all that the order was paid with: it is being cancelled, and its payments will follow.
    static func settle(_ order: Int64, cancelled: Bool = false, _ call: Call) throws {
        guard try holdCards(of: order, call) else { return }
        let parts = try call.query(
            """
            SELECT taken.gift_card_id, taken.payment_id,
              CASE WHEN $2 = 1 THEN -taken.amount ELSE payments.refunded_amount END,
              CAST((SELECT COALESCE(SUM(amount), 0) FROM gift_card_movements
                    WHERE payment_id = taken.payment_id AND kind = 'return') AS BIGINT)
            FROM gift_card_movements AS taken JOIN v1_payments AS payments ON payments.id = taken.payment_id
            WHERE taken.order_id = $1 AND taken.kind = 'redeem' ORDER BY taken.gift_card_id
            """,
            order,
            cancelled,
            row: Returned.init
        )
        for part in parts where part.due > part.done {
            let cause = Movement.Cause(order: order, payment: part.payment)
            try Ledger.giveBack(part.due - part.done, to: part.card, cause, call)
        }
    }

    /// One payment by a card.
    private struct Returned {
        let card: Int64
        let payment: Int64
        /// What is to be on the card again, in all.
        let due: Int64
        /// What is.
        let done: Int64

        init(_ row: Row) {
            card = row.integer(0)
            payment = row.integer(1)
            due = row.integer(2)
            done = row.integer(3)
        }
    }

    /// Holds the cards that an order was paid with, before anybody looks at what was given back: else two gave the same back.
    /// - Returns: false when it was paid with none.
    private static func holdCards(of order: Int64, _ call: Call) throws -> Bool {
        let cards = try call.query(
            """
            SELECT DISTINCT gift_card_id FROM gift_card_movements WHERE order_id = $1 AND kind = 'redeem' ORDER BY gift_card_id
            """,
            order
        ) { $0.integer(0) }
        for card in cards { _ = try GiftCardStore.held(card, call) }
        return !cards.isEmpty
    }
}

/// The shop has written other payments than it was asked for.
struct UnknownPayments: Error, CustomStringConvertible {
    var description: String { "the order's payments are not those that the gift cards have made" }
}
