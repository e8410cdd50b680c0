import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("A plugin's SQL touches its own tables, and what its manifest was granted")
struct SQLTests {
    @Test("Allowed", arguments: PluginSQLCases.allowed)
    func allowed(sql: String) async throws {
        let answer = try await probe().send("POST", "/run", of: "probe", ["sql": .string(sql)])
        #expect(answer["status"] == .integer(2), "\(answer.json)")
    }

    @Test("Refused, with the table and the mend", arguments: PluginSQLCases.refused)
    func refused(sql: String, reason: String) async throws {
        let shop = try await probe()
        let answer = try await shop.send("POST", "/run", of: "probe", ["sql": .string(sql)])
        let status = answer["status"].integer ?? 0
        #expect([Int64(-5), -6].contains(status), "\(answer.json)")
        #expect(answer["error"].text?.contains(reason) == true, "\(answer.json)")
        // A second time, for what would be kept as prepared.
        #expect(try await shop.send("POST", "/run", of: "probe", ["sql": .string(sql)])["status"] == answer["status"])
        #expect(try await shop.order(try await shop.cart().token).totals.total.amount == 1999)
    }

    @Test(
        "What is no single statement, too long, or has gaps between its parameters is told",
        arguments: [
            ("SELECT 1; SELECT 2", -6), ("SELEC 1", -5), ("SELECT 1 FROM", -6), ("", -6), ("-- nothing", -6),
            ("SELECT $1, $3", -6), ("SELECT '" + String(repeating: "x", count: 65_600) + "'", -9),
        ]
    )
    func malformed(sql: String, status: Int64) async throws {
        let answer = try await probe().send("POST", "/run", of: "probe", ["sql": .string(sql)])
        #expect(answer["status"] == .integer(status), "\(answer.json)")
        #expect(answer["error"].text?.isEmpty == false)
    }

    @Test("Rules of a table are told apart, and nothing of a refused request stays")
    func constraints() async throws {
        let shop = try await probe()
        let run = { (sql: String) in
            try await shop.send("POST", "/run", of: "probe", ["sql": .string(sql)])["status"].integer
        }
        #expect(try await run("INSERT INTO probe_rows (id, note) VALUES (1, 'a')") == 2)
        #expect(try await run("INSERT INTO probe_rows (id, note) VALUES (1, 'b')") == -8)
        #expect(try await run("INSERT INTO probe_rows (note) VALUES (NULL)") == -7)
        #expect(try await run("INSERT INTO probe_rows (id, note) VALUES (x'00', 'a')") == -7)
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_rows") == 1)
        let read = try await shop.send("GET", "/write", of: "probe")
        #expect(read["status"] == -5)
        let veto = await refusal { _ = try await shop.send("POST", "/regret", of: "probe") }
        #expect(veto?.code == "regret")
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_rows") == 1)
    }

    @Test("A call and a statement that are used after their end, or on another thread, answer TOTEM_MISUSE")
    func misuse() async throws {
        let shop = try await probe()
        let thread = try await shop.send("POST", "/thread", of: "probe")
        #expect(thread["call"] == -3)
        #expect(thread["statement"] == -3)
        #expect(thread["prepare"] == -3)
        var late = 0
        for _ in 0..<4 {
            let kept = try await shop.send("POST", "/kept", of: "probe")
            // The first keeps its call. Where a later one has the same handle, nothing is late.
            if kept["keeps"] == true { continue }
            late += 1
            #expect(kept["call"] == -3)
            #expect(kept["statement"] == -3)
            #expect(kept["column"] == 0)
            #expect(kept["registry"] == -3)
        }
        #expect(late > 0)
        let null = try await shop.send("POST", "/null", of: "probe")
        #expect(null["call"] == -3)
        #expect(null["statement"] == -3)
        #expect(null["place"] == -4)
        #expect(null["text"] == -4)
        #expect(null["parameter"] == -4)
        #expect(null["column"] == 0)
    }

    /// Each row takes a while, so that its time is over long before the room for temporary files is.
    private static let endless =
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE "
        + "UPPER('\(String(repeating: "x", count: 4000))' || CAST(i AS TEXT)) <> '') SELECT"

    /// A plugin whose hook runs one statement to its end and does not ask how it went.
    private func runner(_ hook: String, _ sql: String, failsOpen: Bool) async throws -> PluginShop {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("runner")
        plugin.manifest = ["tables": ["runner_rows"]]
        plugin.migrations = ["1.0.0-a.sql": "CREATE TABLE runner_rows (id INTEGER PRIMARY KEY, note TEXT) STRICT;"]
        plugin.budget = [hook: 5]
        plugin.failsOpen = failsOpen ? [hook] : []
        plugin.hooks = [
            hook: """
            totem_stmt *statement;
            totem_status status = totem_prepare(call, "\(sql)", &statement);
            if (status != TOTEM_OK) return status;
            status = totem_step(statement);
            if (status < 0) totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("runner")
        return shop
    }

    @Test(
        "SQL that never ends is stopped when the hook has had its time, and the manifest decides",
        arguments: [true, false]
    )
    func endlessRead(failsOpen: Bool) async throws {
        let shop = try await runner("cart.discounts", "\(Self.endless) MAX(i) FROM n", failsOpen: failsOpen)
        let refused = await refusal { _ = try await shop.order(try await shop.cart().token) }
        #expect(refused?.code == (failsOpen ? nil : "plugin-failed"))
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == (failsOpen ? 1 : 0))
        let why = "its SQL was stopped: it ran for more than 2.0 seconds"
        #expect(shop.log.has("info: \(why)"), "\(shop.log.lines)")
        #expect(
            shop.log.has("error: a plugin's hook failed [hook=cart.discounts, plugin=runner, why=\(why)]"),
            "\(shop.log.lines)"
        )
    }

    @Test("A pure hook reads with every function of texts, also with one that is called like a statement")
    func replaces() async throws {
        let shop = try await runner("cart.discounts", "SELECT REPLACE('abc', 'b', 'd')", failsOpen: false)
        _ = try await shop.cart()
        #expect(shop.log.lines.isEmpty, "\(shop.log.lines)")
    }

    @Test("SQL that never ends and writes refuses the order, whatever the manifest says; the next one is placed")
    func endlessWrite() async throws {
        let sql = "INSERT INTO runner_rows (note) \(Self.endless) 'x' FROM n WHERE i < 0"
        let shop = try await runner("order.placed", sql, failsOpen: true)
        let cart = try await shop.cart()
        #expect(await refusal { _ = try await shop.order(cart.token) }?.code == "plugin-failed")
        #expect(
            shop.log.has("[hook=order.placed, plugin=runner, why=its SQL was stopped"),
            "\(shop.log.lines)"
        )
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
        try await shop.disable("runner")
        #expect(try await shop.order(cart.token).totals.total.amount == 1999)
    }

    @Test("Limits: 32 statements at once, and 16 MiB of texts, each for one call")
    func limits() async throws {
        let shop = try await probe()
        for _ in 0..<2 {
            let answer = try await shop.send("POST", "/limits", of: "probe")
            #expect(answer["statements"] == 32)
            #expect(answer["status"] == -9)
            #expect(answer["texts"] == 16)
        }
    }

    // MARK: -

    /// A shop with a plugin that runs whatever SQL it is sent, and a rival that has a table.
    private func probe() async throws -> PluginShop {
        let shop = try await PluginShop.open()
        var rival = CPlugin("rival")
        rival.manifest = ["tables": ["rival_rows"]]
        rival.migrations = ["1.0.0-a.sql": "CREATE TABLE rival_rows (id INTEGER PRIMARY KEY, note TEXT) STRICT;"]
        try rival.build(in: shop.folder)
        try await shop.enable("rival")
        try Self.plugin.build(in: shop.folder)
        try await shop.enable("probe")
        return shop
    }

    private static let plugin: CPlugin = {
        var plugin = CPlugin("probe")
        plugin.manifest = ["tables": ["probe_rows"], "permissions": ["read": ["products"]]]
        plugin.migrations = [
            "1.0.0-a.sql": "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;"
        ]
        plugin.prelude = """
            static char answer[4096];
            static totem_call *kept_call;
            static totem_stmt *kept_statement;
            static totem_registry *kept_registry;
            struct others { totem_call *call; totem_stmt *statement; int log, step, prepare; };
            static void *other_thread(void *context) {
              struct others *others = context;
              totem_stmt *statement;
              others->log = totem_log(others->call, TOTEM_LOG_INFO, TOTEM_STR("from elsewhere"));
              others->step = totem_step(others->statement);
              others->prepare = totem_prepare(others->call, "SELECT 1", &statement);
              return NULL;
            }
            """
        plugin.start = "kept_registry = registry;"
        plugin.routes = [
            .init(
                "POST",
                "/run",
                writes: true,
                """
                totem_str sql;
                totem_status status = totem_body_str(call, "sql", &sql);
                if (status != TOTEM_OK) return status;
                char *text = calloc(1, sql.len + 1);
                memcpy(text, sql.ptr, sql.len);
                totem_stmt *statement;
                status = totem_prepare(call, text, &statement);
                free(text);
                if (status == TOTEM_OK) do status = totem_step(statement); while (status == TOTEM_ROW);
                totem_str error = totem_last_error(call);
                totem_stmt *row;
                totem_prepare(call, "SELECT $1 AS status, $2 AS error", &row);
                totem_bind_i64(row, 1, status);
                totem_bind_str(row, 2, error);
                return totem_respond_row(call, 200, row);
                """
            ),
            .init(
                "GET",
                "/write",
                """
                totem_stmt *insert;
                totem_status status = totem_prepare(call, "INSERT INTO probe_rows (note) VALUES ('read')", &insert);
                if (status == TOTEM_OK) status = totem_step(insert);
                snprintf(answer, sizeof answer, "{\\"status\\": %d}", status);
                return totem_respond(call, 200, totem_text(answer));
                """
            ),
            .init(
                "POST",
                "/regret",
                writes: true,
                """
                totem_stmt *insert;
                totem_prepare(call, "INSERT INTO probe_rows (note) VALUES ('regret')", &insert);
                totem_step(insert);
                totem_veto(call, "regret", TOTEM_STR("It was a mistake."));
                return totem_respond(call, 200, TOTEM_STR("{}"));
                """
            ),
            .init(
                "POST",
                "/thread",
                writes: true,
                """
                struct others others = {.call = call};
                totem_prepare(call, "SELECT 1", &others.statement);
                pthread_t thread;
                pthread_create(&thread, NULL, other_thread, &others);
                pthread_join(thread, NULL);
                snprintf(answer, sizeof answer, "{\\"call\\": %d, \\"statement\\": %d, \\"prepare\\": %d}", others.log,
                  others.step, others.prepare);
                return totem_respond(call, 200, totem_text(answer));
                """
            ),
            .init(
                "POST",
                "/kept",
                writes: true,
                """
                if (kept_call == NULL || kept_call == call) {
                  kept_call = call;
                  totem_prepare(call, "SELECT 'kept'", &kept_statement);
                  totem_step(kept_statement);
                  return totem_respond(call, 200, TOTEM_STR("{\\"keeps\\": true}"));
                }
                snprintf(answer, sizeof answer, "{\\"call\\": %d, \\"statement\\": %d, \\"column\\": %zu, \\"registry\\": %d}",
                  totem_log(kept_call, TOTEM_LOG_INFO, TOTEM_STR("late")), totem_step(kept_statement),
                  totem_column_str(kept_statement, 0).len,
                  totem_on_cart_discounts(kept_registry, (totem_cart_discounts_fn)other_thread, 1));
                return totem_respond(call, 200, totem_text(answer));
                """
            ),
            .init(
                "POST",
                "/null",
                writes: true,
                """
                totem_stmt *statement;
                totem_prepare(call, "SELECT $1", &statement);
                int place = totem_prepare(call, "SELECT 1", NULL);
                int text = totem_prepare(call, NULL, &(totem_stmt *){NULL});
                int parameter = totem_bind_i64(statement, 2, 1);
                totem_bind_str(statement, 1, (totem_str){NULL, 12});
                snprintf(answer, sizeof answer, "{\\"call\\": %d, \\"statement\\": %d, \\"place\\": %d, \\"text\\": %d, "
                  "\\"parameter\\": %d, \\"column\\": %lld}", totem_claim(NULL), totem_step(NULL), place, text, parameter,
                  (long long)totem_column_i64(statement, -1) + totem_column_i64(statement, 99));
                return totem_respond(call, 200, totem_text(answer));
                """
            ),
            .init(
                "POST",
                "/limits",
                writes: true,
                """
                static char text[1048576];
                memset(text, 'x', sizeof text);
                int count = 0, texts = 0;
                totem_stmt *statement, *first = NULL;
                totem_status status;
                while ((status = totem_prepare(call, "SELECT $1", &statement)) == TOTEM_OK) {
                  if (first == NULL) first = statement;
                  count++;
                }
                totem_str long_text = {text, sizeof text};
                while (texts < 100 && totem_bind_str(first, 1, long_text) == TOTEM_OK && totem_step(first) == TOTEM_ROW
                    && totem_column_str(first, 0).len == long_text.len) {
                  texts++;
                  totem_reset(first);
                }
                snprintf(answer, sizeof answer, "{\\"statements\\": %d, \\"status\\": %d, \\"texts\\": %d}", count, status,
                  texts);
                return totem_respond(call, 200, totem_text(answer));
                """
            ),
        ]
        return plugin
    }()
}
