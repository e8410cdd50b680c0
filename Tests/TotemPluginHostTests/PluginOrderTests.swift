import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Orders that plugins make")
struct PluginOrderTests {
    private static let permissions: JSONValue = ["do": ["orders.create"]]

    /// `POST /make {"order": JSON text, "key": "…"}` in a transaction of the request's, `POST /queue` by a job.
    private static var plugin: CPlugin {
        var plugin = CPlugin.noting("a")
        plugin.manifest["permissions"] = permissions
        plugin.routes = [
            .init(
                "POST",
                "/make",
                writes: true,
                """
                totem_str order, key;
                totem_status status = totem_body_str(call, "order", &order);
                if (status == TOTEM_OK) status = totem_body_str(call, "key", &key);
                if (status != TOTEM_OK) return status;
                int64_t id = -1;
                status = totem_create_order(call, order, key, &id);
                totem_str why = status == TOTEM_OK ? TOTEM_STR("") : totem_last_error(call);
                char words[1000];
                snprintf(words, sizeof words, "%.*s", WORD(why));
                for (char *c = words; *c; c++) if (*c == '"' || *c == '\\\\') *c = ' ';
                static char text[3000];
                snprintf(text, sizeof text, "{\\"status\\": %d, \\"id\\": %lld, \\"why\\": \\"%s\\"}", status, (long long)id, words);
                return totem_respond(call, 200, totem_text(text));
                """
            ),
            .init(
                "POST",
                "/make-three",
                writes: true,
                """
                totem_str order;
                totem_status status = totem_body_str(call, "order", &order);
                if (status != TOTEM_OK) return status;
                int made[3];
                const char *keys[] = {"1", "2", "3"};
                for (int i = 0; i < 3; i++) {
                  int64_t id;
                  made[i] = totem_create_order(call, order, totem_text(keys[i]), &id);
                }
                static char text[100];
                snprintf(text, sizeof text, "{\\"1\\": %d, \\"2\\": %d, \\"3\\": %d}", made[0], made[1], made[2]);
                return totem_respond(call, 200, totem_text(text));
                """
            ),
            .init(
                "POST",
                "/price",
                """
                totem_str order, priced;
                totem_status status = totem_body_str(call, "order", &order);
                if (status == TOTEM_OK) status = totem_price_order(call, order, &priced);
                return status == TOTEM_OK ? totem_respond(call, 200, priced) : status;
                """
            ),
            .init(
                "POST",
                "/queue",
                writes: true,
                """
                totem_str order;
                totem_status status = totem_body_str(call, "order", &order);
                if (status == TOTEM_OK) status = totem_enqueue(call, "subscribe", order, 0, (totem_str){NULL, 0});
                return status == TOTEM_OK ? totem_respond(call, 202, TOTEM_STR("{}")) : status;
                """
            ),
        ]
        plugin.prelude += """

            static totem_status renew(totem_call *call, void *state) {
              int64_t id;
              totem_status status = totem_create_order(call, *(totem_str *)state, TOTEM_STR("renewal-1"), &id);
              return status == TOTEM_OK ? note(call, "%lld", (long long)id) : status;
            }
            static totem_status subscribe(totem_call *call, const totem_job_run *run, void *state) {
              totem_str order = run->json;
              return totem_transaction(call, renew, &order);
            }
            """
        plugin.start = """
            if (!status) status = totem_job(registry, "subscribe", NULL, subscribe);
            """
        plugin.hooks = [
            "order.placing": """
            int64_t id;
            if (totem_create_order(call, TOTEM_STR("{}"), TOTEM_STR("x"), &id) != TOTEM_MISUSE) return TOTEM_ERROR;
            totem_str priced;
            if (totem_price_order(call, TOTEM_STR("{}"), &priced) != TOTEM_MISUSE) return TOTEM_ERROR;
            return totem_set_metadata(call, "seen", TOTEM_STR("true"));
            """
        ]
        return plugin
    }

    private static let draft = #"""
        {"items": [{"sku": "POT-1", "quantity": 2}], "email": "a@example.com", "note": "again",
         "shipping_address": {"address_line1": "1 Lane", "city": "Stoke", "postal_code": "ST1 1AA", "country": "GB"}}
        """#

    private func shop() async throws -> PluginShop {
        let shop = try await PluginShop.open(stock: 5)
        try Self.plugin.build(in: shop.folder)
        try await shop.enable("a")
        return shop
    }

    private func make(_ shop: PluginShop, _ order: String = draft, key: String = "k") async throws -> TestResponse {
        try await shop.send("POST", "/make", of: "a", ["order": .string(order), "key": .string(key)], by: .guest)
    }

    @Test("An order is made with the whole pipeline, once for each key, by the plugin and nobody else")
    func made() async throws {
        let shop = try await shop()
        let first = try await make(shop)
        #expect(first["status"] == 0)
        let id = Order.ID(first["id"].integer ?? 0)
        let order = try await shop.kernel.read(as: .system) { tx, context in try OrderStore.get(id, in: tx, context) }
        #expect(order.source == .plugin && order.status == .open && order.totals.total.amount == 3998)
        #expect(order.metadata?["a"]?["seen"] == true && order.note == "again")
        #expect(try await make(shop)["id"] == first["id"])
        #expect(try await make(shop, "{}")["id"] == first["id"])
        let other = try await make(shop, key: "k2")
        #expect(other["status"] == 0 && other["id"] != first["id"])
        let short = try await make(shop, key: "k3")
        #expect(short["status"] == -14 && short["why"].text?.contains("POT-1") == true)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 2)
        #expect(try await shop.number("SELECT MIN(quantity) FROM inventory") == 1)
    }

    @Test("Several in one transaction see what the others have taken: the one that is short is refused")
    func several() async throws {
        let shop = try await shop()
        let made = try await shop.send("POST", "/make-three", of: "a", ["order": .string(Self.draft)], by: .guest)
        #expect(made["1"] == 0 && made["2"] == 0 && made["3"] == -14)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 2)
        #expect(try await shop.number("SELECT MIN(quantity) FROM inventory") == 1)
    }

    @Test("A job makes it too, and a run that is repeated makes no other")
    func job() async throws {
        let shop = try await shop()
        for _ in 0..<2 {
            _ = try await shop.send("POST", "/queue", of: "a", ["order": .string(Self.draft)], by: .guest)
            #expect(try await shop.runJobs() == 1)
        }
        let notes = try await shop.notes(of: "a")
        #expect(notes.count == 2 && Set(notes).count == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 1)
    }

    @Test("What is wrong with it is named; a provider can't pay it; without leave it is denied")
    func refused() async throws {
        let shop = try await shop()
        for (draft, words) in [
            ("{", "no JSON"), ("[]", ""), (#"{"items": []}"#, "items"),
            (#"{"items": [{"sku": "NONE", "quantity": 1}]}"#, "items[0].sku"),
            (#"{"items": [{"sku": "POT-1", "quantity": 1}], "payment": {"method": "card"}}"#, "payment.method"),
            (#"{"items": [{"sku": "POT-1", "quantity": 1}]}"#, "shipping_address"),
        ] {
            let answer = try await make(shop, draft)
            #expect(answer["status"] == -4 && answer["why"].text?.contains(words) == true, "\(draft): \(answer["why"])")
        }
        #expect(try await make(shop, key: "")["status"] == -4)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
        try await shop.disable("a")
        var plugin = Self.plugin
        plugin.manifest["permissions"] = nil
        try plugin.build(in: shop.folder)
        try await shop.host.reconcileAnew()
        try await shop.enable("a")
        #expect(try await make(shop)["status"] == -5)
    }

    @Test("What it would cost is a cart, and makes nothing")
    func priced() async throws {
        let shop = try await shop()
        let cart = try await shop.send("POST", "/price", of: "a", ["order": .string(Self.draft)], by: .guest)
        #expect(cart["total"]["amount"] == 3998 && cart["items"][0]["sku"] == "POT-1")
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
    }
}
