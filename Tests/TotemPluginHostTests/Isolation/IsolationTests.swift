import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Isolated plugins")
struct IsolationTests {
    /// Takes 5 off each cart, and does what a test wants of it by its setting `act`.
    private func probe(failsOpen: Bool = false) -> CPlugin {
        var plugin = CPlugin("probe")
        plugin.manifest = [
            "settings": [
                "type": "object",
                "properties": ["act": ["type": "string", "default": "good"]],
            ]
        ]
        plugin.prelude = "#include <signal.h>\n"
        plugin.hooks = [
            "cart.discounts": """
            totem_str act = totem_setting_str(call, "act", TOTEM_STR("good"));
            if (totem_equal(act, TOTEM_STR("crash"))) abort();
            if (totem_equal(act, TOTEM_STR("leave"))) exit(0);
            if (totem_equal(act, TOTEM_STR("loop"))) for (volatile int i = 0;; i++) {}
            totem_discount discount = {.size = sizeof discount, .amount = 5, .label = TOTEM_STR("probe")};
            return totem_add_discount(call, &discount);
            """
        ]
        plugin.budget = ["cart.discounts": 50]
        plugin.failsOpen = failsOpen ? ["cart.discounts"] : []
        return plugin
    }

    private func act(_ what: String, in shop: PluginShop) async throws {
        let settings: JSONValue = ["act": .string(what)]
        _ = try await shop.host.change("probe", to: PluginChange(settings: settings), by: .system)
    }

    @Test(
        "A hook that crashes, leaves or loops costs its call, and the next one goes well",
        arguments: ["crash", "leave", "loop"]
    )
    func ends(what: String) async throws {
        let shop = try await PluginShop.open()
        try probe().build(in: shop.folder)
        try await shop.enable("probe", isolation: .process)
        #expect(try await shop.cart().totals.discount.amount == 5)
        try await act(what, in: shop)
        let refused = await refusal { _ = try await shop.cart() }
        #expect(refused?.code == "plugin-failed")
        #expect(try await shop.number("SELECT COUNT(*) FROM carts") == 1)
        try await act("good", in: shop)
        #expect(try await shop.cart().totals.discount.amount == 5)
        #expect(shop.log.has("a plugin's process has ended [function=cart.discounts, plugin=probe"))
    }

    @Test("A hook that fails open is passed over when its process ends, and the order is placed")
    func failsOpen() async throws {
        let shop = try await PluginShop.open()
        try probe(failsOpen: true).build(in: shop.folder)
        try await shop.enable("probe", isolation: .process)
        let cart = try await shop.cart()
        try await act("crash", in: shop)
        #expect(try await shop.order(cart.token).totals.discount.amount == 0)
    }

    @Test(
        "One that goes on crashing is in quarantine: the shop sells without it until its owner switches it on again"
    )
    func quarantined() async throws {
        let shop = try await PluginShop.open()
        try probe().build(in: shop.folder)
        try await shop.enable("probe", isolation: .process)
        try await act("crash", in: shop)
        for _ in 0..<100 where try await shop.info("probe")?.quarantine == nil {
            _ = await refusal { _ = try await shop.cart() }
        }
        let quarantine = try #require(try await shop.info("probe")?.quarantine)
        #expect(quarantine.function == "cart.discounts" && quarantine.reason.contains("signal 6"))
        #expect(quarantine.at == shop.clock.now)
        #expect(try await shop.info("probe")?.isActive == false)
        #expect(shop.log.has("a plugin's process ends again and again"))
        #expect(try await shop.cart().totals.discount.amount == 0)
        try await act("good", in: shop)
        try await shop.enable("probe", isolation: .process)
        #expect(try await shop.cart().totals.discount.amount == 5)
    }

    @Test("One that crashes when it is started is told with the signal and the function")
    func startsBadly() async throws {
        let shop = try await PluginShop.open()
        var plugin = probe()
        plugin.start = "abort();"
        try plugin.build(in: shop.folder)
        let refused = await refusal { try await shop.enable("probe", isolation: .process) }
        #expect(refused?.detail.contains("was ended by signal 6 (Aborted), in start") == true)
    }

    @Test("One whose owner switches it on again in the moment in which it is given up runs again")
    func switchedOnAtOnce() async throws {
        let shop = try await PluginShop.open()
        try probe().build(in: shop.folder)
        try await shop.enable("probe", isolation: .process)
        try await act("crash", in: shop)
        try await shop.files.store.write { tx in
            if tx.engine == .sqlite {
                _ = try tx.execute(
                    """
                    CREATE TRIGGER owner AFTER UPDATE ON plugins WHEN NEW.is_active = 0
                    BEGIN UPDATE plugins SET is_active = 1, quarantined_at = NULL WHERE id = NEW.id; END
                    """
                )
            } else {
                _ = try tx.execute(
                    """
                    CREATE FUNCTION owner() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN UPDATE plugins SET is_active = 1, quarantined_at = NULL WHERE id = NEW.id; RETURN NULL; END'
                    """
                )
                _ = try tx.execute(
                    """
                    CREATE TRIGGER owner AFTER UPDATE ON plugins FOR EACH ROW WHEN (NEW.is_active = 0)
                    EXECUTE FUNCTION owner()
                    """
                )
            }
        }
        for _ in 0..<100 where !shop.log.has("a plugin is in quarantine") {
            _ = await refusal { _ = try await shop.cart() }
        }
        #expect(shop.log.has("a plugin is in quarantine"))
        try await act("good", in: shop)
        #expect(try await shop.cart().totals.discount.amount == 5)
    }

    @Test(
        "It sees what its own calls are given, and nothing of what other plugins are told, nor who buys without leave"
    )
    func privacy() async throws {
        let shop = try await PluginShop.open()
        var spy = CPlugin("spy")
        spy.hooks = [
            "order.placed": """
            // Everything that hooks are given begins at a multiple of 1 GiB; it looks at all up to what it is given.
            uintptr_t mask = ((uintptr_t)1 << 30) - 1;
            const char *place = (const char *)((uintptr_t)event & ~mask);
            size_t size = (((uintptr_t)event & mask) | 0xFFFF) + 1;
            if (memmem(place, size, "buyer@", 6) || memmem(place, size, "Clay Lane", 9))
              return totem_veto(call, "seen", TOTEM_STR("It sees who buys."));
            if (!memmem(place, size, "Stoke", 5)) return totem_veto(call, "blind", TOTEM_STR("It sees nothing."));
            """
        ]
        try spy.build(in: shop.folder)
        var knowing = CPlugin("knowing")
        knowing.manifest = ["permissions": ["do": ["customers.read"]]]
        knowing.priority = ["order.placed": 1]
        knowing.hooks = [
            "order.placed": """
            if (!totem_equal(order->email, TOTEM_STR("buyer@example.com")))
              return totem_veto(call, "unknown", TOTEM_STR("Who?"));
            """
        ]
        try knowing.build(in: shop.folder)
        try await shop.enable("spy", isolation: .process)
        try await shop.enable("knowing", isolation: .process)
        for _ in 0..<3 { _ = try await shop.order(try await shop.cart().token) }
    }

    @Test(
        "The host goes on with a statement where the plugin has stopped, however many rows were read ahead",
        arguments: PluginIsolation.allCases
    )
    func rows(place: PluginIsolation) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("rows")
        func steps(_ count: Int) -> String { "for (int i = 0; i < \(count); i++) totem_step(rows);\n" }
        let statement = """
            totem_stmt *rows;
            totem_status status = totem_prepare(call,
              "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 9) "
              "SELECT id, 'row ' || id AS \\\"text\\\", id * 0.5 AS half FROM n", &rows);
            if (status != TOTEM_OK) return status;
            """
        plugin.routes = [
            .init("GET", "/row", statement + steps(3) + "return totem_respond_row(call, 200, rows);"),
            .init(
                "GET",
                "/page",
                statement + """
                    totem_page page = {.size = sizeof page};
                    if ((status = totem_page_read(call, TOTEM_ASCENDING, &page)) != TOTEM_OK) return status;
                    \(steps(6))
                    return totem_respond_page(call, rows, &page);
                    """
            ),
            .init("GET", "/end", statement + steps(9) + "return totem_respond_row(call, 200, rows);"),
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("rows", isolation: place)
        let row = try await shop.send("GET", "/row", of: "rows")
        #expect(row["id"] == 4 && row["text"] == "row 4" && row["half"] == 2.0)
        let page = try await shop.send("GET", "/page", of: "rows")
        #expect(page["data"].elements.map { $0["id"] } == [7, 8, 9])
        #expect(await refusal { _ = try await shop.send("GET", "/end", of: "rows") }?.kind == .notFound)
    }

    @Test("It is moved to a process of its own and back while the shop runs; settings reach it as before")
    func moves() async throws {
        let shop = try await PluginShop.open()
        try probe().build(in: shop.folder)
        try await shop.enable("probe", isolation: PluginIsolation.none)
        for place in [PluginIsolation.process, .none, .process] {
            let info = try await shop.host.change("probe", to: PluginChange(isolation: place), by: .system)
            #expect(info.isolation == place && info.isActive)
            #expect(try await shop.cart().totals.discount.amount == 5)
        }
        try await act("crash", in: shop)
        #expect(await refusal { _ = try await shop.cart() }?.code == "plugin-failed")
    }

    @Test("The manifest says where a plugin runs until its owner does")
    func manifest() async throws {
        let shop = try await PluginShop.open()
        var plugin = probe()
        plugin.manifest["isolation"] = "process"
        try plugin.build(in: shop.folder)
        let change = PluginChange(isActive: true)
        #expect(try await shop.host.change("probe", to: change, by: .system).isolation == .process)
        let none = PluginChange(isolation: PluginIsolation.none)
        #expect(try await shop.host.change("probe", to: none, by: .system).isolation == .none)
        #expect(try await shop.cart().totals.discount.amount == 5)
    }

    @Test("A library that crashes, ends or hangs while it is loaded or started is refused with what happened")
    func start() async throws {
        let shop = try await PluginShop.open()
        let sources = [
            ("__attribute__((constructor)) static void early(void) { abort(); }", "", "signal 6"),
            ("__attribute__((constructor)) static void early(void) { _exit(3); }", "", "status 3"),
            ("", "abort();", "signal 6"),
        ]
        for (prelude, start, why) in sources {
            var plugin = CPlugin("probe")
            plugin.prelude = prelude
            plugin.start = start
            try plugin.build(in: shop.folder)
            let refused = await refusal { try await shop.enable("probe", isolation: .process) }
            #expect(refused?.detail.contains(why) == true, "\(refused?.detail ?? "")")
            #expect(try await shop.info("probe")?.isActive == false)
        }
    }

    @Test("Services call each other over the borders of processes, and nothing of one that says no remains")
    func services() async throws {
        let shop = try await PluginShop.open()
        try loyalty().build(in: shop.folder)
        var caller = rowsPlugin("caller")
        caller.prelude += """
            static totem_status back(totem_call *call, int64_t value, int64_t *result, void *state) {
              *result = value + 1;
              return note(call, TOTEM_STR("back"));
            }
            static totem_status points(totem_call *call, int64_t amount, int64_t *result, void *state) {
              totem_value values[2] = {{.i = amount}, {.s = TOTEM_STR("EUR")}}, answer;
              totem_status status = totem_invoke(call, "loyalty.points_for", "is>i", values, &answer);
              if (status != TOTEM_OK) return status;
              totem_value own[1] = {{.i = answer.i}}, more;
              status = totem_invoke(call, "caller.back", "i>i", own, &more);
              *result = more.i;
              return status;
            }
            """
        caller.start = """
            if (!status) status = totem_service(registry, "back", "i>i", (totem_function)back);
            if (!status) status = totem_service(registry, "points", "i>i", (totem_function)points);
            """
        try caller.build(in: shop.folder)
        try await shop.enable("loyalty", isolation: .process)
        try await shop.enable("caller", isolation: .process)
        #expect(try await shop.invoke("caller.points", [1999]) == 20)
        _ = try await shop.host.change("loyalty", to: PluginChange(isolation: PluginIsolation.none), by: .system)
        #expect(try await shop.invoke("caller.points", [1999]) == 20)
        #expect(await refusal { _ = try await shop.invoke("caller.points", [-1]) }?.code == "negative")
        #expect(try await shop.number("SELECT COUNT(*) FROM caller_rows") == 2)
    }
}
