import Testing
import TotemKernel
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
}

extension PluginShop {
    fileprivate func orderByStaff(to country: String) async throws -> Order {
        try await kernel.write(as: .system) { tx, context in
            let line = StaffOrderRequest.Line(LineRequest(.sku("POT-1"), quantity: try Quantity(1)))
            let address = try Address(addressLine1: "1 Lane", city: "Town", postalCode: "12345", country: country)
            return try PlaceOrder.place(StaffOrderRequest(lines: [line], shippingAddress: address), in: tx, context)
        }
    }
}
