import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Prices of plugins")
struct PriceTests {
    @Test("Of several set prices the first wins and the trace shows the other; then percents, then additions")
    func composition() async throws {
        let shop = try await PluginShop.open()
        // In this order; what each does is sorted by its kind.
        let bodies = [
            ("ant", "CHANGE(TOTEM_PRICE_ADD, 7); CHANGE(TOTEM_PRICE_PERCENT, -1000);"),
            ("bee", "CHANGE(TOTEM_PRICE_SET, 1555);"),
            ("cow", "CHANGE(TOTEM_PRICE_SET, 1); CHANGE(TOTEM_PRICE_PERCENT, 333);"),
        ]
        for (name, body) in bodies {
            var plugin = CPlugin(name)
            plugin.prelude = Self.helper
            plugin.hooks = ["price.resolve": "for (size_t i = 0; i < event->item_count; i++) { \(body) }"]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let cart = try await shop.cart([("POT-1", 3)])
        // 1555 less a tenth is 1399.5, so 1400; and 3.33 % more is 1446.62, so 1447; and 7.
        #expect(cart.items.map(\.price.amount) == [1454] && cart.totals.subtotal.amount == 3 * 1454)
        let rows = cart.adjustments.filter { $0.kind == .price }
        #expect(rows.map(\.source) == ["bee", "cow", "ant", "cow", "ant"])
        let steps: [Int64] = [1555 - 1999, 0, 1400 - 1555, 1447 - 1400, 7]
        #expect(rows.map(\.amount.amount) == steps.map { 3 * $0 })
        #expect(rows.allSatisfy { $0.hook == "price.resolve" && $0.rule == "list" && $0.itemID == cart.items[0].id })
        let order = try await shop.order(cart.token)
        #expect(order.totals == cart.totals && order.items.map(\.price.amount) == [1454])
        #expect(order.adjustments.map(\.amount) == cart.adjustments.map(\.amount))
    }

    @Test(
        "Carts, orders and listings say what the price is for; staff see the catalog's, and keep what they have given"
    )
    func purposes() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("list")
        plugin.prelude = Self.helper
        plugin.hooks = [
            "price.resolve": """
            for (size_t i = 0; i < event->item_count; i++) {
              const totem_priced_item *item = event->items[i];
              if (totem_equal(item->sku, TOTEM_STR("POT-1")))
                CHANGE(TOTEM_PRICE_SET, event->purpose * 1000 + item->quantity * 10 + (item->line ? 1 : 0));
            }
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("list")
        let cart = try await shop.cart([("POT-1", 2), ("MUG-1", 1)])
        #expect(cart.items.map(\.price.amount) == [2021, 333])
        #expect(try await shop.order(cart.token).items.map(\.price.amount) == [3021, 333])
        #expect(try await shop.listed(by: .guest) == [1010, 333, 10_001])
        #expect(try await shop.listed(by: .system) == [1999, 333, 10_001])
        let prices = [Int64(5), nil].map { $0.map { Money($0, cart.currency) } }
        let byStaff = try await shop.kernel.write(as: .system) { tx, context in
            let lines = try prices.map { price in
                StaffOrderRequest.Line(LineRequest(.sku("POT-1"), quantity: try Quantity(1)), price: price)
            }
            let address = try Address(addressLine1: "1 Lane", city: "Stoke", postalCode: "ST1 1AA", country: "GB")
            return try PlaceOrder.place(StaffOrderRequest(lines: lines, shippingAddress: address), in: tx, context)
        }
        #expect(byStaff.items.map(\.price.amount) == [5, 3011])
    }

    @Test("Prices are asked for in batches of at most 100, and a hook that fails open has changed none of its batch")
    func batches() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("list")
        plugin.failsOpen = ["price.resolve"]
        plugin.prelude = Self.helper
        plugin.hooks = [
            "price.resolve": """
            if (event->item_count > 100) return TOTEM_ERROR;
            for (size_t i = 0; i < event->item_count; i++) CHANGE(TOTEM_PRICE_SET, 1);
            return event->item_count == 100 ? TOTEM_OK : TOTEM_ERROR;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("list")
        let cart = try await shop.kernel.write(as: .guest) { tx, context in
            let items = try (0..<130).map { number in
                LineRequest(
                    .sku("MUG-1"),
                    quantity: try Quantity(1),
                    properties: try LineProperties(["number": .integer(Int64(number))])
                )
            }
            return try CartStore.create(items: items, in: tx, context)
        }
        #expect(cart.items.count == 130 && cart.totals.subtotal.amount == 100 * 1 + 30 * 333)
    }

    @Test("A change that makes no sense is refused; a price ends at 0 and at the largest of the catalog")
    func garbage() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("list")
        plugin.prelude = Self.helper
        plugin.hooks = [
            "price.resolve": """
            const size_t i = 0;
            totem_price_change change = {.size = sizeof change, .kind = TOTEM_PRICE_SET, .value = 1};
            bool right = CHANGE(TOTEM_PRICE_SET, -1) == TOTEM_INVALID && CHANGE(TOTEM_PRICE_SET, INT64_MAX) == TOTEM_INVALID
              && CHANGE(TOTEM_PRICE_PERCENT, -10001) == TOTEM_INVALID && CHANGE(TOTEM_PRICE_PERCENT, 90001) == TOTEM_INVALID
              && CHANGE(TOTEM_PRICE_ADD, INT64_MIN) == TOTEM_INVALID && CHANGE(0, 1) == TOTEM_INVALID
              && totem_change_price(call, &change) == TOTEM_INVALID && totem_change_price(call, NULL) == TOTEM_INVALID;
            change.label = TOTEM_STR("x");
            change.item = 2;
            right = right && totem_change_price(call, &change) == TOTEM_INVALID;
            change.item = -1;
            right = right && totem_change_price(call, &change) == TOTEM_INVALID;
            if (!right) return TOTEM_ERROR;
            CHANGE(TOTEM_PRICE_ADD, -1000000000000);
            change.item = 1;
            change.value = 1000000000000;
            totem_change_price(call, &change);
            change.kind = TOTEM_PRICE_ADD;
            return totem_change_price(call, &change);
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("list")
        let cart = try await shop.cart([("POT-1", 1), ("MUG-1", 1)])
        #expect(cart.items.map(\.price.amount) == [0, 1_000_000_000_000])
    }

    private static let helper = """
        static totem_status change_one(totem_call *call, int64_t item, uint32_t kind, int64_t value) {
          totem_price_change change = {.size = sizeof change, .kind = kind, .item = item, .value = value,
            .label = TOTEM_STR("Your price"), .rule = TOTEM_STR("list")};
          return totem_change_price(call, &change);
        }
        #define CHANGE(kind, value) change_one(call, (int64_t)i, kind, value)
        """
}

extension PluginShop {
    /// The prices of a list of all products.
    fileprivate func listed(by actor: TotemKernel.Actor) async throws -> [Int64] {
        try await kernel.read(as: actor) { tx, context in
            let products = try PluginShop.products.compactMap { try ProductStore.find(sku: $0.sku, in: tx) }
            return try ListedPrices.resolve(products, in: tx, context).map(\.price.amount)
        }
    }
}
