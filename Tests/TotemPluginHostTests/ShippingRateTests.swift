import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Shipping rates")
struct ShippingRateTests {
    @Test("Rates of plugins replace the settings'; of several the buyer chooses one, or the order is refused")
    func choice() async throws {
        let shop = try await PluginShop.open()
        try await shop.set("shipping_flat_amount", "490")
        #expect(try await shop.cart().shippingRates.map(\.id) == ["flat"])
        try await shop.enable(offering: [("standard", "300")], by: "ant")
        let only = try await shop.cart()
        #expect(only.shippingRates.map(\.id) == ["ant:standard"] && only.shippingRate?.id == "ant:standard")
        #expect(only.totals.shipping.amount == 300 && only.totals.total.amount == 2299)
        try await shop.enable(offering: [("standard", "200"), ("express", "900")], by: "bee")
        let cart = try await shop.cart()
        #expect(cart.shippingRates.map(\.id) == ["ant:standard", "bee:standard", "bee:express"])
        #expect(cart.shippingRate == nil && cart.totals.total.amount == 1999)
        let refused = await refusal { _ = try await shop.order(cart.token) }
        #expect(refused?.fields.map(\.field) == ["shipping_rate"])
        #expect(refused?.detail.contains("'bee:express'") == true)
        let unknown = await refusal { _ = try await shop.choose("flat", for: cart.token) }
        #expect(unknown?.fields.map(\.field) == ["rate"])
        #expect(try await shop.choose("bee:express", for: cart.token).totals.total.amount == 2899)
        let order = try await shop.order(cart.token)
        let row = try #require(order.adjustments.first { $0.kind == .shipping })
        #expect(row.source == "bee" && row.hook == "cart.shipping_rates" && row.rule == "table")
        #expect(row.nanoseconds > 0 && row.amount == order.totals.shipping && row.amount.amount == 900)
    }

    @Test("What the buyer chose and is not offered any more is told, and no other is taken in its place")
    func gone() async throws {
        let shop = try await PluginShop.open()
        try await shop.enable(offering: [("standard", "300"), ("express", "900")], by: "ant")
        let cart = try await shop.cart()
        _ = try await shop.choose("ant:express", for: cart.token)
        try await shop.disable("ant")
        try await shop.enable(offering: [("standard", "200")], by: "bee")
        let looked = try await shop.look(cart.token)
        #expect(looked.shippingRate == nil && looked.totals.shipping.amount == 0)
        let refused = await refusal { _ = try await shop.order(cart.token) }
        #expect(refused?.fields.map(\.field) == ["shipping_rate"])
        #expect(refused?.detail.contains("'ant:express' is not offered any more") == true)
        #expect(refused?.detail.contains("'bee:standard'") == true)
        _ = try await shop.choose("bee:standard", for: cart.token)
        #expect(try await shop.order(cart.token).totals.shipping.amount == 200)
    }

    @Test(
        "A plugin that can't send a cart says why: the settings' rate is gone, and only another plugin's rate sells it"
    )
    func refused() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("ant")
        plugin.hooks = [
            "cart.shipping_rates": """
            bool right = totem_cannot_ship(call, TOTEM_STR("")) == TOTEM_INVALID
              && totem_cannot_ship(call, TOTEM_STR("Nothing goes to the moon.")) == TOTEM_OK
              && totem_cannot_ship(call, TOTEM_STR("Nor to Mars.")) == TOTEM_UNIQUE;
            if (!right) return TOTEM_ERROR;
            """,
            "cart.fees": "if (totem_cannot_ship(call, TOTEM_STR(\"x\")) != TOTEM_MISUSE) return TOTEM_ERROR;",
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("ant")
        let cart = try await shop.cart()
        #expect(cart.shippingRates.isEmpty && cart.shippingRate == nil)
        #expect(cart.shippingRefusal == "Nothing goes to the moon.")
        let refused = await refusal { _ = try await shop.order(cart.token) }
        #expect(refused?.fields.map(\.field) == ["shipping_address"])
        #expect(refused?.detail.contains("Nothing goes to the moon.") == true)
        let unknown = await refusal { _ = try await shop.choose("flat", for: cart.token) }
        #expect(unknown?.detail.contains("Nothing goes to the moon.") == true)

        try await shop.enable(offering: [("standard", "0")], by: "bee")
        #expect(try await shop.look(cart.token).shippingRefusal == nil)
        let order = try await shop.order(cart.token)
        let row = try #require(order.adjustments.first { $0.kind == .shipping })
        #expect(row.source == "bee" && row.amount.amount == 0 && row.rule == "table")
    }

    @Test("Of several plugins that can't send a cart the first says why; one that fails open has said nothing")
    func firstRefusal() async throws {
        let shop = try await PluginShop.open()
        for (name, end) in [("ant", "TOTEM_ERROR"), ("bee", "TOTEM_OK"), ("cow", "TOTEM_OK")] {
            var plugin = CPlugin(name)
            plugin.failsOpen = ["cart.shipping_rates"]
            plugin.hooks = [
                "cart.shipping_rates": """
                if (totem_cannot_ship(call, TOTEM_STR("\(name) does not go there.")) != TOTEM_OK) return TOTEM_OK;
                return \(end);
                """
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        #expect(try await shop.cart().shippingRefusal == "bee does not go there.")
    }

    @Test("A rate may depend on the address, also on one that only the checkout says")
    func address() async throws {
        let shop = try await PluginShop.open()
        let abroad = """
            cart->shipping_address && totem_equal(cart->shipping_address->country, TOTEM_STR("GB")) ? 1500 : 300
            """
        try await shop.enable(offering: [("standard", abroad)], by: "ant")
        let cart = try await shop.cart()
        #expect(cart.totals.shipping.amount == 300)
        let order = try await shop.order(cart.token)
        #expect(order.totals.shipping.amount == 1500)
        #expect(order.totals.total.amount == 1999 + 1500)
    }

    @Test("A discount of shipping takes no more than it costs, and no more is refunded of shipping than was paid")
    func discounts() async throws {
        let shop = try await PluginShop.open()
        try await shop.set("tax_rate", "1000")
        try await shop.enable(offering: [("standard", "499")], by: "ant")
        for (name, amount) in [("bee", "300"), ("cow", "150"), ("dog", "INT64_MAX"), ("elk", "1")] {
            var plugin = CPlugin(name)
            plugin.hooks = ["cart.discounts": takeOffShipping(amount) + (name == "cow" ? takeOff(1000) : "")]
            try plugin.build(in: shop.folder)
        }
        for name in ["bee", "cow"] { try await shop.enable(name) }
        let cart = try await shop.cart()
        let taken = cart.adjustments.filter { $0.kind == .shippingDiscount }
        #expect(taken.map(\.amount.amount) == [-300, -150] && taken.map(\.source) == ["bee", "cow"])
        #expect(cart.totals.discount.amount == 1450 && cart.totals.shipping.amount == 499)
        // Of the nets: 999 and 49.
        #expect(cart.totals.tax.amount == 100 + 5)
        #expect(cart.totals.total.amount == 1999 - 1000 + 49 + 105)
        let order = try await shop.order(cart.token)
        #expect(order.totals == cart.totals)
        let refund = await refusal { _ = try await shop.refundShipping(55, of: order) }
        #expect(refund?.detail.contains("from 0 to 54") == true)

        for name in ["dog", "elk"] { try await shop.enable(name) }
        let free = try await shop.cart()
        #expect(free.adjustments.filter { $0.kind == .shippingDiscount }.map(\.amount.amount) == [-300, -150, -49])
        #expect(free.totals.total.amount == 1999 - 1000 + 100)
    }

    @Test("A rate or a discount of shipping that makes no sense is refused; a hook that fails open has offered nothing")
    func garbage() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("garbage")
        plugin.failsOpen = ["cart.shipping_rates"]
        plugin.prelude = """
            static totem_status try_rate(totem_call *call, totem_rate rate) { return totem_add_rate(call, &rate); }
            #define RATE(...) try_rate(call, (totem_rate){.size = sizeof(totem_rate), __VA_ARGS__})
            #define LABEL .label = TOTEM_STR("x")
            static totem_status try_off(totem_call *call, totem_discount off) { return totem_add_discount(call, &off); }
            #define OFF(...) try_off(call, (totem_discount){.size = sizeof(totem_discount), LABEL, __VA_ARGS__})
            """
        plugin.hooks = [
            "cart.discounts": """
            bool right = OFF(.amount = 1, .target = 7) == TOTEM_INVALID
              && OFF(.amount = 0, .target = TOTEM_DISCOUNT_SHIPPING) == TOTEM_INVALID
              && OFF(.amount = 1, .target = TOTEM_DISCOUNT_SHIPPING, .line = 1) == TOTEM_INVALID;
            if (!right) return TOTEM_ERROR;
            """,
            "cart.shipping_rates": """
            bool right = RATE(.id = TOTEM_STR("a"), LABEL, .amount = -1) == TOTEM_INVALID
              && RATE(.id = TOTEM_STR("a"), LABEL, .amount = INT64_MAX) == TOTEM_LIMIT
              && RATE(.id = TOTEM_STR("A"), LABEL) == TOTEM_INVALID && RATE(.id = TOTEM_STR(""), LABEL) == TOTEM_INVALID
              && RATE(LABEL) == TOTEM_INVALID && RATE(.id = TOTEM_STR("a")) == TOTEM_INVALID
              && totem_add_rate(call, NULL) == TOTEM_INVALID && RATE(.id = TOTEM_STR("a"), LABEL) == TOTEM_OK
              && RATE(.id = TOTEM_STR("a"), LABEL) == TOTEM_UNIQUE;
            totem_log(call, TOTEM_LOG_INFO, right ? TOTEM_STR("all right") : totem_last_error(call));
            return cart->lines[0]->quantity > 1 ? TOTEM_ERROR : TOTEM_OK;
            """,
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("garbage")
        #expect(try await shop.cart().shippingRates.map(\.id) == ["garbage:a"])
        #expect(shop.log.has("all right"))
        #expect(try await shop.cart([("MUG-1", 2)]).shippingRates.map(\.id) == ["flat"])
    }
}

private func takeOffShipping(_ amount: String) -> String {
    """
    { totem_discount off = {.size = sizeof off, .target = TOTEM_DISCOUNT_SHIPPING, .amount = \(amount),
        .label = TOTEM_STR("Less shipping")};
      if (totem_add_discount(call, &off) != TOTEM_OK) return TOTEM_ERROR; }
    """
}

extension PluginShop {
    /// A plugin with rates: their ids, and what they cost, in C.
    fileprivate func enable(offering rates: [(id: String, amount: String)], by name: String) async throws {
        var plugin = CPlugin(name)
        let calls = rates.map { rate in
            """
            { totem_rate rate = {.size = sizeof rate, .id = TOTEM_STR("\(rate.id)"), .label = TOTEM_STR("\(rate.id)"),
                .amount = \(rate.amount), .rule = TOTEM_STR("table")};
              if (totem_add_rate(call, &rate) != TOTEM_OK) return TOTEM_ERROR; }
            """
        }
        plugin.hooks = ["cart.shipping_rates": calls.joined(separator: "\n")]
        try plugin.build(in: folder)
        try await enable(name)
    }

    fileprivate func choose(_ rate: String, for token: String) async throws -> Cart {
        try await kernel.write(as: .guest) { tx, context in
            try CartStore.change(token, in: tx, context) { $0.shippingRate = rate }
        }
    }

    fileprivate func refundShipping(_ amount: Int64, of order: Order) async throws -> Order {
        let payment = try #require(order.payments.first)
        return try await kernel.write(as: .system) { tx, context in
            _ = try OrderPayments.capture(payment.id, of: order.id, amount: nil, in: tx, context)
            let request = try RefundRequest(shipping: Money(amount, order.currency), reason: "")
            return try OrderRefunds.refund(request, of: order.id, in: tx, context).order
        }
    }
}
