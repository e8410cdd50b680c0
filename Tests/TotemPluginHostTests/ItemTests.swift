import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Lines that plugins look at")
struct ItemTests {
    @Test("Quantity and properties are put right, one plugin after another, and what fails open has changed nothing")
    func corrections() async throws {
        let shop = try await PluginShop.open()
        let bodies = [
            // In packs of six.
            ("ant", "totem_set_quantity(call, (int64_t)i, (item->quantity + 5) / 6 * 6);"),
            ("bee", "totem_set_quantity(call, (int64_t)i, 1000); return TOTEM_ERROR;"),
            (
                "cow",
                """
                if (item->quantity % 6 != 0) return TOTEM_ERROR;
                if (totem_set_quantity(call, (int64_t)i, item->quantity + 6) != TOTEM_OK) return TOTEM_ERROR;
                if (totem_set_properties(call, (int64_t)i, TOTEM_STR("{\\"packed\\": true}")) != TOTEM_OK) return TOTEM_ERROR;
                """
            ),
        ]
        for (name, body) in bodies {
            var plugin = CPlugin(name)
            plugin.failsOpen = name == "bee" ? ["cart.item.validate"] : []
            plugin.hooks = ["cart.item.validate": Self.each(body)]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let cart = try await shop.cart([("POT-1", 1), ("MUG-1", 7)])
        #expect(cart.items.map(\.quantity.value) == [12, 18])
        #expect(cart.items.map(\.properties.value) == [["packed": true], ["packed": true]])
        let changed = try await shop.kernel.write(as: .guest) { tx, context in
            let item = cart.items[0].id
            return try CartStore.change(
                item,
                quantity: try Quantity(2),
                properties: nil,
                in: cart.token,
                in: tx,
                context
            )
        }
        #expect(changed.items.map(\.quantity.value) == [12, 18])
        #expect(try await shop.look(cart.token).totals == changed.totals)
    }

    @Test("A veto names the field as the request does, and nothing of the request remains")
    func veto() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("guard")
        plugin.hooks = [
            "cart.item.validate": Self.each(
                """
                if (item->quantity_before + item->line != 0 || item->quantity <= 5) continue;
                char field[64];
                snprintf(field, sizeof field, "%.*squantity", (int)item->path.len, item->path.ptr);
                totem_veto_field(call, field, TOTEM_STR("is at most 5"));
                """
            )
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("guard")
        let refused = await refusal {
            _ = try await shop.kernel.write(as: .guest) { tx, context in
                let lines = try [("POT-1", 5), ("MUG-1", 6)].enumerated().map { place, line in
                    LineRequest(.sku(line.0), quantity: try Quantity(line.1), path: "items[\(place)].")
                }
                return try CartStore.create(items: lines, in: tx, context)
            }
        }
        #expect(refused?.fields.map(\.field) == ["items[1].quantity"])
        #expect(try await shop.number("SELECT COUNT(*) FROM carts") == 0)
    }

    @Test("What is no quantity and no properties is refused")
    func garbage() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("garbage")
        plugin.hooks = [
            "cart.item.validate": """
            static char large[8 * 1024 + 1];
            memset(large, ' ', sizeof large);
            bool right = totem_set_quantity(call, 0, 0) == TOTEM_INVALID && totem_set_quantity(call, 0, -1) == TOTEM_INVALID
              && totem_set_quantity(call, 0, INT64_MAX) == TOTEM_INVALID && totem_set_quantity(call, 1, 1) == TOTEM_INVALID
              && totem_set_quantity(call, -1, 1) == TOTEM_INVALID
              && totem_set_properties(call, 0, TOTEM_STR("[1]")) == TOTEM_INVALID
              && totem_set_properties(call, 0, TOTEM_STR("{oops")) == TOTEM_INVALID
              && totem_set_properties(call, 7, TOTEM_STR("{}")) == TOTEM_INVALID
              && totem_set_properties(call, 0, (totem_str){large, sizeof large}) == TOTEM_LIMIT
              && totem_claim(call) == TOTEM_MISUSE;
            return right ? TOTEM_OK : TOTEM_ERROR;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("garbage")
        let cart = try await shop.cart([("POT-1", 3)])
        #expect(cart.items.map(\.quantity.value) == [3] && cart.items[0].properties == .none)
    }

    private static func each(_ body: String) -> String {
        """
        for (size_t i = 0; i < event->change_count; i++) {
          const totem_item_change *item = event->changes[i];
          \(body)
        }
        """
    }
}
