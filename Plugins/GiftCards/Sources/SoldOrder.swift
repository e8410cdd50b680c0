import TotemPluginKit

/// What an order has sold of gift cards, and how far that is paid.
struct SoldOrder {
    let id: Int64
    let number: String
    let currency: String
    let userID: Int64?
    /// All of it was paid at some time.
    let isCaptured: Bool
    /// Money went back by itself, and not with lines or shipping.
    let gaveAmountBack: Bool
    /// Nothing of it stands any more.
    let isUndone: Bool
    let lines: [SoldLine]

    /// Whether its cards are made. Money that went back by itself may have been theirs, so then a person decides.
    var isPaid: Bool { isCaptured && !gaveAmountBack }

    /// How many units of a line are to have a card.
    func wanted(_ line: SoldLine) -> Int64 {
        // Every unit of what is paid for is worth something, or none gets a card.
        guard !isUndone, line.paid >= line.quantity else { return 0 }
        return line.quantity - line.refunded
    }
}

/// A line of an order that is gift cards.
struct SoldLine {
    let id: Int64
    let quantity: Int64
    /// The line's total less what was taken off, in minor units: a card is worth what was paid for it.
    let paid: Int64
    let properties: String?
    /// Units that were given back.
    let refunded: Int64
    /// Cards that were made of it.
    let issued: Int64
    /// Those of them whose sale stands.
    let live: Int64
    /// Those of them that nothing was paid with.
    let unspent: Int64

    /// What a unit is worth, from 1: its share of what was paid, so that all units together are worth the whole.
    func value(of unit: Int64) -> Int64 {
        GiftCard.share(of: paid, first: unit, of: quantity) - GiftCard.share(of: paid, first: unit - 1, of: quantity)
    }
}

extension SoldOrder {
    /// Notes which lines of an order are gift cards, at the moment of its sale.
    static func note(_ order: Int64, _ call: Call) throws {
        try call.execute(
            """
            INSERT INTO gift_card_lines (order_item_id, order_id)
            SELECT items.id, items.order_id FROM v1_order_items AS items
            JOIN gift_card_products AS products ON products.product_id = items.product_id
            WHERE items.order_id = $1 ON CONFLICT DO NOTHING
            """,
            order
        )
    }

    /// An order that has sold gift cards, which no other transaction makes, spends or withdraws until this one ends. Nil for
    /// others.
    static func held(_ id: Int64, _ call: Call) throws -> SoldOrder? {
        let lines = try call.query(
            "SELECT order_item_id FROM gift_card_lines WHERE order_id = $1 ORDER BY order_item_id FOR UPDATE",
            id
        ) { $0.integer(0) }
        guard !lines.isEmpty else { return nil }
        _ = try call.query("SELECT id FROM gift_cards WHERE order_id = $1 ORDER BY id FOR UPDATE", id) { $0.integer(0) }
        return try read(id, call)
    }

    private static func read(_ id: Int64, _ call: Call) throws -> SoldOrder? {
        try call.first(
            """
            SELECT id, number, currency, user_id, total_amount, status, payment_status,
              CAST((SELECT COALESCE(SUM(captured_amount), 0) FROM v1_payments WHERE order_id = orders.id) AS BIGINT),
              CAST((SELECT COALESCE(SUM(refunded_amount), 0) FROM v1_payments WHERE order_id = orders.id) AS BIGINT),
              CAST((SELECT COALESCE(SUM(shipping_amount), 0) FROM v1_refunds WHERE order_id = orders.id) AS BIGINT),
              CAST((SELECT COALESCE(SUM(refund_lines.amount), 0) FROM v1_refunds AS refunds
                    JOIN v1_refund_lines AS refund_lines ON refund_lines.refund_id = refunds.id
                    WHERE refunds.order_id = orders.id) AS BIGINT)
            FROM v1_orders AS orders WHERE id = $1
            """,
            id
        ) { row in
            let refundedWithGoods = row.integer(9) + row.integer(10)
            return SoldOrder(
                id: row.integer(0),
                number: row.text(1),
                currency: row.text(2),
                userID: row.optionalInteger(3),
                isCaptured: row.integer(7) >= row.integer(4),
                gaveAmountBack: row.integer(8) > refundedWithGoods,
                isUndone: row.text(5) == "cancelled" || row.text(6) == "refunded",
                lines: try lines(of: id, call)
            )
        }
    }

    /// Of a row of `gift_cards`: that nothing was paid with it, or all of that came back.
    static let isUnspent: SQLFragment = """
        NOT EXISTS (SELECT 1 FROM gift_card_movements
                    WHERE gift_card_id = gift_cards.id AND kind IN ('redeem', 'return')
                    GROUP BY gift_card_id HAVING SUM(amount) < 0)
        """

    private static func lines(of order: Int64, _ call: Call) throws -> [SoldLine] {
        try call.query(
            """
            SELECT items.id, items.quantity, items.total - items.discount_amount, items.properties,
              CAST((SELECT COALESCE(SUM(quantity), 0) FROM v1_refund_lines
                    WHERE order_item_id = items.id) AS BIGINT),
              (SELECT COUNT(*) FROM gift_cards WHERE order_item_id = items.id),
              (SELECT COUNT(*) FROM gift_cards WHERE order_item_id = items.id AND withdrawn_at IS NULL),
              (SELECT COUNT(*) FROM gift_cards WHERE order_item_id = items.id AND withdrawn_at IS NULL
               AND \(isUnspent))
            FROM gift_card_lines AS lines JOIN v1_order_items AS items ON items.id = lines.order_item_id
            WHERE lines.order_id = \(order) ORDER BY items.id
            """
        ) { row in
            SoldLine(
                id: row.integer(0),
                quantity: row.integer(1),
                paid: row.integer(2),
                properties: row.optionalText(3),
                refunded: row.integer(4),
                issued: row.integer(5),
                live: row.integer(6),
                unspent: row.integer(7)
            )
        }
    }
}
