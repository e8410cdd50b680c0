import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("cart.lines")
struct CartLinesTests {
    /// A bowl comes with each pot, at half price as a part of it; who buys for 5000 or more has a mug for nothing.
    private static var plugin: CPlugin {
        var plugin = CPlugin.noting("a")
        plugin.hooks = [
            "cart.lines": """
            int64_t own = 0;
            bool has_mug = false;
            for (size_t i = 0; i < cart->line_count; i++) {
              const totem_line *line = cart->lines[i];
              if (totem_equal(line->plugin, TOTEM_STR("a"))) {
                if (totem_equal(line->key, TOTEM_STR("mug"))) has_mug = true;
                continue;
              }
              own += line->total;
              if (!totem_equal(line->sku, TOTEM_STR("POT-1"))) continue;
              char key[40];
              snprintf(key, sizeof key, "bowl-%lld", (long long)line->id);
              totem_new_line bowl = {.size = sizeof bowl, .key = totem_text(key), .sku = TOTEM_STR("BOWL-1"),
                .quantity = line->quantity, .parent = line->id, .properties = TOTEM_STR("{\\"set\\": true}")};
              totem_status status = totem_put_line(call, &bowl);
              if (status != TOTEM_OK) return status;
            }
            note(call, "%lld %zu", (long long)own, cart->line_count);
            if (own >= 5000) {
              totem_new_line mug = {.size = sizeof mug, .flags = TOTEM_LINE_GIFT, .key = TOTEM_STR("mug"),
                .sku = TOTEM_STR("MUG-1"), .quantity = 1};
              return totem_put_line(call, &mug);
            }
            return has_mug ? totem_drop_line(call, "mug") : TOTEM_OK;
            """,
            "price.resolve": """
            for (size_t i = 0; i < event->item_count; i++) {
              const totem_priced_item *item = event->items[i];
              if (!totem_equal(item->plugin, TOTEM_STR("a")) || item->parent == 0 || item->key.len < 6) continue;
              totem_price_change half = {.size = sizeof half, .kind = TOTEM_PRICE_PERCENT, .item = (int64_t)i, .value = -5000,
                .label = TOTEM_STR("Set")};
              totem_status status = totem_change_price(call, &half);
              if (status != TOTEM_OK) return status;
            }
            """,
        ]
        return plugin
    }

    private func shop() async throws -> PluginShop {
        let shop = try await PluginShop.open(stock: 100)
        try Self.plugin.build(in: shop.folder)
        try await shop.enable("a")
        return shop
    }

    private func change<Value: Sendable>(
        _ shop: PluginShop,
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Value
    ) async throws -> Value {
        try await shop.kernel.write(as: .guest, body)
    }

    @Test(
        "A plugin's parts and gifts come with what the buyer puts in, follow its quantity, go with it, and are sold as lines are"
    )
    func whole() async throws {
        let shop = try await shop()
        var cart = try await shop.cart([("POT-1", 2)])
        let pot = cart.items[0]
        #expect(cart.items.map(\.sku) == ["POT-1", "BOWL-1"])
        #expect(cart.items[1].parentID == pot.id && cart.items[1].plugin == "a")
        #expect(cart.items[1].price.amount == 5001 && cart.totals.subtotal.amount == 2 * 1999 + 2 * 5001)
        cart = try await change(shop) { [token = cart.token] tx, context in
            try CartStore.change(pot.id, quantity: try Quantity(3), properties: nil, in: token, in: tx, context)
        }
        #expect(cart.items.map(\.sku) == ["POT-1", "BOWL-1", "MUG-1"])
        #expect(cart.items.map(\.quantity.value) == [3, 3, 1])
        #expect(cart.items[2].total.amount == 0 && cart.items[2].flags == .gift)
        #expect(try await shop.look(cart.token).items.map(\.sku) == ["POT-1", "BOWL-1", "MUG-1"])

        let order = try await shop.order(cart.token)
        #expect(order.totals == cart.totals && order.items.map(\.total.amount) == [5997, 15_003, 0])
        #expect(order.items[1].parentID == order.items[0].id)
        #expect(try await shop.number("SELECT SUM(quantity) FROM inventory") == 300 - 7)
        try await shop.move(order.id, to: .cancelled)
        #expect(try await shop.number("SELECT SUM(quantity) FROM inventory") == 300)
    }

    @Test("What a buyer puts in as if it were a part, with the same properties, costs what it costs")
    func forged() async throws {
        let shop = try await shop()
        let cart = try await change(shop) { tx, context in
            let properties = try LineProperties(["set": true])
            let bowl = LineRequest(.sku("BOWL-1"), quantity: try Quantity(1), properties: properties)
            let pot = LineRequest(.sku("POT-1"), quantity: try Quantity(1))
            return try CartStore.create(currency: nil, items: [bowl, pot], codes: [], in: tx, context)
        }
        let bowls = cart.items.filter { $0.sku == "BOWL-1" }
        #expect(bowls.map(\.plugin) == [nil, "a"] && bowls.map(\.price.amount) == [10_001, 5001])
    }

    @Test("What goes below the limit loses its gift, and what is taken out takes its parts along")
    func dropped() async throws {
        let shop = try await shop()
        var cart = try await shop.cart([("POT-1", 3), ("MUG-1", 1)])
        #expect(cart.items.map(\.sku) == ["POT-1", "MUG-1", "BOWL-1", "MUG-1"])
        let pot = cart.items[0].id
        cart = try await change(shop) { [token = cart.token] tx, context in
            try CartStore.remove(pot, from: token, in: tx, context)
        }
        #expect(cart.items.map(\.sku) == ["MUG-1"] && cart.items[0].plugin == nil)
        #expect(cart.totals.subtotal.amount == 333)
    }

    @Test("What a plugin wants as it is already stays the same line")
    func same() async throws {
        let shop = try await shop()
        let cart = try await shop.cart([("POT-1", 3)])
        let again = try await change(shop) { tx, context in
            try CartStore.change(cart.token, in: tx, context) { details in details.email = try Email("a@example.com") }
        }
        #expect(again.items.map(\.id) == cart.items.map(\.id))
        // Nothing was changed: the plugin is not called.
        _ = try await change(shop) { tx, context in
            try CartStore.change(cart.token, in: tx, context) { details in details.email = try Email("a@example.com") }
        }
        #expect(try await shop.notes(of: "a") == ["5997 1", "5997 3"])
    }

    @Test(
        "A buyer can't change a plugin's line, nor take it out, nor make anything a part of it; an equal one is another"
    )
    func refused() async throws {
        let shop = try await shop()
        let cart = try await shop.cart([("POT-1", 3)])
        let (bowl, mug) = (cart.items[1].id, cart.items[2].id)
        let token = cart.token
        for id in [bowl, mug] {
            let taken = await refusal {
                _ = try await change(shop) { tx, context in try CartStore.remove(id, from: token, in: tx, context) }
            }
            #expect(taken?.code == "line-of-plugin" && taken?.detail.contains("plugin a") == true)
            let changed = await refusal {
                _ = try await change(shop) { tx, context in
                    try CartStore.change(id, quantity: try Quantity(9), properties: nil, in: token, in: tx, context)
                }
            }
            #expect(changed?.code == "line-of-plugin")
        }
        let part = await refusal {
            _ = try await change(shop) { tx, context in
                let line = LineRequest(.sku("MUG-1"), quantity: try Quantity(1), parent: mug)
                return try CartStore.add(line, to: token, in: tx, context)
            }
        }
        #expect(part?.fields.map(\.field) == ["parent_id"])
        let more = try await change(shop) { tx, context in
            try CartStore.add(LineRequest(.sku("MUG-1"), quantity: try Quantity(2)), to: token, in: tx, context)
        }
        #expect(more.items.filter { $0.sku == "MUG-1" }.map(\.quantity.value) == [1, 2])
        #expect(more.totals.subtotal.amount == 3 * 1999 + 3 * 5001 + 2 * 333)
    }

    @Test("Lines of a plugin that is off count for nothing, no order takes them, and they go with the next change")
    func off() async throws {
        let shop = try await shop()
        let (bought, kept) = (try await shop.cart([("POT-1", 3)]), try await shop.cart([("POT-1", 3)]))
        try await shop.disable("a")
        let seen = try await shop.look(bought.token)
        #expect(seen.items.map(\.isAvailable) == [true, false, false] && seen.totals.total.amount == 5997)
        let order = try await shop.order(bought.token)
        #expect(order.items.map(\.sku) == ["POT-1"] && order.totals.total.amount == 5997)
        let changed = try await change(shop) { tx, context in
            try CartStore.add(LineRequest(.sku("MUG-1"), quantity: try Quantity(1)), to: kept.token, in: tx, context)
        }
        #expect(changed.items.map(\.sku) == ["POT-1", "MUG-1"])
        // It is on again, and its lines come with the next change.
        try await shop.enable("a")
        let again = try await change(shop) { tx, context in
            try CartStore.change(kept.token, in: tx, context) { details in details.email = try Email("a@example.com") }
        }
        #expect(again.items.map(\.sku) == ["POT-1", "MUG-1", "BOWL-1", "MUG-1"])
    }

    @Test(
        "What a plugin has put in and is off sale keeps the cart from being bought, and is named with what it came with"
    )
    func offSale() async throws {
        let shop = try await shop()
        let cart = try await shop.cart([("POT-1", 3)])
        try await shop.files.store.write { tx in
            _ = try tx.execute("UPDATE products SET is_active = 0 WHERE sku <> 'POT-1'")
        }
        let refused = await refusal { _ = try await shop.order(cart.token) }
        #expect(refused?.code == "not-on-sale" && refused?.fields.map(\.field) == ["items[1]", "items[2]"])
        #expect(
            refused?.fields.map(\.message) == [
                "'BOWL-1' (BOWL-1) came with 'POT-1' and is not on sale any more; remove the line",
                "'MUG-1' (MUG-1) is not on sale any more; remove the line",
            ]
        )
        #expect(refused?.cart?.items.map(\.isAvailable) == [true, false, false])
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
        // What a plugin that is off has put in is nobody's promise.
        try await shop.disable("a")
        #expect(try await shop.order(cart.token).items.map(\.sku) == ["POT-1"])
    }

    @Test("Its buyer takes out what is not on sale any more, whoever has put it in, and buys the rest")
    func takenOut() async throws {
        let shop = try await PluginShop.open(stock: 100)
        var plugin = CPlugin("a")
        plugin.hooks = [
            "cart.lines": """
            totem_new_line mug = {.size = sizeof mug, .flags = TOTEM_LINE_GIFT, .key = TOTEM_STR("mug"),
              .sku = TOTEM_STR("MUG-1"), .quantity = 1};
            totem_put_line(call, &mug);
            return TOTEM_OK;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("a")
        let cart = try await shop.cart()
        let token = cart.token
        #expect(cart.items.map(\.sku) == ["POT-1", "MUG-1"])
        try await shop.files.store.write { tx in
            _ = try tx.execute("UPDATE products SET is_active = 0 WHERE sku = 'MUG-1'")
        }
        #expect(await refusal { _ = try await shop.order(token) }?.code == "not-on-sale")
        let left = try await change(shop) { tx, context in
            try CartStore.remove(cart.items[1].id, from: token, in: tx, context)
        }
        #expect(left.items.map(\.sku) == ["POT-1"])
        #expect(try await shop.order(token).items.map(\.sku) == ["POT-1"])
    }

    @Test("Of what is out of stock it is said which plugin has put it in, and what helps")
    func outOfStock() async throws {
        let shop = try await shop()
        let cart = try await shop.cart([("POT-1", 3)])
        let stock = { (sku: String, count: Int64) in
            try await shop.kernel.write(as: .system) { tx, context in
                let change = StockAdjustment(sku: sku, warehouseID: nil, change: .to(count), reason: "counted")
                _ = try InventoryStore.adjust(change, by: context.actor, in: tx, at: context.now)
            }
        }
        try await stock("BOWL-1", 2)
        let part = await refusal { _ = try await shop.order(cart.token) }
        #expect(part?.code == "insufficient-stock" && part?.fields.map(\.field) == ["items[1].quantity"])
        #expect(
            part?.detail == "Not enough in stock: BOWL-1: 3 wanted, 2 available (part of POT-1, by the plugin a). "
                + "Lower the quantity of POT-1 or remove its line: its parts follow."
        )
        try await stock("BOWL-1", 3)
        try await stock("MUG-1", 0)
        let gift = await refusal { _ = try await shop.order(cart.token) }
        #expect(
            gift?.detail == "Not enough in stock: MUG-1: 1 wanted, 0 available (by the plugin a). "
                + "What the plugin a has put in goes when that goes for which it came."
        )
        try await stock("MUG-1", 2)
        let own = try await change(shop) { tx, context in
            try CartStore.add(LineRequest(.sku("MUG-1"), quantity: try Quantity(2)), to: cart.token, in: tx, context)
        }
        #expect(own.items.map(\.sku) == ["POT-1", "BOWL-1", "MUG-1", "MUG-1"])
        let both = await refusal { _ = try await shop.order(cart.token) }
        #expect(both?.fields.map(\.field) == ["items[2].quantity", "items[3].quantity"])
        #expect(both?.detail.hasSuffix("for which it came. Lower the quantity or remove the line.") == true)
    }

    @Test("Gifts alone are no order")
    func giftsAlone() async throws {
        let shop = try await shop()
        let other = try await shop.cart([("MUG-1", 20)])
        #expect(other.items.map(\.sku) == ["MUG-1", "MUG-1"])
        try await shop.files.store.write { tx in
            _ = try tx.execute("DELETE FROM cart_items WHERE plugin IS NULL")
        }
        #expect(await refusal { _ = try await shop.order(other.token) }?.code == "cart-empty")
    }

    @Test(
        "What makes no line is refused with words; a hook that fails open has put nothing in; elsewhere it means nothing"
    )
    func limits() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("b")
        plugin.failsOpen = ["cart.lines"]
        plugin.prelude = """
            static totem_status put(totem_call *call, const char *key, const char *sku, int64_t quantity, int64_t parent,
                                    const char *properties, uint32_t flags) {
              totem_new_line line = {.size = sizeof line, .flags = flags, .key = totem_text(key), .sku = totem_text(sku),
                .quantity = quantity, .parent = parent, .properties = totem_text(properties)};
              return totem_put_line(call, &line);
            }
            """
        plugin.hooks = [
            "cart.lines": """
            int64_t pot = cart->lines[0]->id;
            bool right = put(call, "", "MUG-1", 1, 0, NULL, 0) == TOTEM_INVALID
              && put(call, "k", "NONE-1", 1, 0, NULL, 0) == TOTEM_INVALID
              && put(call, "k", "MUG-1", 0, 0, NULL, 0) == TOTEM_INVALID
              && put(call, "k", "MUG-1", 1, pot + 77, NULL, 0) == TOTEM_INVALID
              && put(call, "k", "MUG-1", 1, 0, "[1]", 0) == TOTEM_INVALID
              && put(call, "k", "MUG-1", 1, 0, NULL, 64) == TOTEM_INVALID
              && totem_put_line(call, NULL) == TOTEM_INVALID
              && totem_drop_line(call, "k") == TOTEM_NOT_FOUND
              && put(call, "k", "MUG-1", 1, pot, NULL, 0) == TOTEM_OK
              && totem_drop_line(call, "k") == TOTEM_OK && totem_drop_line(call, "k") == TOTEM_NOT_FOUND;
            for (int i = 0; i < 100 && right; i++) {
              char key[20];
              snprintf(key, sizeof key, "k%d", i);
              right = put(call, key, "MUG-1", 1, 0, NULL, 0) == TOTEM_OK;
            }
            right = right && put(call, "more", "MUG-1", 1, 0, NULL, 0) == TOTEM_LIMIT;
            totem_log(call, TOTEM_LOG_WARNING, right ? TOTEM_STR("all is right") : totem_last_error(call));
            return cart->lines[0]->quantity == 2 ? TOTEM_ERROR : TOTEM_OK;
            """,
            "cart.discounts": """
            return put(call, "k", "MUG-1", 1, 0, NULL, 0) == TOTEM_MISUSE && totem_drop_line(call, "k") == TOTEM_MISUSE
              ? TOTEM_OK : TOTEM_ERROR;
            """,
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("b")
        #expect(try await shop.cart([("POT-1", 2)]).items.map(\.sku) == ["POT-1"])
        #expect(try await shop.cart([("POT-1", 1)]).items.count == 101)
        #expect(shop.log.has("all is right"))
    }
}
