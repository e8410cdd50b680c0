import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Hooks that plugins define")
struct OwnHookTests {
    private static func listener(
        _ name: String,
        _ body: String,
        priority: Int = 100,
        fail: String = "closed",
        signature: String = "ii"
    ) -> CPlugin {
        var plugin = rowsPlugin(name)
        plugin.manifest["hooks"] = ["loyalty.points_awarded": ["fail": .string(fail)]]
        plugin.manifest["requires"] = ["plugins": ["loyalty": "^1.0.0"]]
        plugin.prelude += """
            static totem_status awarded(totem_call *call, int64_t user, int64_t points, void *state) {
              \(body)
              return TOTEM_OK;
            }
            """
        plugin.start = """
            if (!status) status = totem_on(registry, "loyalty.points_awarded", "\(signature)", (totem_function)awarded, \(priority));
            """
        return plugin
    }

    @Test("Listeners run by priority, then by name, in calls of their own")
    func order() async throws {
        let shop = try await PluginShop.open()
        try loyalty().build(in: shop.folder)
        try await shop.enable("loyalty")
        for (name, priority) in [("zebra", -5), ("bee", 100), ("ant", 100)] {
            let body = """
                char text[40];
                snprintf(text, sizeof text, "\(name) %lld %lld", (long long)user, (long long)points);
                totem_log(call, TOTEM_LOG_INFO, totem_text(text));
                if (note(call, totem_text(text))) return TOTEM_ERROR;
                """
            try Self.listener(name, body, priority: priority).build(in: shop.folder)
            try await shop.enable(name)
        }
        #expect(try await shop.invoke("loyalty.award", [4, 19]) == .null)
        let lines = shop.log.lines.compactMap { $0.firstMatch(of: /(zebra|ant|bee) 4 19/)?.1 }
        #expect(lines == ["zebra", "ant", "bee"])
        for table in ["zebra", "ant", "bee"] {
            #expect(try await shop.tables().contains("\(table)_rows"))
        }
        #expect(try await shop.number("SELECT COUNT(*) FROM bee_rows WHERE note = 'bee 4 19'") == 1)
    }

    @Test(
        "A listener that fails open leaves nothing behind, and the next one runs; one that fails closed or says no ends it"
    )
    func failing() async throws {
        let shop = try await PluginShop.open()
        try loyalty().build(in: shop.folder)
        try await shop.enable("loyalty")
        let open = "note(call, TOTEM_STR(\"x\")); return totem_fail(call, TOTEM_STR(\"out of ink\"));"
        try Self.listener("open", open, priority: 1, fail: "open").build(in: shop.folder)
        let judge = """
            if (points == 13) return totem_veto(call, "unlucky", TOTEM_STR("Not that many."));
            if (points == 14) return TOTEM_ERROR;
            if (note(call, TOTEM_STR("judged"))) return TOTEM_ERROR;
            """
        try Self.listener("judge", judge, priority: 2).build(in: shop.folder)
        for name in ["open", "judge"] { try await shop.enable(name) }
        #expect(try await shop.invoke("loyalty.award", [1, 1]) == .null)
        #expect(shop.log.has("why=open at loyalty.points_awarded failed: out of ink"))
        #expect(try await shop.number("SELECT COUNT(*) FROM open_rows") == 0)
        #expect(try await shop.number("SELECT COUNT(*) FROM judge_rows") == 1)
        let veto = await refusal { _ = try await shop.invoke("loyalty.award", [1, 13]) }
        #expect(veto?.code == "unlucky" && veto?.detail == "Not that many.")
        #expect(await refusal { _ = try await shop.invoke("loyalty.award", [1, 14]) }?.code == "plugin-failed")
        #expect(shop.log.has("judge at loyalty.points_awarded failed: it returned the status -2"))
        #expect(try await shop.number("SELECT COUNT(*) FROM loyalty_rows") == 1)
    }

    @Test("A hook is not fired again while it runs, whoever listens")
    func reentry() async throws {
        let shop = try await PluginShop.open()
        try loyalty().build(in: shop.folder)
        try await shop.enable("loyalty")
        let again = """
            totem_value values[2] = {{.i = user}, {.i = points}};
            if (totem_invoke(call, "loyalty.award", "ii", values, NULL) != TOTEM_MISUSE) return TOTEM_ERROR;
            totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
            """
        try Self.listener("echo", again).build(in: shop.folder)
        try await shop.enable("echo")
        #expect(try await shop.invoke("loyalty.award", [1, 1]) == .null)
        #expect(
            shop.log.has(
                "loyalty.award is running already: loyalty.award → echo at loyalty.points_awarded → loyalty.award"
            )
        )
    }

    @Test("Signatures that differ are refused, whichever plugin comes later, with both of them")
    func mismatch() async throws {
        let shop = try await PluginShop.open()
        try loyalty().build(in: shop.folder)
        try await shop.enable("loyalty")
        try Self.listener("wrong", "", signature: "is").build(in: shop.folder)
        let refused = await refusal { try await shop.enable("wrong") }
        #expect(
            refused?.detail.contains(
                "the plugin wrong listens to loyalty.points_awarded as 'is', and loyalty 1.0.0 defines it as 'ii'"
            ) == true
        )
        try await shop.disable("loyalty")
        var free = Self.listener("wrong", "", signature: "is")
        free.manifest["requires"] = .null
        free.manifest = free.manifest.filter { $0.key != "requires" }
        try free.build(in: shop.folder)
        try await shop.enable("wrong")
        #expect(await refusal { try await shop.enable("loyalty") }?.detail.contains("as 'is'") == true)
    }

    @Test("A plugin fires only what it has defined, as it has defined it")
    func wrong() async throws {
        let shop = try await PluginShop.open()
        var plugin = loyalty()
        plugin.routes = [
            .init(
                "GET",
                "/fire",
                """
                totem_value value = {.i = 1};
                if (totem_fire(call, "points_awarded", "i", &value) != TOTEM_INVALID) return TOTEM_ERROR;
                totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
                if (totem_fire(call, "points_gone", "i", &value) != TOTEM_NOT_FOUND) return TOTEM_ERROR;
                totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
                return totem_respond(call, 200, TOTEM_STR("true"));
                """
            )
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("loyalty")
        #expect(try await shop.send("GET", "/fire", of: "loyalty").status == 200)
        #expect(shop.log.has("loyalty.points_awarded is 'ii', and is fired as 'i'"))
        #expect(shop.log.has("there is no hook loyalty.points_gone: the plugin has defined points_awarded"))
    }
}
