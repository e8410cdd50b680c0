import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Taxes of plugins")
struct TaxTests {
    @Test("A plugin's taxes replace the settings', by class, on lines, shipping and fees, each line with its share")
    func replaces() async throws {
        let shop = try await PluginShop.open()
        for (key, value) in [("tax_rate", "5000"), ("shipping_flat_amount", "490")] { try await shop.set(key, value) }
        var plugin = CPlugin("tax")
        plugin.prelude = Self.helper
        plugin.hooks = [
            "cart.fees": """
            totem_fee fee = {.size = sizeof fee, .amount = 250, .label = TOTEM_STR("Wrap"), .tax_class = TOTEM_STR("low")};
            return totem_add_fee(call, &fee);
            """,
            "cart.taxes": """
            bool right = event->fee_count == 1 && totem_equal(event->fees[0]->tax_class, TOTEM_STR("low"))
              && event->shipping == 490 && cart->fees == 250;
            for (size_t i = 0; i < cart->line_count; i++)
              right = right && TAX(TOTEM_TAX_LINE, cart->lines[i]->id, .rate = 725) == TOTEM_OK;
            right = right && TAX(TOTEM_TAX_FEE, 1, .rate = 1000) == TOTEM_OK
              && TAX(TOTEM_TAX_SHIPPING, 0, .amount = 33) == TOTEM_OK;
            return right ? TOTEM_OK : TOTEM_ERROR;
            """,
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("tax")
        let cart = try await shop.cart([("POT-1", 1), ("MUG-1", 3)])
        // 1999 and 999 at 7.25 %.
        #expect(cart.items.map(\.tax.amount) == [145, 72])
        let rows = cart.adjustments.filter { $0.kind == .tax }
        #expect(rows.map(\.amount.amount) == [217, 25, 33])
        #expect(rows.map(\.shares) == [[145, 72], [], []])
        #expect(rows.allSatisfy { $0.source == "tax" && $0.hook == "cart.taxes" && $0.rule == "r" })
        #expect(rows.allSatisfy { $0.nanoseconds > 0 })
        #expect(cart.totals.tax.amount == 275 && cart.totals.shippingTax.amount == 33)
        #expect(cart.totals.total.amount == 2998 + 490 + 250 + 275)
        #expect(try await shop.order(cart.token).totals == cart.totals)
    }

    @Test(
        "A rate of 0 is an answer; no answer, or one of a hook that failed open, leaves the settings' rate",
        arguments: [
            ("TAX(TOTEM_TAX_SHIPPING, 0, .rate = 0);", 0), ("", 200),
            ("TAX(TOTEM_TAX_SHIPPING, 0, .rate = 0); return TOTEM_ERROR;", 200),
        ] as [(String, Int64)]
    )
    func answers(body: String, tax: Int64) async throws {
        let shop = try await PluginShop.open()
        try await shop.set("tax_rate", "1000")
        var plugin = CPlugin("tax")
        plugin.failsOpen = ["cart.taxes"]
        plugin.prelude = Self.helper
        plugin.hooks = ["cart.taxes": body]
        try plugin.build(in: shop.folder)
        try await shop.enable("tax")
        #expect(try await shop.cart().totals.tax.amount == tax)
    }

    @Test("A tax may be as large as an order may be; what goes beyond that is refused, and is no fault of the plugin")
    func large() async throws {
        for (taxes, code) in [(1, nil), (2, "amount-too-large")] as [(Int, String?)] {
            let shop = try await PluginShop.open()
            var plugin = CPlugin("tax")
            plugin.prelude = Self.helper
            let tax = "TAX(TOTEM_TAX_SHIPPING, 0, .amount = 900000000000000);"
            plugin.hooks = ["cart.taxes": String(repeating: tax, count: taxes)]
            try plugin.build(in: shop.folder)
            try await shop.enable("tax")
            let refused = await refusal {
                let cart = try await shop.cart()
                #expect(cart.totals.tax.amount == 900_000_000_000_000)
            }
            #expect(refused?.code == code)
        }
    }

    @Test("Where prices include tax, two rates on one line share what both come to, and no tax is more than its price")
    func included() async throws {
        let shop = try await PluginShop.open()
        try await shop.set("prices_include_tax", "true")
        for (name, rate) in [("ant", 1000), ("bee", 500)] {
            var plugin = CPlugin(name)
            plugin.prelude = Self.helper
            plugin.hooks = [
                "cart.taxes": """
                if (!cart->prices_include_tax || TAX(TOTEM_TAX_LINE, cart->lines[0]->id, .amount = 2000) != TOTEM_LIMIT)
                  return TOTEM_ERROR;
                return TAX(TOTEM_TAX_LINE, cart->lines[0]->id, .rate = \(rate));
                """
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let cart = try await shop.cart()
        // 1999 × 1500 / 11500 = 260.7, which is 261: two thirds and one.
        #expect(cart.totals.tax.amount == 261 && cart.totals.total.amount == 1999)
        #expect(cart.adjustments.map(\.amount.amount) == [174, 87])
    }

    @Test("A tax that makes no sense is refused with its reason")
    func garbage() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("tax")
        plugin.prelude = Self.helper
        plugin.hooks = [
            "cart.taxes": """
            int64_t line = cart->lines[0]->id;
            totem_fee fee = {.size = sizeof fee, .amount = 1, .label = TOTEM_STR("x")};
            bool right = TAX(TOTEM_TAX_LINE, line + 1, .rate = 1) == TOTEM_INVALID
              && TAX(TOTEM_TAX_LINE, 0, .rate = 1) == TOTEM_INVALID && TAX(TOTEM_TAX_FEE, 1, .rate = 1) == TOTEM_INVALID
              && TAX(TOTEM_TAX_FEE, INT64_MIN, .rate = 1) == TOTEM_INVALID && TAX(0, 0, .rate = 1) == TOTEM_INVALID
              && TAX(TOTEM_TAX_SHIPPING, 1, .rate = 1) == TOTEM_INVALID && TAX(TOTEM_TAX_LINE, line, .rate = -1) == TOTEM_INVALID
              && TAX(TOTEM_TAX_LINE, line, .rate = 10001) == TOTEM_INVALID
              && TAX(TOTEM_TAX_LINE, line, .amount = -1) == TOTEM_INVALID
              && TAX(TOTEM_TAX_LINE, line, .rate = 1, .amount = 1) == TOTEM_INVALID
              && totem_add_tax(call, NULL) == TOTEM_INVALID && totem_add_fee(call, &fee) == TOTEM_MISUSE;
            return right ? TAX(TOTEM_TAX_LINE, line, .rate = 10000) : TOTEM_ERROR;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("tax")
        #expect(try await shop.cart().totals.total.amount == 2 * 1999)
    }

    private static let helper = """
        static totem_status try_tax(totem_call *call, totem_tax tax) { return totem_add_tax(call, &tax); }
        #define TAX(what, of, ...) try_tax(call, (totem_tax){.size = sizeof(totem_tax), .target = what, .id = of, \\
          .label = TOTEM_STR("Tax"), .rule = TOTEM_STR("r"), __VA_ARGS__})
        """
}
