import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Checkouts that plugins look at")
struct CheckoutTests {
    @Test("checkout.validate refuses by field, for buyers and staff, before anything is written")
    func fields() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("guard")
        plugin.hooks = [
            "checkout.validate": """
            const totem_order *order = event->order;
            if (order->id != 0 || !order->cart || order->total != order->cart->total) return TOTEM_ERROR;
            if (order->cart->shipping_address == NULL) return TOTEM_ERROR;
            if (!totem_equal(order->cart->shipping_address->city, order->shipping_address->city)) return TOTEM_ERROR;
            if (totem_equal(order->shipping_address->country, TOTEM_STR("GB"))) {
              totem_veto_field(call, "shipping_address.country", TOTEM_STR("is not where we send to"));
              totem_veto_field(call, "payment.method", event->source);
              return TOTEM_VETO;
            }
            """,
            "order.placing": "totem_log(call, TOTEM_LOG_INFO, TOTEM_STR(\"placing\"));",
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("guard")
        let cart = try await shop.cart()
        let byBuyer = await refusal { _ = try await shop.order(cart.token) }
        #expect(byBuyer?.fields.map(\.field) == ["shipping_address.country", "payment.method"])
        #expect(byBuyer?.fields.map(\.message) == ["is not where we send to", "storefront"])
        let byStaff = await refusal { _ = try await shop.orderByStaff(to: "GB") }
        #expect(byStaff?.fields.map(\.message) == ["is not where we send to", "staff"])
        #expect(!shop.log.has("placing"))
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
        #expect(try await shop.orderByStaff(to: "DE").totals.total.amount == 1999)
    }

    @Test("payment.methods hides and orders; what is hidden from a cart is refused at its checkout, but not from staff")
    func methods() async throws {
        let shop = try await PluginShop.open()
        for (name, rest) in [("ant", ""), ("bee", "totem_hide_method(call, TOTEM_STR(\"card\")); return TOTEM_ERROR;")]
        {
            var plugin = CPlugin(name)
            plugin.failsOpen = ["payment.methods"]
            plugin.hooks = [
                "payment.methods": """
                if (totem_hide_method(call, TOTEM_STR("barter")) != TOTEM_NOT_FOUND) return TOTEM_ERROR;
                if (event->cart->total > 2000) totem_hide_method(call, TOTEM_STR("manual"));
                if (event->method_count > 1) totem_rank_method(call, TOTEM_STR("wallet"), -1);
                \(rest)
                """
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let (cheap, dear) = (try await shop.cart(), try await shop.cart([("POT-1", 2)]))
        #expect(try await shop.methods(for: cheap) == ["wallet", "manual", "card"])
        #expect(try await shop.methods(for: dear) == ["wallet", "card"])
        let refused = await refusal { _ = try await shop.order(dear.token) }
        #expect(refused?.fields.map(\.field) == ["payment.method"])
        #expect(try await shop.order(cheap.token).totals.total.amount == 1999)
        #expect(try await shop.orderByStaff(to: "DE", quantity: 2).totals.total.amount == 3998)
    }
}

extension PluginShop {
    fileprivate func methods(for cart: Cart) async throws -> [String] {
        try await kernel.read(as: .guest) { tx, context in
            try OfferedMethods.list(["manual", "card", "wallet"], for: cart.token, in: tx, context)
        }
    }

    fileprivate func orderByStaff(to country: String, quantity: Int64 = 1) async throws -> Order {
        try await kernel.write(as: .system) { tx, context in
            let line = StaffOrderRequest.Line(LineRequest(.sku("POT-1"), quantity: try Quantity(quantity)))
            let address = try Address(addressLine1: "1 Lane", city: "Town", postalCode: "12345", country: country)
            return try PlaceOrder.place(StaffOrderRequest(lines: [line], shippingAddress: address), in: tx, context)
        }
    }
}
