import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Prices of a cart that are scaled")
struct PriceScaleTests {
    private static let helper = """
        static totem_status try_scale(totem_call *call, totem_price_scale scale) { return totem_scale_prices(call, &scale); }
        #define SCALE(what, n, d, ...) try_scale(call, (totem_price_scale){.size = sizeof(totem_price_scale), .target = what, \\
          .numerator = n, .denominator = d, .label = TOTEM_STR("Scaled"), .rule = TOTEM_STR("r"), __VA_ARGS__})
        """

    private static func plugin(_ name: String, _ body: String) -> CPlugin {
        var plugin = CPlugin(name)
        plugin.prelude = helper
        plugin.hooks = ["cart.prices": body]
        return plugin
    }

    /// Charges 250.
    private static func wrapping() -> CPlugin {
        var plugin = CPlugin("wrap")
        plugin.hooks = [
            "cart.fees": """
            totem_fee fee = {.size = sizeof fee, .amount = 250, .label = TOTEM_STR("Wrap")};
            return totem_add_fee(call, &fee);
            """,
            "cart.taxes": """
            totem_tax tax = {.size = sizeof tax, .target = TOTEM_TAX_LINE, .id = cart->lines[0]->id, .label = TOTEM_STR("Tax"),
              .amount = event->fees[0]->amount + (event->rounds_per_order ? 1000 : 0)};
            return totem_add_tax(call, &tax);
            """,
        ]
        return plugin
    }

    @Test(
        "Lines, shipping and fees, each by its class, one plugin after the other; the order and the trace have it all"
    )
    func scales() async throws {
        let shop = try await PluginShop.open()
        try await shop.set("shipping_flat_amount", "490")
        try Self.wrapping().build(in: shop.folder)
        let bodies = [
            ("ant", "SCALE(TOTEM_TAX_LINE, 100, 119); SCALE(TOTEM_TAX_LINE, 9, 1, .tax_class = TOTEM_STR(\"low\"));"),
            (
                "bee",
                "SCALE(TOTEM_TAX_LINE, 3, 2); SCALE(TOTEM_TAX_SHIPPING, 1, 4);"
                    + "SCALE(TOTEM_TAX_FEE, 9, 1, .tax_class = TOTEM_STR(\"low\")); SCALE(TOTEM_TAX_FEE, 2, 1);"
            ),
        ]
        for (name, body) in bodies { try Self.plugin(name, body).build(in: shop.folder) }
        for name in ["ant", "bee", "wrap"] { try await shop.enable(name) }
        let cart = try await shop.cart([("POT-1", 2)])
        // 1999 × 100/119 is 1679.8, and 1680 × 3/2 is 2520. 490/4 is 122.5.
        #expect(cart.items.map(\.price.amount) == [2520] && cart.totals.subtotal.amount == 5040)
        #expect(cart.totals.shipping.amount == 123 && cart.totals.fees.amount == 500 && cart.tax == 500)
        let rows = cart.adjustments.filter { $0.hook == "cart.prices" }
        #expect(rows.map(\.amount.amount) == [-638, 1680, -367, 250])
        #expect(
            rows.map(\.source) == ["ant", "bee", "bee", "bee"]
                && rows.allSatisfy { $0.rule == "r" && $0.nanoseconds > 0 }
        )
        #expect(rows.map(\.kind) == [.price, .price, .shipping, .fee])
        let order = try await shop.order(cart.token)
        #expect(order.totals == cart.totals && order.adjustments.map(\.amount) == cart.adjustments.map(\.amount))

        // What plugins would make of the order now is what they made of it.
        for name in ["ant", "bee", "wrap"] {
            let report = try await shop.host.shadow(name, orders: 1)
            #expect(report.orders.map(\.new) == [cart.totals], "\(name): \(report.orders.map(\.problem))")
        }
        try await shop.set("tax_rounding", "order")
        #expect(try await shop.look(try await shop.cart([("POT-1", 2)]).token).tax == 1500)
    }

    @Test("A price that staff have given a line stays, and so does a gift's")
    func fixed() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin("ant", "SCALE(TOTEM_TAX_LINE, 1, 2);").build(in: shop.folder)
        try await shop.enable("ant")
        let cart = try await shop.kernel.write(as: .guest) { tx, context in
            try CartStore.create(
                items: [
                    LineRequest(.sku("POT-1"), quantity: try Quantity(1)),
                    LineRequest(.sku("MUG-1"), quantity: try Quantity(1), flags: .gift),
                ],
                in: tx,
                context
            )
        }
        #expect(cart.items.map(\.price.amount) == [1000, 0])
    }

    @Test("The price of a line that is not taxed has no tax in it, and stays")
    func untaxed() async throws {
        let shop = try await PluginShop.open()
        var plugin = Self.plugin("ant", "SCALE(TOTEM_TAX_LINE, 1, 2);")
        plugin.hooks["cart.flags"] = "return totem_add_flags(call, cart->lines[1]->id, TOTEM_LINE_NO_TAX);"
        try plugin.build(in: shop.folder)
        try await shop.enable("ant")
        let cart = try await shop.cart([("POT-1", 1), ("MUG-1", 1)])
        #expect(cart.items.map(\.price.amount) == [1000, 333])
        #expect(cart.adjustments.filter { $0.hook == "cart.prices" }.map(\.itemID) == [cart.items[0].id])
    }

    @Test("A scale that makes no sense is refused with its reason, and a hook that fails open has scaled nothing")
    func garbage() async throws {
        let shop = try await PluginShop.open()
        var plugin = Self.plugin(
            "ant",
            """
            char class[65] = {0};
            int64_t most = 1000000000000000;
            bool right = SCALE(TOTEM_TAX_LINE, 0, 1) == TOTEM_INVALID && SCALE(TOTEM_TAX_LINE, 1, 0) == TOTEM_INVALID
              && SCALE(TOTEM_TAX_LINE, -1, 1) == TOTEM_INVALID && SCALE(TOTEM_TAX_LINE, most + 1, 1) == TOTEM_INVALID
              && SCALE(0, 1, 1) == TOTEM_INVALID && SCALE(4, 1, 1) == TOTEM_INVALID
              && SCALE(TOTEM_TAX_SHIPPING, 1, 1, .tax_class = TOTEM_STR("low")) == TOTEM_INVALID
              && SCALE(TOTEM_TAX_LINE, 1, 1, .tax_class = {class, 65}) == TOTEM_INVALID
              && SCALE(TOTEM_TAX_LINE, 1, 1, .label = {NULL, 0}) == TOTEM_INVALID
              && totem_scale_prices(call, NULL) == TOTEM_INVALID
              && SCALE(TOTEM_TAX_LINE, most / 2, most) == TOTEM_OK;
            for (int i = 1; right && i < 200; i++) right = SCALE(TOTEM_TAX_FEE, 2, 1) == TOTEM_OK;
            right = right && SCALE(TOTEM_TAX_FEE, 2, 1) == TOTEM_LIMIT;
            totem_log(call, TOTEM_LOG_INFO, right ? TOTEM_STR("all right") : totem_last_error(call));
            return TOTEM_ERROR;
            """
        )
        plugin.failsOpen = ["cart.prices"]
        try plugin.build(in: shop.folder)
        try await shop.enable("ant")
        #expect(try await shop.cart().totals.total.amount == 1999)
        #expect(shop.log.has("all right"), "\(shop.log.lines.suffix(3))")
    }

    @Test("A price that becomes too large is refused, not cut")
    func large() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin("ant", "SCALE(TOTEM_TAX_LINE, 1000000000000000, 1);").build(in: shop.folder)
        try await shop.enable("ant")
        #expect(await refusal { _ = try await shop.cart() } != nil)
    }
}

extension Cart {
    fileprivate var tax: Int64 { totals.tax.amount }
}
