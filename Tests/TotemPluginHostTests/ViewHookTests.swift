import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("view.extend and request.context")
struct ViewHookTests {
    private static func shown(_ shop: PluginShop, by actor: TotemKernel.Actor = .guest) async throws -> [Product] {
        try await shop.kernel.read(as: actor) { tx, context in
            try ProductStore.list(ProductFilter(), by: .id, PageRequest(), in: tx).extended(in: tx, context).items
        }
    }

    @Test("A page is asked about in one call, and each thing has what each plugin adds to it")
    func page() async throws {
        let shop = try await PluginShop.open()
        for name in ["stars", "wishes"] {
            var plugin = CPlugin(name)
            plugin.hooks = [
                "view.extend": """
                char json[100];
                if (!totem_equal(event->kind, TOTEM_STR("product"))) return TOTEM_OK;
                totem_log(call, TOTEM_LOG_INFO, TOTEM_STR("asked"));
                for (size_t i = 0; i < event->subject_count; i++) {
                  int64_t id = event->subjects[i]->id;
                  if (id == 2) continue;
                  snprintf(json, sizeof json, "{\\"of\\": %lld, \\"staff\\": %s}", (long long)id,
                    event->for_staff ? "true" : "false");
                  if (totem_extend(call, id, TOTEM_STR("0")) != TOTEM_OK) return TOTEM_ERROR;
                  if (totem_extend(call, id, totem_text(json)) != TOTEM_OK) return TOTEM_ERROR;
                }
                bool right = totem_extend(call, 99, TOTEM_STR("1")) == TOTEM_INVALID
                  && totem_touch(call, "product", 1) == TOTEM_MISUSE
                  && totem_veto(call, "no", TOTEM_STR("No.")) == TOTEM_MISUSE;
                return right ? TOTEM_OK : TOTEM_ERROR;
                """
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let products = try await Self.shown(shop)
        #expect(
            products.map { $0.extensions["stars"] } == [["of": 1, "staff": false], nil, ["of": 3, "staff": false]]
        )
        #expect(products[0].extensions["wishes"] == ["of": 1, "staff": false])
        #expect(shop.log.lines.count { $0.contains("asked") } == 2)
        #expect(try await Self.shown(shop, by: .system)[0].extensions["stars"] == ["of": 1, "staff": true])
        #expect(try await shop.cart().extensions.isEmpty)
    }

    @Test("A plugin that fails open adds nothing, and the others do")
    func failsOpen() async throws {
        let shop = try await PluginShop.open()
        for name in ["broken", "fine"] {
            var plugin = CPlugin(name)
            plugin.failsOpen = ["view.extend"]
            plugin.hooks = [
                "view.extend": """
                totem_status status = totem_extend(call, event->subjects[0]->id, TOTEM_STR("true"));
                return status != TOTEM_OK ? status : \(name == "broken" ? "TOTEM_ERROR" : "TOTEM_OK");
                """
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        #expect(try await Self.shown(shop)[0].extensions == ["fine": true])
    }

    @Test("What a plugin touches is told to whoever keeps it, with the commit")
    func touch() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("stars")
        plugin.routes = [
            .init(
                "POST",
                "/touch",
                writes: true,
                """
                bool right = totem_touch(call, "product", 2) == TOTEM_OK && totem_touch(call, "order", 1) == TOTEM_OK
                  && totem_touch(call, "planet", 1) == TOTEM_INVALID && totem_touch(call, "product", 0) == TOTEM_INVALID;
                return totem_respond(call, 200, right ? TOTEM_STR("true") : TOTEM_STR("false"));
                """
            ),
            .init(
                "GET",
                "/touch",
                """
                bool right = totem_touch(call, "product", 2) == TOTEM_DENIED;
                return totem_respond(call, 200, right ? TOTEM_STR("true") : TOTEM_STR("false"));
                """
            ),
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("stars")
        for method in ["POST", "GET"] {
            #expect(try await shop.send(method, "/touch", of: "stars").body == Array("true".utf8))
        }
        let events = try await shop.files.store.read { tx in
            try tx.query("SELECT subject_id, data FROM outbox WHERE type = 'product.extended'") { row in
                "\(try row.get(0, as: Int64.self)) \(try row.get(1, as: String.self))"
            }
        }
        #expect(events == [#"2 {"plugin":"stars"}"#])
    }

    @Test("Audiences are asked for once in a request, when something wants to know, and every plugin reads them")
    func audiences() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("dealers")
        plugin.hooks = [
            "request.context": """
            totem_log(call, TOTEM_LOG_INFO, TOTEM_STR("who"));
            bool right = totem_add_audience(call, "No Good") == TOTEM_INVALID && !totem_in_audience(call, "dealer");
            if (!right) return TOTEM_ERROR;
            if (totem_equal(event->locale, TOTEM_STR("de-AT"))) totem_add_audience(call, "austria");
            if (event->role == TOTEM_ANYONE) return TOTEM_OK;
            if (event->user_id != 7 || !totem_equal(event->actor, TOTEM_STR("user:7"))) return TOTEM_ERROR;
            return totem_add_audience(call, "dealer");
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("dealers")
        var reader = CPlugin("prices")
        reader.hooks = [
            "cart.discounts": """
            bool dealer = totem_in_audience(call, "dealer"), austria = totem_in_audience(call, "austria");
            """ + takeOff("(dealer ? 100 : 1) + (austria ? 10 : 0)")
        ]
        try reader.build(in: shop.folder)
        try await shop.enable("prices")
        let asked = { shop.log.lines.count { $0.contains("who") } }
        #expect(try await shop.cart().totals.discount.amount == 1)
        #expect(asked() == 1)
        let context = shop.kernel.context(
            for: .guest,
            locale: LanguageTag(preferredOf: "*;q=0.9, en;q=0.2, de-AT;q=0.5")
        )
        let cart = try await shop.kernel.write(context) { tx, context in
            let items = [LineRequest(.sku("POT-1"), quantity: try Quantity(1))]
            return try CartStore.create(currency: nil, items: items, codes: [], in: tx, context)
        }
        #expect(cart.totals.discount.amount == 11)
        #expect(asked() == 2)
        _ = try await shop.files.store.write { tx in
            try tx.execute(
                """
                INSERT INTO users (id, email, password_hash, created_at, updated_at) VALUES (7, 'a@example.com', 'x', 0, 0)
                """
            )
        }
        #expect(try await shop.cart(by: .user(User.ID(7), roles: [.customer])).totals.discount.amount == 100)
        // Nobody wants to know.
        let before = asked()
        try await shop.disable("prices")
        _ = try await shop.cart()
        #expect(asked() == before)
    }
}
