import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("A plugin's prices are tried on orders that were placed")
struct ShadowTests {
    /// Takes 100 off, tells how often it is off in a table of its own, and needs that table.
    private static func loyalty(_ amount: String = "100") -> CPlugin {
        var plugin = CPlugin("loyalty")
        plugin.manifest = [
            "tables": ["loyalty_members"],
            "settings": ["type": "object", "properties": ["amount": ["type": "integer", "default": 100]]],
        ]
        plugin.migrations = [
            "1.0.0-members.sql": """
            CREATE TABLE loyalty_members (id INTEGER PRIMARY KEY, share INTEGER NOT NULL) STRICT;
            INSERT INTO loyalty_members (id, share) VALUES (1, 3);
            """
        ]
        plugin.hooks = [
            "cart.discounts": """
            totem_stmt *rows;
            totem_status found = totem_prepare(call, "SELECT share FROM loyalty_members WHERE id = 1", &rows);
            if (found == TOTEM_OK) found = totem_step(rows);
            if (found != TOTEM_ROW) return totem_fail(call, TOTEM_STR("no member"));
            \(takeOff(amount, label: "Member"))
            """
        ]
        return plugin
    }

    private static func taxed(_ shop: PluginShop) async throws {
        try await shop.set("tax_rate", "1900")
        try await shop.set("shipping_flat_amount", "500")
    }

    @Test("One that is off and was never on takes its part, taxes follow, and nothing is written")
    func off() async throws {
        let shop = try await PluginShop.open()
        try await Self.taxed(shop)
        let first = try await shop.order(try await shop.cart([("POT-1", 2), ("MUG-1", 1)]).token)
        let second = try await shop.order(try await shop.cart([("BOWL-1", 1)]).token)
        try Self.loyalty().build(in: shop.folder)
        let tables = try await shop.tables()

        let report = try await shop.host.shadow("loyalty", orders: 10)
        #expect(report.orders.map(\.id) == [second.id, first.id])
        let small = try #require(report.orders.last)
        #expect(small.old == first.totals && small.isChanged)
        // 3998 + 333 - 100 = 4231; the discount spreads 92 and 8, so the nets are 3906 and 325.
        let tax: Int64 = (3906 * 1900 + 5000) / 10_000 + (325 * 1900 + 5000) / 10_000 + 95
        #expect(small.new?.total.amount == 4231 + 500 + tax)
        #expect(small.changes.map(\.source) == ["core", "loyalty"])
        let own = try #require(small.changes.last)
        #expect(own.kind == .discount && own.label == "Member" && own.old.amount == 0 && own.new.amount == -100)

        #expect(try await shop.tables() == tables)
        #expect(try await shop.number("SELECT COUNT(*) FROM plugins") == 0)
        #expect(try await shop.number("SELECT COUNT(*) FROM schema_versions WHERE component = 'loyalty'") == 0)
        #expect(try await shop.host.shadow("loyalty", orders: 1).orders.map(\.id) == [second.id])
        let unknown = await refusal { _ = try await shop.host.shadow("nobody", orders: 1) }
        #expect(unknown?.detail.contains("its folder is in none of") == true, "\(unknown?.detail ?? "")")
    }

    @Test("Many orders are priced a few at a time, and one that lacks nothing keeps no order waiting")
    func many() async throws {
        let shop = try await PluginShop.open()
        var orders: [Order.ID] = []
        for _ in 0..<45 { orders.append(try await shop.order(try await shop.cart([("MUG-1", 1)]).token).id) }
        try Self.loyalty().build(in: shop.folder)
        let report = try await shop.host.shadow("loyalty", orders: 44)
        #expect(report.orders.map(\.id) == orders.dropFirst().reversed())
        #expect(report.orders.allSatisfy { $0.isChanged })
        guard TestEngine.current == .sqlite else { return }
        try await shop.enable("loyalty")
        try await shop.disable("loyalty")
        let hasBegun = Gate()
        let isOver = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await shop.files.store.write { _ in
                    hasBegun.open()
                    isOver.waitBlocking()
                }
            }
            defer { isOver.open() }
            try await hasBegun.wait()
            let again = try await shop.host.shadow("loyalty", orders: 44)
            #expect(again.orders.map(\.id) == report.orders.map(\.id))
        }
    }

    @Test("One that is on changes nothing of its own orders, and tells what other settings do to older ones")
    func on() async throws {
        let shop = try await PluginShop.open()
        try await Self.taxed(shop)
        try Self.loyalty("totem_setting_i64(call, \"amount\", -1)").build(in: shop.folder)
        try await shop.enable("loyalty")
        let order = try await shop.order(try await shop.cart([("POT-1", 1), ("MUG-1", 2)]).token)
        let same = try await shop.host.shadow("loyalty", orders: 5).orders
        #expect(same.count == 1 && same[0].new == order.totals && !same[0].isChanged, "\(same)")
        // What has changed since and is nothing of the plugin's is left out.
        try await shop.set("tax_rate", "700")
        try await shop.set("shipping_flat_amount", "900")
        #expect(try await !shop.host.shadow("loyalty", orders: 5).orders[0].isChanged)
        try await shop.set("tax_rate", "1900")

        try await shop.enable("loyalty", settings: ["amount": 300])
        let other = try await shop.host.shadow("loyalty", orders: 5).orders[0]
        #expect(other.new?.discount.amount == 300 && other.new?.shipping.amount == 500)
        #expect(other.changes.filter { $0.source == "loyalty" }.map(\.new.amount) == [-300])
        #expect(try await shop.number("SELECT SUM(total_amount) FROM orders") == order.totals.total.amount)
    }

    @Test("What other plugins made of an order stays, though they would make something else of it now")
    func others() async throws {
        let shop = try await PluginShop.open()
        var welcome = CPlugin("welcome")
        welcome.manifest = [
            "settings": ["type": "object", "properties": ["amount": ["type": "integer", "default": 50]]]
        ]
        welcome.hooks = [
            "cart.discounts": takeOff("totem_setting_i64(call, \"amount\", -1)", label: "Welcome"),
            "price.resolve": """
            totem_price_change change = {.size = sizeof change, .kind = TOTEM_PRICE_ADD, .item = 0, .value = -7,
                .label = TOTEM_STR("Seven")};
            return totem_change_price(call, &change);
            """,
            "cart.fees": """
            totem_fee fee = {.size = sizeof fee, .amount = 25, .label = TOTEM_STR("Wrapping")};
            return totem_add_fee(call, &fee);
            """,
            "cart.tenders": """
            totem_tender tender = {.size = sizeof tender, .amount = 40, .label = TOTEM_STR("Card")};
            return totem_add_tender(call, &tender);
            """,
        ]
        try welcome.build(in: shop.folder)
        try await shop.enable("welcome")
        let order = try await shop.order(try await shop.cart([("POT-1", 3)]).token)
        try await shop.enable("welcome", settings: ["amount": 1])
        try Self.loyalty().build(in: shop.folder)

        let tried = try await shop.host.shadow("loyalty", orders: 5).orders[0]
        #expect(tried.changes.map(\.source) == ["loyalty"], "\(tried)")
        #expect(tried.new?.total.amount == order.totals.total.amount - 100)
        #expect(tried.new?.discount.amount == 150 && tried.new?.fees.amount == 25 && tried.new?.tenders.amount == 40)
        #expect(tried.new?.subtotal.amount == 5976)
    }

    @Test("An order at which it fails is told with the reason, and the others go on")
    func failing() async throws {
        let shop = try await PluginShop.open()
        let bad = try await shop.order(try await shop.cart([("MUG-1", 1)]).token)
        _ = try await shop.order(try await shop.cart([("POT-1", 1)]).token)
        var plugin = Self.loyalty()
        plugin.hooks = ["cart.discounts": takeOff(1000, label: "Much")]
        try plugin.build(in: shop.folder)
        let report = try await shop.host.shadow("loyalty", orders: 5)
        #expect(report.orders.map { $0.problem == nil } == [true, false])
        #expect(report.orders.last?.id == bad.id && report.orders.last?.new == nil)
        #expect(report.orders.first?.new?.discount.amount == 1000)
    }
}
