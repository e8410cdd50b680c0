import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("A service and its caller")
struct ServiceCallerTests {
    @Test(
        "While a service runs its caller's call is suspended, and the service has settings and rights of its own",
        .onlyInProcess("a pointer of another process's names nothing")
    )
    func suspended() async throws {
        let shop = try await PluginShop.open()
        var other = CPlugin("other")
        other.manifest = ["settings": ["type": "object", "properties": ["n": ["type": "integer", "default": 7]]]]
        other.prelude = """
            static totem_status spy(totem_call *call, int64_t outer, int64_t statement, int64_t *result, void *state) {
              totem_call *theirs = (totem_call *)(intptr_t)outer;
              bool kept_out = totem_log(theirs, 1, TOTEM_STR("x")) == TOTEM_MISUSE
                && totem_step((totem_stmt *)(intptr_t)statement) == TOTEM_MISUSE
                && totem_invoke(theirs, "other.spy", "ii>i", NULL, NULL) == TOTEM_MISUSE;
              totem_stmt *mine;
              bool denied = totem_prepare(call, "SELECT note FROM caller_rows", &mine) == TOTEM_DENIED;
              *result = kept_out && denied ? totem_setting_i64(call, "n", 0) : -1;
              return TOTEM_OK;
            }
            """
        other.start = "if (!status) status = totem_service(registry, \"spy\", \"ii>i\", (totem_function)spy);"
        try other.build(in: shop.folder)
        var caller = rowsPlugin("caller")
        caller.routes = [
            .init(
                "POST",
                "/spy",
                writes: true,
                """
                totem_stmt *statement;
                if (totem_prepare(call, "SELECT 1", &statement)) return TOTEM_ERROR;
                totem_value values[2] = {{.i = (intptr_t)call}, {.i = (intptr_t)statement}}, result;
                totem_status status = totem_invoke(call, "other.spy", "ii>i", values, &result);
                if (status) return totem_fail(call, totem_last_error(call));
                if (totem_step(statement) != TOTEM_ROW || totem_setting_i64(call, "n", 3) != 3) return TOTEM_ERROR;
                return totem_respond(call, 200, result.i == 7 ? TOTEM_STR("true") : TOTEM_STR("false"));
                """
            )
        ]
        try caller.build(in: shop.folder)
        for name in ["other", "caller"] { try await shop.enable(name) }
        #expect(try await shop.send("POST", "/spy", of: "caller").body == Array("true".utf8))
    }

    @Test(
        "What a service wrote is undone when it fails or says no, and its caller goes on; a no that is returned is in its words"
    )
    func failing() async throws {
        let shop = try await PluginShop.open()
        var ledger = rowsPlugin("ledger")
        ledger.prelude += """
            static totem_status put(totem_call *call, totem_str how, void *state) {
              totem_status status = note(call, how);
              if (status != TOTEM_OK) return status;
              if (totem_equal(how, TOTEM_STR("veto"))) return totem_veto(call, "too-late", TOTEM_STR("The books are closed."));
              if (totem_equal(how, TOTEM_STR("fail"))) return totem_fail(call, TOTEM_STR("the pen is broken"));
              return TOTEM_OK;
            }
            """
        ledger.start = "if (!status) status = totem_service(registry, \"put\", \"s\", (totem_function)put);"
        try ledger.build(in: shop.folder)
        var caller = rowsPlugin("caller")
        caller.hooks = [
            "order.placed": """
            totem_value value = {.s = TOTEM_STR("fail")};
            if (note(call, TOTEM_STR("before"))) return TOTEM_ERROR;
            if (totem_invoke(call, "ledger.put", "s", &value, NULL) != TOTEM_ERROR) return totem_fail(call, TOTEM_STR("no error"));
            totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
            value.s = TOTEM_STR("fine");
            if (totem_invoke(call, "ledger.put", "s", &value, NULL)) return totem_fail(call, totem_last_error(call));
            value.s = TOTEM_STR("veto");
            totem_status status = totem_invoke(call, "ledger.put", "s", &value, NULL);
            totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
            if (order->total > 5000) return status;
            """
        ]
        try caller.build(in: shop.folder)
        for name in ["ledger", "caller"] { try await shop.enable(name) }
        _ = try await shop.order(try await shop.cart().token)
        #expect(shop.log.has("ledger.put failed: the pen is broken"))
        #expect(shop.log.has("ledger.put says no: too-late: The books are closed."))
        #expect(try await shop.number("SELECT COUNT(*) FROM ledger_rows") == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM ledger_rows WHERE note = 'fine'") == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM caller_rows") == 1)
        let big = try await shop.cart([("BOWL-1", 1)])
        let refused = await refusal { _ = try await shop.order(big.token) }
        #expect(refused?.code == "too-late" && refused?.detail == "The books are closed.")
        #expect(try await shop.number("SELECT COUNT(*) FROM ledger_rows") == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 1)
    }

    @Test("What a service wrote goes with the hook that called it, when that one fails open")
    func failsOpen() async throws {
        let shop = try await PluginShop.open()
        var ledger = rowsPlugin("ledger")
        ledger.prelude += """
            static totem_status put(totem_call *call, totem_str what, void *state) { return note(call, what); }
            """
        ledger.start = "if (!status) status = totem_service(registry, \"put\", \"s\", (totem_function)put);"
        try ledger.build(in: shop.folder)
        var caller = CPlugin("caller")
        caller.failsOpen = ["order.placed"]
        caller.hooks = [
            "order.placed": """
            totem_value value = {.s = TOTEM_STR("x")};
            if (totem_invoke(call, "ledger.put", "s", &value, NULL)) abort();
            return totem_fail(call, TOTEM_STR("after all"));
            """
        ]
        try caller.build(in: shop.folder)
        for name in ["ledger", "caller"] { try await shop.enable(name) }
        _ = try await shop.order(try await shop.cart().token)
        #expect(try await shop.number("SELECT COUNT(*) FROM ledger_rows") == 0)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 1)
    }

    @Test("A service that a pure hook calls only reads")
    func pure() async throws {
        let shop = try await PluginShop.open()
        var ledger = rowsPlugin("ledger")
        ledger.prelude += """
            static totem_status put(totem_call *call, int64_t *result, void *state) {
              *result = note(call, TOTEM_STR("x")) == TOTEM_MISUSE;
              totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
              return TOTEM_OK;
            }
            """
        ledger.start = "if (!status) status = totem_service(registry, \"put\", \">i\", (totem_function)put);"
        try ledger.build(in: shop.folder)
        var caller = CPlugin("caller")
        caller.hooks = [
            "cart.discounts": """
            totem_value result;
            if (totem_invoke(call, "ledger.put", ">i", NULL, &result)) return totem_fail(call, totem_last_error(call));
            """ + takeOff("1 + result.i")
        ]
        try caller.build(in: shop.folder)
        for name in ["ledger", "caller"] { try await shop.enable(name) }
        #expect(try await shop.cart().totals.discount.amount == 2)
        #expect(shop.log.has("ledger.put only reads here: cart.discounts is pure: its statements only read"))
        #expect(try await shop.number("SELECT COUNT(*) FROM ledger_rows") == 0)
    }

    @Test("A service is not entered again, by itself or around a corner, and calls nest eight deep")
    func recursion() async throws {
        let shop = try await PluginShop.open()
        for (name, next) in [("ping", "pong"), ("pong", "ping")] {
            var plugin = CPlugin(name)
            plugin.prelude = """
                static totem_status hit(totem_call *call, void *state) {
                  totem_status status = totem_invoke(call, "\(next).hit", "", NULL, NULL);
                  return status ? totem_fail(call, totem_last_error(call)) : TOTEM_OK;
                }
                static totem_status self(totem_call *call, void *state) {
                  if (totem_invoke(call, "\(name).self", "", NULL, NULL) != TOTEM_MISUSE) return TOTEM_OK;
                  return totem_fail(call, totem_last_error(call));
                }
                static totem_status deep(totem_call *call, const totem_invocation *invocation, void *state) {
                  char next[20];
                  snprintf(next, sizeof next, "\(name).deep%c", invocation->name.ptr[4] + 1);
                  totem_status status = totem_invoke(call, next, "", NULL, NULL);
                  return status ? totem_fail(call, totem_last_error(call)) : TOTEM_OK;
                }
                """
            plugin.start = """
                if (!status) status = totem_service(registry, "hit", "", (totem_function)hit);
                if (!status) status = totem_service(registry, "self", "", (totem_function)self);
                for (char c = 'a'; c < 'n' && !status; c++)
                  status = totem_service_boxed(registry, (char[]){'d', 'e', 'e', 'p', c, 0}, "", deep);
                """
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        for service in ["ping.hit", "ping.self", "ping.deepa"] {
            #expect(await refusal { _ = try await shop.invoke(service, []) }?.code == "plugin-failed")
        }
        #expect(shop.log.has("ping.hit is running already: ping.hit → pong.hit → ping.hit"))
        #expect(shop.log.has("ping.self is running already: ping.self → ping.self"))
        #expect(shop.log.has("calls nest at most 8 deep: ping.deepa → ping.deepb"))
    }

    @Test("A request that began before a plugin was switched off still has its services; the next one has not")
    func switchedOff() async throws {
        let shop = try await PluginShop.open()
        try loyalty().build(in: shop.folder)
        try await shop.enable("loyalty")
        let before = shop.kernel.context(for: .system)
        try await shop.disable("loyalty")
        let points = try await shop.kernel.write(before) { tx, context in
            try context.hooks.service("loyalty.points_for").call([1999, "EUR"], in: HookCall(tx, context))
        }
        #expect(points == 19)
        let gone = await refusal { _ = try await shop.invoke("loyalty.points_for", [1, "EUR"]) }
        #expect(gone?.detail.contains("there is no service loyalty.points_for: the plugin loyalty is not on") == true)
    }
}
