import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Functions on the core's data")
struct CoreDataTests {
    private static let granted: JSONValue = [
        "do": ["stock.adjust", "refunds.create", "orders.write", "customers.read"]
    ]

    /// A plugin with one route that writes, which answers with what `body` leaves in `text`.
    private static func plugin(_ body: String, writes: Bool = true, permissions: JSONValue? = granted) -> CPlugin {
        var plugin = CPlugin("agent")
        if let permissions { plugin.manifest = ["permissions": permissions] }
        plugin.routes = [
            .init(
                "POST",
                "/do",
                writes: writes,
                """
                static char text[20000];
                text[0] = 0;
                totem_str json = {NULL, 0};
                totem_status status = TOTEM_OK;
                int64_t id = 0;
                \(body)
                if (status != TOTEM_OK) {
                  totem_str why = totem_last_error(call);
                  char escaped[1000];
                  size_t length = 0;
                  for (size_t i = 0; i < why.len && length < sizeof escaped - 2; i++) {
                    if (why.ptr[i] == '"' || why.ptr[i] == '\\\\') escaped[length++] = '\\\\';
                    escaped[length++] = why.ptr[i];
                  }
                  snprintf(text, sizeof text, "\\"%d %.*s\\"", status, (int)length, escaped);
                } else if (json.ptr != NULL) {
                  snprintf(text, sizeof text, "%.*s", (int)json.len, json.ptr);
                } else if (text[0] == 0) {
                  snprintf(text, sizeof text, "%lld", (long long)id);
                }
                return totem_respond(call, 200, totem_text(text));
                """
            )
        ]
        return plugin
    }

    private static func answer(_ plugin: CPlugin, in shop: PluginShop) async throws -> JSONValue {
        try plugin.build(in: shop.folder)
        try await shop.enable("agent")
        let answer = try await shop.send("POST", "/do", of: "agent", by: .guest).body
        try await shop.disable("agent")
        return try JSONValue(bytes: answer)
    }

    /// Another version of the plugin each time: a library that was loaded stays.
    private static func run(
        _ body: String,
        version: Int,
        writes: Bool = true,
        permissions: JSONValue? = granted,
        in shop: PluginShop
    ) async throws -> JSONValue {
        var plugin = plugin(body, writes: writes, permissions: permissions)
        plugin.version = "1.0.\(version)"
        return try await answer(plugin, in: shop)
    }

    @Test(
        "Things are read by ids, in their order, as the HTTP interface shows them; who a customer is needs a permission"
    )
    func reading() async throws {
        let shop = try await PluginShop.open()
        let order = try await shop.order(try await shop.cart().token)
        let products = try await Self.run(
            "int64_t ids[] = {3, 99, 1}; status = totem_read(call, \"product\", ids, 3, &json);",
            version: 0,
            writes: false,
            permissions: nil,
            in: shop
        )
        guard case .array(let shown) = products else {
            Issue.record("\(products)")
            return
        }
        #expect(shown.map { $0["sku"] } == ["BOWL-1", "POT-1"])
        #expect(shown[1]["price"] == ["amount": 1999, "currency": "USD"] && shown[1]["cost"] == nil)

        let read = "int64_t ids[] = {\(order.id.value)}; status = totem_read(call, \"order\", ids, 1, &json);"
        let denied = try await Self.run(read, version: 1, permissions: nil, in: shop)
        #expect(denied == #"-5 totem_read of orders needs "customers.read" in permissions.do of plugin.json"#)
        let orders = try await Self.run(read, version: 2, in: shop)
        guard case .array(let found) = orders else {
            Issue.record("\(orders)")
            return
        }
        #expect(found.map { $0["email"] } == ["buyer@example.com"])
        let unknown = try await Self.run(
            "int64_t ids[] = {1}; status = totem_read(call, \"planet\", ids, 1, &json);",
            version: 3,
            in: shop
        )
        #expect(unknown == "-4 a kind is one of product, variant, order, customer")
        #expect(
            try await Self.run("status = totem_read(call, \"product\", NULL, 101, &json);", version: 4, in: shop)
                == "-9 at most 100 things are read at once"
        )
    }

    @Test("A plugin keeps JSON on things under its own name, beside what others keep")
    func metadata() async throws {
        let shop = try await PluginShop.open()
        let cart = try await shop.cart()
        let order = try await shop.order(try await shop.cart().token)
        _ = try await shop.kernel.write(as: .system) { tx, context in
            try OrderMetadata.put("theirs", named: "other", on: order.id, in: tx, context)
        }
        let cartID = try #require(cart.id)
        var version = 0
        for (kind, id) in [("product", 1), ("cart", cartID.value), ("order", order.id.value)] {
            let kept = try await Self.run(
                """
                status = totem_metadata(call, "\(kind)", \(id), &json);
                if (status == TOTEM_OK && json.ptr != NULL) return TOTEM_ERROR;
                status = totem_put_metadata(call, "\(kind)", \(id), TOTEM_STR("{\\"level\\": [1, \\"gold\\"]}"));
                if (status == TOTEM_OK) status = totem_metadata(call, "\(kind)", \(id), &json);
                """,
                version: version,
                in: shop
            )
            #expect(kept == ["level": [1, "gold"]], "\(kind)")
            version += 1
        }
        let after = try await shop.kernel.read(as: .system) { tx, context in
            try OrderStore.get(order.id, in: tx, context)
        }
        #expect(after.metadata == ["agent": ["level": [1, "gold"]], "other": "theirs"])
        #expect(try await shop.look(cart.token).details.metadata == ["agent": ["level": [1, "gold"]]])
        let failures = [
            ("status = totem_put_metadata(call, \"order\", 99, TOTEM_STR(\"1\"));", "-10 There is no order 99."),
            ("status = totem_put_metadata(call, \"moon\", 1, TOTEM_STR(\"1\"));", "-4 a kind is one of "),
            ("status = totem_put_metadata(call, \"order\", 1, TOTEM_STR(\"{\"));", "-4 metadata must be JSON"),
        ]
        for (body, words) in failures {
            let answer = try await Self.run(body, version: version, in: shop)
            guard case .string(let text) = answer else {
                Issue.record("\(answer)")
                continue
            }
            #expect(text.hasPrefix(words), "\(text)")
            version += 1
        }
    }

    @Test("Stock changes by the core's rules, with the plugin's name, and only where that was granted")
    func stock() async throws {
        let shop = try await PluginShop.open(stock: 10)
        let change = { (how: String, quantity: Int) in
            """
            totem_stock_change change = {.size = sizeof change, .how = \(how), .sku = TOTEM_STR("POT-1"),
              .quantity = \(quantity), .reason = TOTEM_STR("counted")};
            status = totem_adjust_stock(call, &change);
            """
        }
        let stock = {
            try await shop.number("SELECT SUM(quantity) FROM inventory WHERE product_id = 1")
        }
        #expect(try await Self.run(change("TOTEM_STOCK_BY", -3), version: 0, in: shop) == 0)
        #expect(try await stock() == 7)
        #expect(try await Self.run(change("TOTEM_STOCK_TO", 5), version: 1, in: shop) == 0)
        #expect(try await stock() == 5)
        let authors = try await shop.files.store.read { tx in
            try tx.query("SELECT actor FROM outbox WHERE type = 'stock.changed' ORDER BY id") { row in
                try row.get(0, as: String.self)
            }
        }
        #expect(authors.suffix(2) == ["plugin:agent", "plugin:agent"])
        for (version, body, permissions, words) in [
            (2, change("TOTEM_STOCK_BY", -6), Self.granted, "-4 delta: would leave -1 of 'POT-1'"),
            (3, change("TOTEM_STOCK_BY", -1), ["do": ["orders.write"]], "-5 totem_adjust_stock needs"),
            (4, change("7", -1), Self.granted, "-4 how is TOTEM_STOCK_BY"),
        ] as [(Int, String, JSONValue, String)] {
            let answer = try await Self.run(body, version: version, permissions: permissions, in: shop)
            guard case .string(let text) = answer else {
                Issue.record("\(answer)")
                continue
            }
            #expect(text.hasPrefix(words), "\(text)")
        }
        let reading = try await Self.run(change("TOTEM_STOCK_BY", -1), version: 5, writes: false, in: shop)
        guard case .string(let text) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(text.hasPrefix("-5 totem_adjust_stock writes"), "\(text)")
        #expect(try await stock() == 5)
    }

    @Test("Orders are noted, held, released, moved, sent and refunded by the rules that staff have")
    func orders() async throws {
        let shop = try await PluginShop.open()
        let placed = try await shop.order(try await shop.cart([("MUG-1", 3)]).token)
        _ = try await shop.kernel.write(as: .system) { tx, context in
            _ = try OrderHolds.hold(placed.id, name: "theirs", reason: "", in: tx, context)
            return try OrderPayments.capture(placed.payments[0].id, of: placed.id, amount: nil, in: tx, context)
        }
        let (order, line) = (placed.id.value, placed.items[0].id.value)
        let steps: [(body: String, answer: JSONValue)] = [
            ("status = totem_add_note(call, \(order), TOTEM_STR(\"Fragile\"));", 0),
            ("status = totem_hold(call, \(order), \"fraud\", TOTEM_STR(\"Looks odd\"));", 0),
            (
                "status = totem_hold(call, \(order), \"fraud\", TOTEM_STR(\"\"));",
                .string("-14 plugin:agent holds the order \(placed.number) as 'fraud' already.")
            ),
            (
                "status = totem_release(call, \(order), \"theirs\");",
                .string("-10 There is no hold 'theirs' by plugin:agent of order \(order).")
            ),
            (
                """
                totem_new_fulfilment parcel = {.size = sizeof parcel, .order = \(order)};
                status = totem_fulfil(call, &parcel, &id);
                if (status == TOTEM_REFUSED) { status = TOTEM_OK; id = 77; }
                """, 77
            ),
            ("status = totem_release(call, \(order), \"fraud\");", 0),
        ]
        for (version, step) in steps.enumerated() {
            #expect(try await Self.run(step.body, version: version, in: shop) == step.answer)
        }
        _ = try await shop.kernel.write(as: .system) { tx, context in
            try OrderHolds.release(named: "theirs", of: placed.id, in: tx, context)
        }
        let parcel = try await Self.run(
            """
            totem_units units = {.size = sizeof units, .line = \(line), .quantity = 1};
            const totem_units *lines[] = {&units};
            totem_new_fulfilment parcel = {.size = sizeof parcel, .order = \(order), .lines = lines, .line_count = 1,
              .carrier = TOTEM_STR("Pigeon"), .tracking_number = TOTEM_STR("P-1")};
            status = totem_fulfil(call, &parcel, &id);
            """,
            version: 10,
            in: shop
        )
        let refund = try await Self.run(
            """
            totem_refund_line units = {.size = sizeof units, .line = \(line), .quantity = 1, .restock = true};
            const totem_refund_line *lines[] = {&units};
            totem_new_refund refund = {.size = sizeof refund, .order = \(order), .lines = lines, .line_count = 1,
              .reason = TOTEM_STR("chipped")};
            status = totem_refund_order(call, &refund, &id);
            """,
            version: 11,
            in: shop
        )
        #expect(
            try await Self.run(
                "status = totem_move(call, \(order), \"completed\", TOTEM_STR(\"\"));",
                version: 12,
                in: shop
            ) == 0
        )
        let refused = try await Self.run(
            "status = totem_move(call, \(order), \"open\", TOTEM_STR(\"\"));",
            version: 13,
            in: shop
        )
        guard case .string(let text) = refused else {
            Issue.record("\(refused)")
            return
        }
        #expect(text.hasPrefix("-14 The order \(placed.number) can't become open"), "\(text)")
        let after = try await shop.kernel.read(as: .system) { tx, context in
            try OrderStore.get(placed.id, in: tx, context)
        }
        #expect(after.status == .completed && after.fulfilmentStatus == .partiallyFulfilled)
        #expect(after.notes.map(\.author) == ["plugin:agent"] && after.holds.isEmpty)
        #expect(after.fulfilments.map { JSONValue.integer($0.id.value) } == [parcel])
        #expect(after.fulfilments[0].tracking.carrier == "Pigeon")
        #expect(after.refunds.map { JSONValue.integer($0.id.value) } == [refund])
        #expect(after.refunds[0].amount.amount == 333)
    }

    @Test("What is refused half way has changed nothing, and what a hook does fires no hook of its own name")
    func whole() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("agent")
        plugin.manifest = ["permissions": ["do": ["orders.write", "refunds.create", "stock.adjust"]]]
        plugin.hooks = [
            // The second edge of a cancellation is refused, when the first is written.
            "order.transition": """
            totem_new_refund refund = {.size = sizeof refund, .order = transition->order->id, .amount = 1};
            int64_t id;
            if (totem_refund_order(call, &refund, &id) != TOTEM_MISUSE) return TOTEM_ERROR;
            if (totem_equal(transition->which, TOTEM_STR("payment")))
              return totem_veto(call, "no", TOTEM_STR("The money stays."));
            """,
            "product.saving": """
            totem_log(call, TOTEM_LOG_INFO, TOTEM_STR("saving"));
            totem_str json = TOTEM_STR("true");
            return totem_put_metadata(call, "product", event->changes[0]->id, json);
            """,
        ]
        plugin.routes = [
            .init(
                "POST",
                "/cancel",
                writes: true,
                """
                totem_status status = totem_move(call, 1, "cancelled", TOTEM_STR("given up"));
                bool right = status == TOTEM_REFUSED
                  && totem_equal(totem_last_error(call), TOTEM_STR("the plugin agent says no: The money stays."));
                return totem_respond(call, 200, right ? TOTEM_STR("true") : TOTEM_STR("false"));
                """
            )
        ]
        try plugin.build(in: shop.folder)
        let order = try await shop.order(try await shop.cart().token)
        #expect(order.id.value == 1)
        try await shop.enable("agent")
        #expect(try await shop.send("POST", "/cancel", of: "agent").body == Array("true".utf8))
        #expect(try await shop.number("SELECT COUNT(*) FROM orders WHERE status = 'open'") == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM order_status_history WHERE comment = 'given up'") == 0)

        _ = try await shop.kernel.write(as: .system) { tx, context in
            try ProductStore.update(Product.ID(1), in: HookCall(tx, context)) { $0.name = "Pot" }
        }
        #expect(shop.log.lines.count { $0.contains("saving") } == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM products WHERE metadata LIKE '%agent%'") == 1)
    }
}
