import Foundation
import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("All shipped plugins at once", .timeLimit(.minutes(5)))
struct AllPluginsTests {
    /// Of each a folder of `Plugins/`. Shipping is in Rust.
    private static let folders: [(folder: String, name: String)] =
        [
            ("AbandonedCarts", "abandoned-carts"), ("Coupons", "coupons"), ("GiftCards", "gift-cards"),
            ("Reviews", "reviews"), ("Segments", "segments"), ("StripePayments", "stripe"), ("Taxes", "taxes"),
            ("Wishlists", "wishlists"),
        ] + (RustCompiler.isThere ? [("Shipping", "shipping")] : [])
    private static let buyers = 32
    private static let ordersOfEach = 6
    private static let stock: Int64 = 100_000
    private static let cardValue: Int64 = 150_000

    @Test("Switched at random under buyers with a coupon and a gift card, they cost no order, no unit and no cent")
    func toggled() async throws {
        let plugins = try TemporaryFolder()
        for plugin in Self.folders {
            try PluginFixtures.assemble(plugin.folder, library: plugin.folder, into: plugins.path)
        }
        let shop = try await Shop.open(stock: Self.stock, plugins: [plugins.path])
        for plugin in Self.folders {
            let enabled = try await TotemCommand.run(
                ["plugin", "enable", plugin.name, "--yes", "--store", shop.files.address, "--plugins", plugins.path],
                in: plugins.path
            )
            try #require(enabled.status == 0, "\(enabled.errors)")
        }
        let card = try await Self.stockPlugins(of: shop)
        let walk = Walk()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Self.toggle(shop, until: walk) }
            group.addTask {
                defer { walk.end() }
                try await withThrowingTaskGroup(of: [Int64].self) { buyers in
                    for buyer in 0..<Self.buyers {
                        buyers.addTask { try await Self.buy(from: shop, with: buyer % 2 == 0 ? card.code : nil) }
                    }
                    for try await orders in buyers { walk.take(orders) }
                }
            }
            try await group.waitForAll()
        }
        for plugin in Self.folders {
            #expect(try await shop.admin.patch("/v1/plugins/\(plugin.name)", ["is_active": true]).status == 200)
        }
        #expect(walk.orders.count == Self.buyers * Self.ordersOfEach)
        #expect(await shop.daemon.stop() == 0)
        let books = try await shop.books()
        #expect(books.addUp(to: Self.stock) && books.wrongOrders.isEmpty)
        #expect(Set(books.orderIDs) == walk.orders)
        let mistakes = try await shop.files.store.read { tx in try Self.mistakes(card.id, in: tx) }
        #expect(mistakes == [])
    }

    /// A coupon, a tax, two ways of sending and a gift card.
    private static func stockPlugins(of shop: Shop) async throws -> (id: Int64, code: String) {
        let coupon: JSONValue = ["code": "TEN", "type": "percentage", "value": 1000, "usage_limit": 60]
        try #require(try await shop.admin.post("/v1/x/coupons/coupons", coupon).status == 201)
        let zone = try await shop.admin.post("/v1/x/taxes/zones", ["name": "Britain", "countries": ["GB"]])
        let rate: JSONValue = ["zone_id": zone["id"], "name": "VAT", "percent": "20"]
        try #require(try await shop.admin.post("/v1/x/taxes/rates", rate).status == 201)
        if RustCompiler.isThere {
            let region: JSONValue = ["name": "Britain", "regions": [["country": "GB"]]]
            let area = try await shop.admin.post("/v1/x/shipping/zones", region)
            for price: Int64 in [490, 700] {
                let rate: JSONValue = [
                    "zone_id": area["id"], "label": "Parcel", "kind": "flat", "amount": .integer(price),
                ]
                try #require(try await shop.admin.post("/v1/x/shipping/rates", rate).status == 201)
            }
        }
        let value: JSONValue = ["amount": .integer(cardValue), "currency": "USD"]
        let card = try await shop.admin.post("/v1/x/gift-cards", ["value": value, "reason": "A test"])
        return (try #require(card["id"].integer), try #require(card["code"].text))
    }

    private static func toggle(_ shop: Shop, until walk: Walk) async throws {
        while !walk.isOver {
            guard let plugin = folders.randomElement() else { return }
            for isOn in [false, true] {
                let answer = try await shop.admin.patch("/v1/plugins/\(plugin.name)", ["is_active": .boolean(isOn)])
                #expect(answer.status == 200, "\(plugin.name): \(answer.json)")
            }
        }
    }

    /// - Returns: the orders that were answered. A code that nobody knows, or that is used up, is left out.
    private static func buy(from shop: Shop, with card: String?) async throws -> [Int64] {
        var orders: [Int64] = []
        while orders.count < ordersOfEach {
            let cart = try await Shop.fill([("POT-1", 1), ("MUG-1", 2)], shop.guest)
            for code in ["TEN", card].compactMap(\.self) {
                let entered = try await shop.guest.post("/v1/carts/\(cart)/codes", ["code": .string(code)])
                #expect([201, 200, 422, 429].contains(entered.status), "\(entered.json)")
            }
            try await chooseShipping(of: cart, in: shop)
            let order = try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout)
            if order.status == 201 {
                orders.append(try #require(order["id"].integer))
            } else {
                // What a plugin has promised and can't keep any more is refused, and nothing is left of it.
                #expect([409, 422].contains(order.status), "\(order.json)")
            }
        }
        return orders
    }

    /// One of those that are offered, which may be gone a moment later.
    private static func chooseShipping(of cart: String, in shop: Shop) async throws {
        let (path, address) = ("/v1/carts/\(cart)/shipping", Shop.checkout["shipping_address"])
        let offered = try await shop.guest.put(path, ["address": address ?? .null])
        #expect(offered.status == 200, "\(offered.json)")
        guard let rate = offered["shipping_rates"].elements.randomElement()?["id"] else { return }
        let chosen = try await shop.guest.put(path, ["address": address ?? .null, "rate": rate])
        #expect([200, 422].contains(chosen.status), "\(chosen.json)")
    }

    /// A line for each thing that does not agree with the orders.
    private static func mistakes(_ card: Int64, in tx: Transaction) throws -> [String] {
        var wrong: [String] = []
        func agree(_ what: String, _ one: SQL, _ other: SQL) throws {
            let values = try [one, other].map { sql in try tx.first(sql) { try $0.get(0, as: Int64.self) } ?? 0 }
            if values[0] != values[1] { wrong.append("\(what): \(values[0]) and \(values[1])") }
        }
        try agree(
            "orders whose total is not what their trace comes to",
            """
            SELECT COUNT(*) FROM orders WHERE total_amount <> subtotal_amount + (
              SELECT COALESCE(SUM(amount), 0) FROM order_adjustments
              WHERE order_id = orders.id AND kind IN ('discount', 'shipping', 'shipping_discount', 'fee', 'tax'))
            """,
            "SELECT 0"
        )
        try agree(
            "uses of the coupon, and orders that have it",
            "SELECT COUNT(*) FROM coupon_usage",
            "SELECT COUNT(DISTINCT order_id) FROM order_adjustments WHERE source = 'coupons'"
        )
        try agree(
            "uses beyond the limit",
            "SELECT CASE WHEN COUNT(*) > 60 THEN 1 ELSE 0 END FROM coupon_usage",
            "SELECT 0"
        )
        try agree(
            "what the gift card has paid, and what orders have taken",
            "SELECT value - balance FROM gift_cards",
            "SELECT COALESCE(SUM(amount), 0) FROM payments WHERE payment_method = 'gift-cards' AND status = 'captured'"
        )
        try agree(
            "balances that are not the sum of their movements",
            """
            SELECT COUNT(*) FROM gift_cards WHERE balance <> (
              SELECT SUM(amount) FROM gift_card_movements WHERE gift_card_id = gift_cards.id)
            """,
            "SELECT 0"
        )
        try agree(
            "prices of Shipping's that are none",
            "SELECT COUNT(*) FROM order_adjustments WHERE source = 'shipping' AND amount NOT IN (490, 700)",
            "SELECT 0"
        )
        return wrong
    }
}

/// What has come of it, and whether it is over.
private final class Walk: Sendable {
    private let state = Mutex<(orders: Set<Int64>, isOver: Bool)>(([], false))

    var orders: Set<Int64> { state.withLock { $0.orders } }
    var isOver: Bool { state.withLock { $0.isOver } }

    func take(_ orders: [Int64]) { state.withLock { $0.orders.formUnion(orders) } }
    func end() { state.withLock { $0.isOver = true } }
}
