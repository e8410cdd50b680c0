import TotemPluginKit

/// What gift cards do outside of requests.
enum Jobs {
    private static let batch: Int64 = 100

    static func register(_ registry: Registry) throws {
        try registry.job("expire", schedule: "every 1h", expire)
        try registry.job("settle", settle)
        try registry.job("catch-up", catchUp)
    }

    /// Takes what is left on cards that have expired, so that the shop's books say what it owes.
    private static func expire(_ call: Call, _ run: JobRun) throws {
        var count: Int
        repeat {
            count = try call.transaction { call in
                let expired = try call.query(
                    "SELECT id FROM gift_cards WHERE balance > 0 AND expires_at <= $1 ORDER BY id LIMIT $2",
                    call.now,
                    batch
                ) { $0.integer(0) }
                for id in expired {
                    // Money may have come back to it since it was found.
                    guard let card = try GiftCardStore.held(id, call), let end = card.expiresAt, end <= call.now else {
                        continue
                    }
                    try Ledger.empty(card, as: .expire, Movement.Cause(), call)
                }
                return expired.count
            }
        } while count == batch
    }

    // MARK: - Orders of many cards

    /// What is left to be done for an order is done after this transaction.
    static func enqueueSettling(of order: Int64, _ call: Call) throws {
        var json = JSONObject()
        json.add("order", order)
        try call.enqueue("settle", json: json.text, key: "order \(order)")
    }

    private static func settle(_ call: Call, _ run: JobRun) throws {
        let order = try JSONValue(text: run.json).integer("order")
        while try !call.transaction({ try Sale.settle(order, $0) }) {}
    }

    // MARK: - What happened while the plugin was off

    /// The last orders of each kind that were looked at.
    private struct Progress {
        var noted: Int64
        var settled: Int64

        init(_ checkpoint: String?) throws {
            let kept = try checkpoint.map { try JSONValue(text: $0) }
            noted = try kept?.integer("noted") ?? 0
            settled = try kept?.integer("settled") ?? 0
        }

        var json: String {
            var json = JSONObject()
            json.add("noted", noted)
            json.add("settled", settled)
            return json.text
        }
    }

    static func enqueueCatchingUp(_ call: Call) throws { try call.enqueue("catch-up", key: "catch-up") }

    /// Orders that nobody told of: those that have sold gift cards, and those that were paid with some.
    private static func catchUp(_ call: Call, _ run: JobRun) throws {
        var progress = try Progress(run.checkpoint)
        while let next = try call.transaction({ try note(after: progress.noted, $0) }) {
            progress.noted = next
            try call.checkpoint(progress.json)
        }
        while let next = try call.transaction({ try nextOrder(after: progress.settled, $0) }) {
            try call.transaction { try Payments.settle(next, $0) }
            while try !call.transaction({ try Sale.settle(next, $0) }) {}
            progress.settled = next
            try call.checkpoint(progress.json)
        }
    }

    /// Notes which lines of the next orders are gift cards, of those that came after the first product was made one.
    /// - Returns: the last of these orders; nil when there are no more.
    private static func note(after last: Int64, _ call: Call) throws -> Int64? {
        let orders = try call.query(
            """
            SELECT id FROM v1_orders WHERE id > $1 AND created_at >= (SELECT MIN(created_at) FROM gift_card_products)
            ORDER BY id LIMIT $2
            """,
            last,
            batch
        ) { $0.integer(0) }
        guard let first = orders.first, let end = orders.last else { return nil }
        try call.execute(
            """
            INSERT INTO gift_card_lines (order_item_id, order_id)
            SELECT items.id, items.order_id FROM v1_order_items AS items
            JOIN v1_orders AS orders ON orders.id = items.order_id
            JOIN gift_card_products AS products
              ON products.product_id = items.product_id AND products.created_at <= orders.created_at
            WHERE items.order_id BETWEEN $1 AND $2 ON CONFLICT DO NOTHING
            """,
            first,
            end
        )
        return end
    }

    private static func nextOrder(after last: Int64, _ call: Call) throws -> Int64? {
        try call.first(
            """
            SELECT MIN(order_id) FROM (
              SELECT MIN(order_id) AS order_id FROM gift_card_lines WHERE order_id > $1
              UNION ALL SELECT MIN(order_id) AS order_id FROM gift_card_movements WHERE order_id > $1 AND kind = 'redeem'
            ) AS orders
            """,
            last
        ) { $0.optionalInteger(0) } ?? nil
    }
}
