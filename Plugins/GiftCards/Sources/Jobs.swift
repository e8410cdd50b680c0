import FoundationEssentials
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

    private struct Order: Codable {
        let order: Int64
    }

    /// What is left to be done for an order is done after this transaction.
    static func enqueueSettling(of order: Int64, _ call: Call) throws {
        let json = String(decoding: try JSONEncoder().encode(Order(order: order)), as: UTF8.self)
        try call.enqueue("settle", json: json, key: "order \(order)")
    }

    private static func settle(_ call: Call, _ run: JobRun) throws {
        let order = try JSONDecoder().decode(Order.self, from: Data(run.json.utf8)).order
        while try !call.transaction({ try Sale.settle(order, $0) }) {}
    }

    // MARK: - What happened while the plugin was off

    private struct Progress: Codable {
        var noted: Int64 = 0
        var settled: Int64 = 0
    }

    static func enqueueCatchingUp(_ call: Call) throws { try call.enqueue("catch-up", key: "catch-up") }

    /// Orders that nobody told of: those that have sold gift cards, and those that were paid with some.
    private static func catchUp(_ call: Call, _ run: JobRun) throws {
        var progress = Progress()
        if let kept = run.checkpoint { progress = try JSONDecoder().decode(Progress.self, from: Data(kept.utf8)) }
        while let next = try call.transaction({ try note(after: progress.noted, $0) }) {
            progress.noted = next
            try keep(progress, call)
        }
        while let next = try call.transaction({ try nextOrder(after: progress.settled, $0) }) {
            try call.transaction { try Payments.settle(next, $0) }
            while try !call.transaction({ try Sale.settle(next, $0) }) {}
            progress.settled = next
            try keep(progress, call)
        }
    }

    private static func keep(_ progress: Progress, _ call: Call) throws {
        try call.checkpoint(String(decoding: try JSONEncoder().encode(progress), as: UTF8.self))
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
