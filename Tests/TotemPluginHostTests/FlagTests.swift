import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What plugins say is special about lines")
struct FlagTests {
    /// Every mug is a voucher, and the rest of the shop has a tax, shipping and a discount of a tenth.
    private func shop(_ flags: String) async throws -> PluginShop {
        let shop = try await PluginShop.open()
        for (setting, value) in [("tax_rate", "1000"), ("shipping_flat_amount", "500")] {
            try await shop.set(setting, value)
        }
        var vouchers = CPlugin("vouchers")
        vouchers.hooks = [
            "cart.flags": """
            for (size_t i = 0; i < cart->line_count; i++) {
              if (!totem_equal(cart->lines[i]->sku, TOTEM_STR("MUG-1"))) continue;
              if (totem_add_flags(call, cart->lines[i]->id, \(flags)) != TOTEM_OK) return TOTEM_ERROR;
            }
            """
        ]
        try vouchers.build(in: shop.folder)
        var sale = CPlugin("sale")
        sale.hooks = [
            "cart.discounts": """
            int64_t net = 0;
            for (size_t i = 0; i < cart->line_count; i++)
              if (!(cart->lines[i]->flags & TOTEM_LINE_NO_DISCOUNT)) net += cart->lines[i]->total;
            totem_discount discount = {.size = sizeof discount, .amount = net / 10, .label = TOTEM_STR("Sale")};
            if (discount.amount > 0) totem_add_discount(call, &discount);
            """
        ]
        try sale.build(in: shop.folder)
        try await shop.enable("vouchers")
        try await shop.enable("sale")
        return shop
    }

    @Test("A voucher is sold without tax, discount and shipping; what is beside it is not")
    func voucher() async throws {
        let shop = try await shop("TOTEM_LINE_NO_TAX | TOTEM_LINE_NO_DISCOUNT | TOTEM_LINE_NO_SHIPPING")
        let alone = try await shop.cart([("MUG-1", 3)])
        #expect(alone.totals.total.amount == 999 && alone.totals.tax.amount == 0 && alone.totals.shipping.amount == 0)
        let mixed = try await shop.cart([("POT-1", 1), ("MUG-1", 3)])
        #expect(mixed.items.map(\.discount.amount) == [199, 0])
        // A tenth of 1800 and of 500.
        #expect(mixed.items.map(\.tax.amount) == [180, 0] && mixed.totals.tax.amount == 230)
        #expect(mixed.totals.total.amount == 1800 + 999 + 500 + 230)
        let order = try await shop.order(mixed.token)
        #expect(order.totals == mixed.totals && order.items.map(\.ships) == [true, false])
    }

    @Test("It needs no address, also where the shop's staff make the order")
    func byStaff() async throws {
        let shop = try await shop("TOTEM_LINE_NO_SHIPPING")
        let order = try await shop.kernel.write(as: .system) { tx, context in
            let line = LineRequest(.sku("MUG-1"), quantity: try Quantity(2))
            return try PlaceOrder.place(StaffOrderRequest(lines: [.init(line)]), in: tx, context)
        }
        #expect(order.items.map(\.ships) == [false] && order.totals.shipping.amount == 0)
    }

    @Test("A plugin's tax on what is not taxed lapses, rounded per line and per order", arguments: ["line", "order"])
    func taxedByPlugin(rounding: String) async throws {
        let shop = try await shop("TOTEM_LINE_NO_TAX")
        try await shop.set("tax_rounding", rounding)
        var taxes = CPlugin("taxes")
        taxes.hooks = [
            "cart.taxes": """
            for (size_t i = 0; i < event->cart->line_count; i++) {
              totem_tax tax = {.size = sizeof tax, .target = TOTEM_TAX_LINE, .id = event->cart->lines[i]->id, .rate = 2000,
                .label = TOTEM_STR("VAT")};
              if (totem_add_tax(call, &tax) != TOTEM_OK) return TOTEM_ERROR;
            }
            """
        ]
        try taxes.build(in: shop.folder)
        try await shop.enable("taxes")
        let cart = try await shop.cart([("POT-1", 1), ("MUG-1", 1)])
        #expect(cart.items.map(\.tax.amount)[1] == 0)
        #expect(cart.items.map(\.tax.amount)[0] == (cart.items[0].total.amount - cart.items[0].discount.amount + 2) / 5)
        // Only vouchers: the settings' tax does not come back.
        #expect(try await shop.cart([("MUG-1", 1)]).items.map(\.tax.amount) == [0])
    }

    @Test("What is no flag, no line or not for this hook is refused, and what fails open has said nothing")
    func garbage() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("garbage")
        plugin.failsOpen = ["cart.flags"]
        plugin.hooks = [
            "cart.flags": """
            int64_t line = cart->lines[0]->id;
            bool right = totem_add_flags(call, line, 0) == TOTEM_INVALID && totem_add_flags(call, line, 16) == TOTEM_INVALID
              && totem_add_flags(call, line, TOTEM_LINE_GIFT) == TOTEM_INVALID
              && totem_add_flags(call, line + 1, TOTEM_LINE_NO_TAX) == TOTEM_INVALID
              && totem_add_flags(call, line, TOTEM_LINE_NO_SHIPPING) == TOTEM_OK && totem_claim(call) == TOTEM_MISUSE;
            totem_log(call, TOTEM_LOG_INFO, right ? TOTEM_STR("all right") : totem_last_error(call));
            return TOTEM_ERROR;
            """,
            "cart.discounts":
                "return totem_add_flags(call, 1, TOTEM_LINE_NO_TAX) == TOTEM_MISUSE ? TOTEM_OK : TOTEM_ERROR;",
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("garbage")
        #expect(try await shop.cart().items.map(\.ships) == [true])
        #expect(shop.log.has("all right"), "\(shop.log.lines.suffix(3))")
    }

    @Test("Flags add up, of one plugin and of several")
    func together() async throws {
        let shop = try await shop("TOTEM_LINE_NO_TAX")
        var second = CPlugin("second")
        second.hooks = [
            "cart.flags": """
            for (size_t i = 0; i < cart->line_count; i++) {
              if (totem_add_flags(call, cart->lines[i]->id, TOTEM_LINE_NO_SHIPPING) != TOTEM_OK) return TOTEM_ERROR;
              if (totem_add_flags(call, cart->lines[i]->id, TOTEM_LINE_NO_DISCOUNT) != TOTEM_OK) return TOTEM_ERROR;
            }
            """
        ]
        try second.build(in: shop.folder)
        try await shop.enable("second")
        let cart = try await shop.cart([("POT-1", 1), ("MUG-1", 1)])
        #expect(cart.items.map(\.flags) == [[.noShipping, .noDiscount], [.noTax, .noShipping, .noDiscount]])
    }

    @Test("Nothing is said of a line that is not on sale any more")
    func gone() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("late")
        plugin.hooks = [
            "cart.flags": """
            if (cart->line_count != 1) return TOTEM_OK;
            totem_status gone = totem_add_flags(call, cart->lines[0]->id - 1, TOTEM_LINE_NO_TAX);
            totem_log(call, TOTEM_LOG_INFO, gone == TOTEM_INVALID ? TOTEM_STR("refused") : TOTEM_STR("accepted"));
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("late")
        let cart = try await shop.cart([("POT-1", 1), ("MUG-1", 1)])
        try await shop.kernel.write(as: .system) { tx, context in
            _ = try ProductStore.update(Product.ID(1), in: HookCall(tx, context)) { $0.isActive = false }
        }
        #expect(try await shop.look(cart.token).items.map(\.isAvailable) == [false, true])
        #expect(shop.log.has("refused") && !shop.log.has("accepted"))
    }
}
