import Testing
import TotemDelivery
import TotemKernel
import TotemStore
import TotemTesting

/// A shop with Gift cards on, whose mugs (3.33) and bowls (100.01) are gift cards, and that taxes and ships the rest.
struct GiftShop {
    let shop: PluginShop

    static func open(settings: JSONValue? = nil) async throws -> GiftShop {
        let shop = try await PluginShop.open()
        try PluginFixtures.assemble("GiftCards", library: "GiftCards", into: shop.folder)
        for (setting, value) in [("tax_rate", "1000"), ("shipping_flat_amount", "500")] {
            try await shop.set(setting, value)
        }
        let cards = GiftShop(shop: shop)
        try await cards.settle()
        try await shop.enable("gift-cards", settings: settings)
        for sku in ["MUG-1", "BOWL-1"] { _ = try await cards.send("PUT", "/products/\(try await cards.product(sku))") }
        return cards
    }

    func product(_ sku: String) async throws -> Int64 {
        try await shop.files.store.read { tx in
            try #require(try tx.first("SELECT id FROM products WHERE sku = $1", sku) { try $0.get(0, as: Int64.self) })
        }
    }

    func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        query: [String: String] = [:],
        by actor: TotemKernel.Actor = .system
    ) async throws -> TestResponse {
        try await shop.send(method, path, of: "gift-cards", body, query: query, by: actor)
    }

    // MARK: - Cards that staff make

    /// - Returns: the new card's id and its code.
    func card(
        _ amount: Int64,
        _ currency: String = "USD",
        _ more: [String: JSONValue] = [:]
    ) async throws -> (id: Int64, code: String) {
        let value: JSONValue = ["amount": .integer(amount), "currency": .string(currency)]
        let body = JSONValue.object(more.merging(["value": value]) { own, _ in own })
        let answer = try await send("POST", "/", body)
        #expect(answer.status == 201)
        return (try #require(answer["id"].integer), try #require(answer["code"].text))
    }

    func balance(_ card: Int64) async throws -> Int64? {
        try await send("GET", "/\(card)")["balance"]["amount"]?.integer
    }

    /// The kinds and amounts of its statement.
    func statement(_ card: Int64) async throws -> [String] {
        try await send("GET", "/\(card)/movements")["data"].elements.map { movement in
            "\(movement["kind"]?.text ?? "?") \(movement["amount"]?["amount"]?.integer ?? 0)"
        }
    }

    // MARK: - Selling

    /// An order of gift cards that is not paid.
    func sold(
        _ lines: [(sku: String, quantity: Int64)] = [("MUG-1", 1)],
        by actor: TotemKernel.Actor = .guest
    ) async throws -> (order: Order, cart: Cart) {
        let cart = try await shop.cart(lines, by: actor)
        return (try await shop.order(cart.token, by: actor), cart)
    }

    /// Gives the one line of an order another price: nothing that the shop has changes those of gift cards.
    func reprice(_ order: Order, total: Int64, discount: Int64 = 0) async throws {
        let changed = try await shop.files.store.write { tx in
            try tx.execute(
                "UPDATE order_items SET total = $2, discount_amount = $3 WHERE order_id = $1",
                order.id,
                total,
                discount
            )
        }
        #expect(changed == 1)
    }

    @discardableResult
    func pay(_ order: Order) async throws -> Order {
        let paid = try await shop.kernel.write(as: .system) { tx, context in
            let payment = try #require(order.payments.first { $0.method == "manual" })
            return try OrderPayments.capture(payment.id, of: order.id, amount: nil, in: tx, context)
        }
        try await tell()
        return paid
    }

    /// Takes a part of what an order costs.
    func capture(_ amount: Int64, of order: Order) async throws -> Order {
        try await shop.kernel.write(as: .system) { tx, context in
            let part = Money(amount, order.currency)
            return try OrderPayments.capture(order.payments[0].id, of: order.id, amount: part, in: tx, context)
        }
    }

    /// - Parameter units: of the order's lines by their places; nil: `amount` alone.
    @discardableResult
    func refund(_ order: Order, units: [Int: Int64] = [:], amount: Int64? = nil) async throws -> Order {
        let items = try units.map { place, units in
            RefundRequest.Item(id: order.items[place].id, quantity: try Quantity(units), restock: false)
        }
        let money = amount.map { Money($0, order.currency) }
        let after = try await shop.kernel.write(as: .system) { tx, context in
            try OrderRefunds.refund(try RefundRequest(amount: money, items: items), of: order.id, in: tx, context).order
        }
        try await tell()
        return after
    }

    /// The codes that the holder of the cart is given.
    func codes(of order: Order, _ cart: Cart) async throws -> [String] {
        let answer = try await send(
            "POST",
            "/orders/\(order.id.value)/codes",
            ["cart": .string(cart.token)],
            by: .guest
        )
        return answer["data"].elements.compactMap { $0["code"]?.text }
    }

    /// The balances of the cards that an order has sold.
    func balances(of order: Order) async throws -> [Int64?] {
        try await send("GET", "/", query: ["order": "\(order.id.value)", "limit": "100"])["data"].elements.reversed()
            .map {
                $0["balance"]?["amount"]?.integer
            }
    }

    // MARK: - What happens afterwards

    /// Waits until all that has happened is settled: transactions of other tests hold that up.
    func settle() async throws {
        guard shop.files.store.engine == .postgres else { return }
        try await wait(for: "the feed to be settled") {
            try await shop.number(
                "SELECT COUNT(*) FROM outbox WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            ) == 0
        }
    }

    /// Tells the plugin what there is to tell, and runs what it queues.
    func tell() async throws {
        try await settle()
        try await EventTelling(shop.kernel, log: shop.log.logger).tellIfDue()
        let runner = JobRunner(shop.kernel, log: shop.log.logger)
        while let run = try await runner.next() { await runner.perform(run) }
    }

    /// Every card holds what its movements come to, and the payments of all orders what was taken from cards for them.
    func checkBooks() async throws {
        let wrong = try await shop.number(
            """
            SELECT COUNT(*) FROM gift_cards WHERE balance <>
              (SELECT COALESCE(SUM(amount), 0) FROM gift_card_movements WHERE gift_card_id = gift_cards.id)
            """
        )
        #expect(wrong == 0)
        let unpaid = try await shop.number(
            """
            SELECT COUNT(*) FROM payments WHERE payment_method = 'gift-cards' AND refunded_amount - amount <>
              (SELECT COALESCE(SUM(amount), 0) FROM gift_card_movements WHERE payment_id = payments.id)
            """
        )
        #expect(unpaid == 0)
    }
}
