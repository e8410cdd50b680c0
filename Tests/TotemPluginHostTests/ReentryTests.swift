import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

/// What a plugin does inside one of its functions fires hooks, which call services, which do more.
@Suite("Functions that run are not entered again")
struct ReentryTests {
    private static let draft = #"{"items": [{"sku": "POT-1", "quantity": 1}]}"#

    /// Its service prices an order, takes an order on, puts something into a cart of its own, and asks itself the same from within.
    private static var plugin: CPlugin {
        var plugin = CPlugin("a")
        plugin.manifest = ["permissions": ["do": ["orders.create", "orders.write"]]]
        let draft = Self.draft.replacing("\"", with: "\\\"")
        plugin.prelude = """
            static void tell(totem_call *call, const char *what, totem_status status) {
              char text[600];
              totem_str why = status == TOTEM_OK ? TOTEM_STR("") : totem_last_error(call);
              snprintf(text, sizeof text, "%s: %d %.*s", what, status, (int)why.len, why.ptr ? why.ptr : "");
              totem_log(call, TOTEM_LOG_INFO, totem_text(text));
            }
            static totem_status work(totem_call *call, int64_t *result, void *state) {
              totem_str priced;
              int64_t id;
              tell(call, "priced", totem_price_order(call, TOTEM_STR("\(draft)"), &priced));
              tell(call, "moved", totem_move(call, 1, "completed", TOTEM_STR("")));
              tell(call, "made", totem_create_order(call, TOTEM_STR("{}"), TOTEM_STR("k"), &id));
              *result = 1;
              return TOTEM_OK;
            }
            """
        plugin.start = "if (!status) status = totem_service(registry, \"work\", \">i\", (totem_function)work);"
        let ask = """
            totem_value result;
            tell(call, "asked", totem_invoke(call, "a.work", ">i", NULL, &result));
            return TOTEM_OK;
            """
        plugin.hooks = ["cart.flags": ask, "price.resolve": ask, "order.placing": ask, "order.transition": ask]
        return plugin
    }

    private func shop() async throws -> PluginShop {
        let shop = try await PluginShop.open(stock: 5)
        try Self.plugin.build(in: shop.folder)
        try await shop.enable("a")
        return shop
    }

    @Test("A service that prices an order is not entered again by the hooks that this fires, nor are they by it")
    func pricing() async throws {
        let shop = try await shop()
        _ = try await shop.invoke("a.work", [])
        #expect(shop.log.has("priced: 0"))
        #expect(shop.log.has("asked: -3 a.work is running already: a.work → a at cart.flags → a.work"))
        #expect(shop.log.has("asked: -3 a.work is running already: a.work → a at price.resolve → a.work"))
    }

    @Test("What is being priced or changed is neither priced nor changed by a service that its hooks call")
    func changing() async throws {
        let shop = try await shop()
        let order = try await shop.order(try await shop.cart().token)
        let moved = try await shop.kernel.write(as: .system) { tx, context in
            try OrderTransitions.move(order.id, to: .cancelled, comment: "", in: tx, context)
        }
        for hook in ["cart.flags", "price.resolve", "order.placing", "order.transition"] {
            #expect(shop.log.has("priced: -3 totem_price_order means nothing in \(hook)"), "\(hook)")
        }
        for hook in ["order.placing", "order.transition"] {
            #expect(shop.log.has("moved: -3 totem_move means nothing in \(hook)"), "\(hook)")
            #expect(shop.log.has("made: -3 totem_create_order means nothing in \(hook)"), "\(hook)")
        }
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 1)
        #expect(order.status == .open && moved.status == .cancelled)
    }

    @Test(
        "While the host does what a function has asked for, hooks that this fires can't use that function's call",
        .onlyInProcess("a pointer of another process's names nothing")
    )
    func suspended() async throws {
        let shop = try await PluginShop.open(stock: 5)
        var plugin = CPlugin("a")
        plugin.manifest = ["permissions": ["do": ["orders.create"]]]
        plugin.prelude = "static totem_call *outer;"
        let draft = Self.draft.replacing("\"", with: "\\\"")
        plugin.hooks = [
            "cart.flags": """
            if (outer && totem_log(outer, TOTEM_LOG_INFO, TOTEM_STR("used")) != TOTEM_MISUSE) return TOTEM_ERROR;
            if (outer) totem_log(call, TOTEM_LOG_INFO, TOTEM_STR("kept out"));
            return TOTEM_OK;
            """
        ]
        plugin.routes = [
            .init(
                "POST",
                "/price",
                writes: true,
                """
                totem_str priced;
                outer = call;
                totem_status status = totem_price_order(call, TOTEM_STR("\(draft)"), &priced);
                outer = NULL;
                return status == TOTEM_OK ? totem_respond(call, 200, priced) : status;
                """
            )
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("a")
        let cart = try await shop.send("POST", "/price", of: "a")
        #expect(cart["items"][0]["sku"] == "POT-1")
        #expect(shop.log.has("kept out"))
    }
}
