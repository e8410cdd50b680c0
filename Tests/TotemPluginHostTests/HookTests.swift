import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Hooks")
struct HookTests {
    @Test("They run by priority, lowest first, then by the plugin's name")
    func order() async throws {
        let shop = try await PluginShop.open()
        for (name, priority) in [("zebra", -5), ("bee", 100), ("ant", 100), ("cow", 7)] {
            var plugin = CPlugin(name)
            plugin.hooks = ["cart.discounts": takeOff("cart->discount + 1", label: name)]
            plugin.priority = ["cart.discounts": priority]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        #expect(shop.host.hookOrder().map(\.plugin) == ["zebra", "cow", "ant", "bee"])
        let cart = try await shop.cart()
        #expect(cart.adjustments.map(\.source) == ["zebra", "cow", "ant", "bee"])
        // Each sees what those before it took.
        #expect(cart.adjustments.map(\.amount.amount) == [-1, -2, -4, -8])
        #expect(cart.totals.discount.amount == 15)
    }

    @Test("A hook that fails open leaves nothing behind: no discount, no row, no metadata; others go on")
    func failsOpen() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("shaky")
        plugin.manifest = ["tables": ["shaky_rows"]]
        plugin.migrations = ["1.0.0-a.sql": "CREATE TABLE shaky_rows (id INTEGER PRIMARY KEY, note TEXT) STRICT;"]
        plugin.failsOpen = ["cart.discounts", "order.placing", "order.placed", "cart.code.validate"]
        plugin.prelude = """
            static void put(totem_call *call) {
              totem_stmt *insert;
              if (totem_prepare(call, "INSERT INTO shaky_rows (note) VALUES ('x')", &insert) == TOTEM_OK) totem_step(insert);
            }
            """
        plugin.hooks = [
            "cart.discounts": takeOff(100) + "return totem_fail(call, TOTEM_STR(\"first\"));",
            "cart.code.validate": "totem_claim(call); return TOTEM_ERROR;",
            "order.placing": "totem_set_metadata(call, \"a\", TOTEM_STR(\"1\")); put(call); return TOTEM_ERROR;",
            "order.placed": "put(call); totem_fail(call, TOTEM_STR(\"said, and gone on\"));",
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("shaky")
        var after = CPlugin("steady")
        after.priority = ["cart.discounts": 200]
        after.hooks = ["cart.discounts": takeOff("cart->discount == 0 && cart->lines[0]->discount == 0 ? 7 : 1")]
        try after.build(in: shop.folder)
        try await shop.enable("steady")

        let cart = try await shop.cart()
        #expect(cart.adjustments.map(\.source) == ["steady"])
        #expect(cart.totals.discount.amount == 7)
        #expect(await refusal { _ = try await shop.enter("SAVE", into: cart.token) }?.code == "unknown-code")
        let order = try await shop.order(cart.token)
        #expect(order.totals.total.amount == 1992)
        #expect(order.metadata == nil)
        #expect(try await shop.number("SELECT COUNT(*) FROM shaky_rows") == 0)
        #expect(shop.log.has("why=first"))
        #expect(shop.log.has("why=said, and gone on"))
    }

    @Test("A hook that fails closed refuses what the shop was about to do, with 503, and nothing is written")
    func failsClosed() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("strict")
        plugin.hooks = ["order.placed": "return totem_fail(call, TOTEM_STR(\"secret reason\"));"]
        try plugin.build(in: shop.folder)
        let cart = try await shop.cart()
        try await shop.enable("strict")
        let refused = await refusal { _ = try await shop.order(cart.token) }
        #expect(refused?.kind == .unavailable)
        #expect(refused?.code == "plugin-failed")
        #expect(refused?.detail.contains("strict") == true)
        #expect(refused?.detail.contains("secret") == false)
        #expect(shop.log.has("why=secret reason"))
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
        try await shop.disable("strict")
        #expect(try await shop.order(cart.token).totals.total.amount == 1999)
    }

    @Test(
        "A hook that takes ten times its budget, and half a second, has failed; one that takes longer than it is logged"
    )
    func slow() async throws {
        let shop = try await PluginShop.open()
        for (name, milliseconds) in [("slow", 60), ("slower", 700)] {
            var plugin = CPlugin(name)
            plugin.hooks = ["cart.discounts": takeOff(5) + "usleep(\(milliseconds) * 1000);"]
            plugin.failsOpen = ["cart.discounts"]
            plugin.budget = ["cart.discounts": name == "slow" ? 29 : 1]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        #expect(try await shop.cart().adjustments.map(\.source) == ["slow"])
        #expect(
            shop.log.lines.contains { $0.hasPrefix("warning: a plugin's hook is slow") && $0.contains("plugin=slow,") }
        )
        #expect(
            shop.log.lines.contains { $0.hasPrefix("error: a plugin's hook failed") && $0.contains("plugin=slower") }
        )
    }

    @Test("A hook that calls nothing of the host's is held to its status and its budget like any other")
    func silent() async throws {
        let shop = try await PluginShop.open()
        for (name, body) in [("asleep", "usleep(700 * 1000);"), ("broken", "return TOTEM_ERROR;"), ("fine", "")] {
            var plugin = CPlugin(name)
            plugin.hooks = ["cart.discounts": body]
            plugin.failsOpen = ["cart.discounts"]
            plugin.budget = ["cart.discounts": 1]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        _ = try await shop.cart()
        let failures = shop.log.lines.filter { $0.hasPrefix("error: a plugin's hook failed") }
        #expect(failures.count { $0.contains("plugin=asleep") } == 1)
        #expect(failures.count { $0.contains("plugin=broken") } == 1)
        #expect(failures.count { $0.contains("plugin=fine") } == 0)
    }

    @Test("A code is claimed by the first plugin that knows it, however long it thinks about it")
    func slowClaim() async throws {
        let shop = try await PluginShop.open()
        for (name, code) in [("ant", "MINE"), ("bee", "YOURS")] {
            var plugin = CPlugin(name)
            plugin.hooks = [
                "cart.code.validate": """
                usleep(5000);
                if (totem_equal(code, TOTEM_STR("\(code)")) || totem_equal(code, TOTEM_STR("BOTH"))) totem_claim(call);
                """
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let cart = try await shop.cart(codes: ["YOURS", "BOTH", "MINE"])
        #expect(cart.codes.map(\.plugin) == ["bee", "ant", "ant"])
        #expect(await refusal { _ = try await shop.enter("NOBODYS", into: cart.token) }?.code == "unknown-code")
        _ = try await shop.order(cart.token)
    }

    @Test("Two codes that differ in capitals alone are two: each is taken out as it was entered")
    func similarCodes() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.hooks = ["cart.code.validate": "totem_claim(call);"]
        try plugin.build(in: shop.folder)
        try await shop.enable("probe")
        let cart = try await shop.cart(codes: ["Mug", "MUG", "Pot"])
        #expect(await refusal { _ = try await shop.takeOut("mug", of: cart.token) }?.kind == .notFound)
        #expect(try await shop.takeOut("MUG", of: cart.token).codes.map(\.code) == ["Mug", "Pot"])
        #expect(try await shop.takeOut("mug", of: cart.token).codes.map(\.code) == ["Pot"])
    }

    @Test(
        "A veto reaches the buyer with status, code, message and fields, whatever the hook returns afterwards",
        arguments: [
            (401, KernelError.Kind.unauthenticated), (403, .forbidden), (404, .notFound), (409, .conflict),
            (412, .stale), (422, .invalid), (429, .throttled), (503, .unavailable),
        ]
    )
    func vetoes(status: Int, kind: KernelError.Kind) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("guard")
        plugin.failsOpen = ["order.placing"]
        plugin.hooks = [
            "order.placing": """
            totem_problem(call, \(status), "not-today", TOTEM_STR("Zu \\xc3\\xb6" "ffnen am Montag."));
            return TOTEM_ERROR;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("guard")
        let cart = try await shop.cart()
        let refused = await refusal { _ = try await shop.order(cart.token) }
        #expect(refused?.kind == kind)
        #expect(refused?.code == "not-today")
        #expect(refused?.detail == "Zu öffnen am Montag.")
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
    }

    @Test("TOTEM_VETO without words is a no, also where the hook may fail; what can't be vetoed has failed")
    func wordless() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("guard")
        plugin.failsOpen = ["order.placed", "cart.discounts"]
        plugin.hooks = ["order.placed": "return TOTEM_VETO;", "cart.discounts": takeOff(5) + "return TOTEM_VETO;"]
        try plugin.build(in: shop.folder)
        try await shop.enable("guard")
        let cart = try await shop.cart()
        #expect(cart.totals.discount.amount == 0)
        let refused = await refusal { _ = try await shop.order(cart.token) }
        #expect(refused?.code == "refused" && refused?.plugin == "guard" && refused?.detail.contains("guard") == true)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
    }

    @Test("Nothing in a veto gives a terminal commands or turns its direction")
    func controls() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("guard")
        plugin.hooks = [
            "order.placing": """
            totem_veto_field(call, "a\\x1b[31m", TOTEM_STR("is\\nred"));
            return totem_veto(call, "red", TOTEM_STR("\\x1b[31mred \\xe2\\x80\\xae and\\nback"));
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("guard")
        let cart = try await shop.cart()
        let refused = await refusal { _ = try await shop.order(cart.token) }
        #expect(refused?.detail == "\\u{1b}[31mred \\u{202e} and back")
        #expect(refused?.fields.map(\.field) == ["a\\u{1b}[31m"] && refused?.fields.map(\.message) == ["is red"])
    }

    @Test("A veto by fields names each")
    func fields() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("guard")
        plugin.hooks = [
            "order.placing": """
            totem_veto_field(call, "email", TOTEM_STR("is not welcome"));
            return totem_veto_field(call, "shipping_address.city", TOTEM_STR("is too far"));
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("guard")
        let cart = try await shop.cart()
        let refused = await refusal { _ = try await shop.order(cart.token) }
        #expect(refused?.fields.map(\.field) == ["email", "shipping_address.city"])
        #expect(refused?.fields.map(\.message) == ["is not welcome", "is too far"])
        #expect(refused?.code == "invalid-fields")
    }

    @Test(
        "A discount that makes no sense is refused with its reason, and the cart adds up",
        arguments: [
            (".amount = 0", -4, "above 0"), (".amount = -5", -4, "above 0"), (".amount = INT64_MIN", -4, "above 0"),
            (".amount = INT64_MAX", -9, "more than what is left"),
            (".amount = 4332", -9, "more than what is left, 4331"),
            (".amount = 1, .line = 999", -4, "no line 999"), (".amount = 1, .line = -1", -4, "no line -1"),
            (".amount = 3999, .line = cart->lines[0]->id", -9, "more than what is left, 3998"),
            (".amount = 1, .size = 8", -4, "size"), (".amount = 1, .size = 0", -4, "size"),
            (".amount = 1, .label = {\"\\xff\\xfe\", 2}", -4, "UTF-8"),
            (".amount = 1, .label = {NULL, 0}", -4, "label"),
            (".amount = 1, .label = {NULL, SIZE_MAX}", -4, "label"), (".amount = 1, .label = {\"\", 0}", -4, "label"),
            (".amount = 1, .label = {\"x\", SIZE_MAX}", -4, "label"),
            (".amount = 1, .rule = {\"\\xc3\", 1}", -4, "rule"),
            (".amount = 1, .rule = {\"x\", (size_t)1 << 62}", -4, "rule"),
        ]
    )
    func garbage(fields: String, status: Int32, reason: String) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("garbage")
        plugin.failsOpen = ["cart.discounts"]
        // The bad one is ignored, and a good one follows: what was refused left no trace.
        plugin.hooks = [
            "cart.discounts": """
            _Pragma("GCC diagnostic ignored \\"-Woverride-init\\"")
            totem_discount bad = {.size = sizeof bad, .label = TOTEM_STR("bad"), \(fields)};
            if (totem_add_discount(call, &bad) != \(status)) return totem_fail(call, TOTEM_STR("another status"));
            totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
            if (totem_add_discount(call, NULL) != TOTEM_INVALID) return totem_fail(call, TOTEM_STR("NULL"));
            """ + takeOff(31)
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("garbage")
        let cart = try await shop.cart([("POT-1", 2), ("MUG-1", 1)])
        #expect(shop.log.lines.contains { $0.hasPrefix("info:") && $0.contains(reason) }, "\(shop.log.lines)")
        #expect(cart.adjustments.map(\.amount.amount) == [-31])
        #expect(cart.totals.discount.amount == 31)
        #expect(cart.totals.total.amount == 4331 - 31)
    }

    @Test("64 discounts are a plugin's limit, and another has its own 64; the last cent can be taken, no more")
    func manyDiscounts() async throws {
        let shop = try await PluginShop.open()
        for name in ["first", "second"] {
            var plugin = CPlugin(name)
            plugin.hooks = [
                "cart.discounts": """
                totem_discount discount = {.size = sizeof discount, .amount = 1, .label = TOTEM_STR("a cent")};
                for (int i = 0; i < 64; i++) if (totem_add_discount(call, &discount) != TOTEM_OK) return TOTEM_ERROR;
                if (totem_add_discount(call, &discount) != TOTEM_LIMIT) return TOTEM_ERROR;
                """
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        #expect(try await shop.cart().totals.discount.amount == 128)
        var last = CPlugin("last")
        last.hooks = ["cart.discounts": takeOff("cart->total")]
        last.priority = ["cart.discounts": 200]
        try last.build(in: shop.folder)
        try await shop.enable("last")
        let cart = try await shop.cart()
        #expect(cart.totals.total.amount == 0)
        #expect(try await shop.order(cart.token).totals.total.amount == 0)
    }

    @Test("Functions that mean nothing in a hook answer TOTEM_MISUSE; bad answers TOTEM_INVALID")
    func misplaced() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("lost")
        plugin.hooks = [
            "order.placing": """
            int64_t number; totem_str text; totem_page page = {.size = sizeof page};
            totem_discount discount = {.size = sizeof discount, .amount = 1, .label = TOTEM_STR("x")};
            bool right = totem_claim(call) == TOTEM_MISUSE && totem_add_discount(call, &discount) == TOTEM_MISUSE
              && totem_param(call, "id", &text) == TOTEM_MISUSE && totem_query_i64(call, "q", &number) == TOTEM_MISUSE
              && totem_body_i64(call, "q", &number) == TOTEM_MISUSE && totem_page_read(call, 0, &page) == TOTEM_MISUSE
              && totem_respond(call, 200, TOTEM_STR("{}")) == TOTEM_MISUSE && totem_body_kind(call, "a") == TOTEM_ABSENT
              && totem_set_metadata(call, "a", TOTEM_STR("{oops")) == TOTEM_INVALID
              && totem_set_metadata(call, "", TOTEM_STR("1")) == TOTEM_INVALID
              && totem_log(call, 9, TOTEM_STR("x")) == TOTEM_INVALID;
            return right ? totem_set_metadata(call, "right", TOTEM_STR("[true, 1]")) : TOTEM_ERROR;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("lost")
        let cart = try await shop.cart()
        let order = try await shop.order(cart.token)
        #expect(order.metadata == ["lost": ["right": [true, 1]]])
    }
}
