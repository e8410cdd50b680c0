import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Services")
struct ServiceTests {
    @Test("Every type goes to a service and back, from a plugin, as JSON and from a command line")
    func types() async throws {
        let shop = try await PluginShop.open()
        var echo = CPlugin("echo")
        echo.prelude = """
            static totem_status all(
                totem_call *call, int64_t i, double d, bool b, totem_str s, totem_str j, totem_str *result, void *state) {
              char text[200];
              int length = snprintf(text, sizeof text, "{\\"i\\": %lld, \\"d\\": %g, \\"b\\": %s, \\"s\\": \\"%.*s\\", \\"j\\": %.*s}",
                (long long)i, d, b ? "true" : "false", (int)s.len, s.ptr, (int)j.len, j.ptr);
              return totem_keep(call, (totem_str){text, (size_t)length}, result);
            }
            static totem_status half(totem_call *call, double d, double *result, void *state) { *result = d / 2; return TOTEM_OK; }
            static totem_status not(totem_call *call, bool b, bool *result, void *state) { *result = !b; return TOTEM_OK; }
            static totem_status nothing(totem_call *call, void *state) { return TOTEM_OK; }
            static totem_status boxed(totem_call *call, const totem_invocation *invocation, void *state) {
              if (invocation->argument_count != 2 || !totem_equal(invocation->name, TOTEM_STR("boxed"))) return TOTEM_ERROR;
              invocation->result->i = invocation->arguments[0].i - (int64_t)invocation->arguments[1].s.len;
              return TOTEM_OK;
            }
            """
        echo.start = """
            if (!status) status = totem_service(registry, "all", "idbsj>j", (totem_function)all);
            if (!status) status = totem_service(registry, "half", "d>d", (totem_function)half);
            if (!status) status = totem_service(registry, "not", "b>b", (totem_function)not);
            if (!status) status = totem_service(registry, "nothing", "", (totem_function)nothing);
            if (!status) status = totem_service_boxed(registry, "boxed", "is>i", boxed);
            """
        try echo.build(in: shop.folder)
        var caller = CPlugin("caller")
        caller.routes = [
            .init(
                "GET",
                "/all",
                """
                totem_value values[5] = {
                  {.i = INT64_MIN}, {.d = 2.5}, {.b = true}, {.s = TOTEM_STR("h\\xc3\\xa9")}, {.s = TOTEM_STR("[1]")}}, result;
                totem_status status = totem_invoke(call, "echo.all", "idbsj>j", values, &result);
                if (status) return totem_fail(call, totem_last_error(call));
                totem_value boxed;
                status = totem_invoke(call, "echo.boxed", "is>i", (totem_value[]){{.i = 9}, {.s = TOTEM_STR("12")}}, &boxed);
                if (status || boxed.i != 7) return totem_fail(call, TOTEM_STR("boxed"));
                if (totem_invoke(call, "echo.nothing", "", NULL, NULL)) return totem_fail(call, TOTEM_STR("nothing"));
                return totem_respond(call, 200, result.s);
                """
            )
        ]
        try caller.build(in: shop.folder)
        for name in ["echo", "caller"] { try await shop.enable(name) }
        let answer = try await shop.send("GET", "/all", of: "caller")
        #expect(answer["i"] == .integer(.min) && answer["d"] == 2.5 && answer["b"] == true && answer["j"] == [1])
        #expect(answer["s"] == "hé")

        #expect(try await shop.invoke("echo.all", [1, 2, true, "x", ["a": .null]])["j"] == ["a": .null])
        #expect(try await shop.invoke("echo.half", [5]) == 2.5)
        #expect(try await shop.invoke("echo.not", [true]) == false)
        #expect(try await shop.invoke("echo.nothing", []) == .null)
        let all = try shop.service("echo.all").arguments(from: ["-3", "1.5", "false", "12", "{}"])
        #expect(all == [-3, 1.5, false, "12", .object([:])])
    }

    @Test("What is called wrong is refused with both sides")
    func wrong() async throws {
        let shop = try await PluginShop.open()
        try loyalty().build(in: shop.folder)
        var caller = CPlugin("caller")
        caller.routes = [
            .init(
                "GET",
                "/try",
                """
                totem_str service, signature;
                totem_query(call, "service", &service);
                totem_query(call, "signature", &signature);
                char name[100], types[100];
                snprintf(name, sizeof name, "%.*s", (int)service.len, service.ptr);
                snprintf(types, sizeof types, "%.*s", (int)signature.len, signature.ptr);
                totem_str bad = TOTEM_STR("\\xff");
                totem_value values[2] = {{.i = 1}, {.s = bad}}, result;
                totem_status status = totem_invoke(call, name, types, values, &result);
                char text[500];
                totem_str why = totem_last_error(call);
                snprintf(text, sizeof text, "{\\"status\\": %d, \\"why\\": \\"%.*s\\"}", status, (int)why.len, why.ptr);
                return totem_respond(call, 200, totem_text(text));
                """
            )
        ]
        try caller.build(in: shop.folder)
        for name in ["loyalty", "caller"] { try await shop.enable(name) }
        for (service, signature, status, why) in [
            ("loyalty.points_for", "ii>i", -4, "loyalty.points_for is 'is>i', and is called as 'ii>i'"),
            ("loyalty.points_for", "is", -4, "loyalty.points_for is 'is>i', and is called as 'is'"),
            ("loyalty.points_for", "", -4, "loyalty.points_for is 'is>i', and is called as ''"),
            ("loyalty.points_for", "is>i", -4, "loyalty.points_for is is>i: its argument 2 is no UTF-8"),
            ("loyalty.points", "is>i", -10, "the plugin loyalty has no service points; it offers award, points_for"),
            ("rewards.points", "is>i", -10, "there is no service rewards.points: the plugin rewards is not on"),
            ("points", "is>i", -10, "'points' names no service; one is named like loyalty.points_for"),
        ] {
            let answer = try await shop.send(
                "GET",
                "/try",
                of: "caller",
                query: ["service": service, "signature": signature]
            )
            #expect(answer["status"] == .integer(Int64(status)) && answer["why"] == .string(why))
        }
        let missing = await refusal { _ = try await shop.invoke("loyalty.gone", []) }
        #expect(missing?.kind == .notFound && missing?.detail.contains("it offers award, points_for") == true)
        let few = await refusal { _ = try await shop.invoke("loyalty.points_for", [1]) }
        #expect(few?.fields.first?.message == "must be 2 values, not 1: the service is 'is>i'")
        let type = await refusal { _ = try await shop.invoke("loyalty.points_for", [1.5, "EUR"]) }
        #expect(type?.fields.map(\.field) == ["args[0]"])
        #expect(type?.fields.first?.message == "must be a whole number of 64 bits: the service is 'is>i'")
        let text = await refusal { _ = try shop.service("loyalty.points_for").arguments(from: ["1,5", "EUR"]) }
        #expect(text?.detail.contains("'1,5' is not a whole number") == true)
        #expect(try shop.service("loyalty.points_for").role == .customer)
        #expect(try shop.service("loyalty.award").role == .staff)
    }

    @Test(
        "A registration that can't be is refused when the plugin is switched on",
        arguments: [
            ("totem_service(registry, \"x\", \"q\", (totem_function)start)", "the service x the signature 'q'"),
            ("totem_service(registry, \"x\", \"i>\", (totem_function)start)", "the service x the signature 'i>'"),
            ("totem_service(registry, \"x\", \"i>ii\", (totem_function)start)", "the service x the signature 'i>ii'"),
            ("totem_service(registry, \"x\", \"iiiiiiiiiiiiiiiii\", (totem_function)start)", "at most 16"),
            ("totem_service(registry, \"X-1\", \"\", (totem_function)start)", "the service 'X-1'"),
            ("totem_service(registry, \"x\", \"\", NULL)", "without a function"),
            ("totem_service_role(registry, \"x\", TOTEM_ADMIN)", "which it does not offer"),
            ("totem_define_hook(registry, \"x\", \">i\")", "a hook has no result"),
            ("totem_on(registry, \"other.x\", \"\", (totem_function)start, 1)", "which its plugin.json does not name"),
            ("totem_on(registry, \"order.placed\", \"\", (totem_function)start, 1)", "it listens to 'order.placed'"),
        ]
    )
    func badRegistration(code: String, why: String) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("bad")
        plugin.start = "if (!status) status = \(code);"
        try plugin.build(in: shop.folder)
        let refused = await refusal { try await shop.enable("bad") }
        #expect(refused?.detail.contains(why) == true, "\(refused?.detail ?? "")")
    }

    @Test("Services are functions of plugins' SQL where the engine runs in the process; elsewhere it is said why not")
    func sql() async throws {
        let shop = try await PluginShop.open()
        try loyalty().build(in: shop.folder)
        var reader = rowsPlugin("reader")
        reader.routes = [
            .init(
                "GET",
                "/points",
                """
                totem_str sql;
                totem_query(call, "sql", &sql);
                char text[500];
                snprintf(text, sizeof text, "%.*s", (int)sql.len, sql.ptr);
                totem_stmt *rows;
                totem_status status = totem_prepare(call, text, &rows);
                if (!status) status = totem_step(rows);
                totem_str why = totem_last_error(call);
                if (status < 0) snprintf(text, sizeof text, "{\\"status\\": %d, \\"why\\": \\"%.*s\\"}", status, (int)why.len, why.ptr);
                else snprintf(text, sizeof text, "%lld", (long long)totem_column_i64(rows, 0));
                return totem_respond(call, 200, totem_text(text));
                """
            ),
            .init(
                "POST",
                "/rows",
                writes: true,
                "note(call, TOTEM_STR(\"EUR\")); return totem_respond(call, 204, TOTEM_STR(\"\"));"
            ),
        ]
        try reader.build(in: shop.folder)
        for name in ["loyalty", "reader"] { try await shop.enable(name) }
        _ = try await shop.send("POST", "/rows", of: "reader")
        _ = try await shop.send("POST", "/rows", of: "reader")
        let sum = "SELECT SUM(totem_loyalty_points_for(id * 1000, note)) FROM reader_rows"
        guard shop.files.store.engine == .sqlite else {
            let answer = try await shop.send("GET", "/points", of: "reader", query: ["sql": sum])
            #expect(answer["status"] == -12)
            #expect(answer["why"].text?.contains("SQL can't call loyalty.points_for on PostgreSQL") == true)
            return
        }
        #expect(try await shop.send("GET", "/points", of: "reader", query: ["sql": sum]).body == Array("30".utf8))
        for (sql, why) in [
            (
                "SELECT totem_loyalty_points_for(1)",
                "takes 2 arguments (a whole number of 64 bits, a text), not 1: it is 'is>i'"
            ),
            ("SELECT totem_loyalty_points_for(1.5, 'EUR')", "must be a whole number of 64 bits, not a fraction"),
            ("SELECT totem_loyalty_points_for(-1, 'EUR')", "loyalty.points_for says no: negative"),
            ("SELECT totem_loyalty_nothing(1)", "no such function"),
            ("SELECT totem_loyalty_award(1, 2)", "loyalty.award failed"),
        ] {
            let answer = try await shop.send("GET", "/points", of: "reader", query: ["sql": sql])
            #expect(answer["why"].text?.contains(why) == true, "\(sql): \(answer["why"])")
        }
        #expect(shop.log.has("loyalty.award is called from SQL: its statements only read"))
        try await shop.disable("loyalty")
        let off = try await shop.send("GET", "/points", of: "reader", query: ["sql": sum])
        #expect(off["why"].text?.contains("is no service of a plugin that is on") == true)
        await #expect(throws: (any Error).self) {
            _ = try await shop.number("SELECT totem_loyalty_points_for(1, 'EUR')")
        }
    }
}
