import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

/// What plugins write with the commit, read once, and end early.
@Suite("Statements that wait for the commit, whose rows are kept, or that are closed", .timeLimit(.minutes(10)))
struct AtCommitTests {
    /// A plugin whose orders count a number up to a limit, and keep a row each.
    private static func counter(_ limit: Int, failsOpen: Bool = false, _ more: String = "") -> CPlugin {
        var plugin = CPlugin("counter")
        plugin.manifest = ["tables": ["counter_rows", "counter_notes"]]
        plugin.migrations = [
            "1.0.0-a.sql": """
            CREATE TABLE counter_rows (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;
            CREATE TABLE counter_notes (order_id INTEGER NOT NULL) STRICT;
            INSERT INTO counter_rows (id, n) VALUES (1, 0);
            """
        ]
        plugin.failsOpen = failsOpen ? ["order.placed"] : []
        plugin.hooks = [
            "order.placed": """
            totem_stmt *look, *count, *note;
            totem_status status = totem_prepare(call, "SELECT n FROM counter_rows WHERE id = $1", &look);
            if (status == TOTEM_OK) status = totem_bind_i64(look, 1, 1);
            if (status == TOTEM_OK) status = totem_step(look);
            if (status != TOTEM_ROW) return status;
            if (totem_column_i64(look, 0) >= \(limit)) return totem_veto(call, "full", TOTEM_STR("That is all."));
            status = totem_prepare(call, "UPDATE counter_rows SET n = n + 1 WHERE id = $1 AND n < \(limit) -- one", &count);
            if (status == TOTEM_OK) status = totem_bind_i64(count, 1, 1);
            if (status == TOTEM_OK) status = totem_step_at_commit(count, true);
            if (status == TOTEM_OK) status = totem_prepare(call, "INSERT INTO counter_notes (order_id) VALUES ($1)", &note);
            if (status == TOTEM_OK) status = totem_bind_i64(note, 1, order->id);
            if (status == TOTEM_OK) status = totem_step_at_commit(note, false);
            if (status != TOTEM_OK) return status;
            \(more)
            """
        ]
        return plugin
    }

    @Test("Of forty orders at once the counter lets as many pass as its limit says, and each writes its row")
    func limited() async throws {
        let shop = try await PluginShop.open()
        // Others look meanwhile.
        try Self.counter(10, failsOpen: false, "usleep(5000);").build(in: shop.folder)
        try await shop.enable("counter")
        var carts: [Cart] = []
        for _ in 0..<40 { carts.append(try await shop.cart()) }
        let outcomes = await withTaskGroup(of: String.self) { group in
            for cart in carts {
                group.addTask { await refusal { _ = try await shop.order(cart.token) }?.code ?? "ordered" }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == "ordered" } == 10)
        #expect(outcomes.count { $0 == "full" } == 30)
        #expect(try await shop.number("SELECT n FROM counter_rows") == 10)
        #expect(try await shop.number("SELECT COUNT(*) FROM counter_notes") == 10)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 10)
    }

    /// It would wait for ever if it were run at once.
    @Test(
        "The row is not held before the commit",
        .enabled(if: TestEngine.current == .postgres, "on SQLite nobody meets")
    )
    func isHeldLate() async throws {
        let shop = try await PluginShop.open()
        try Self.counter(10).build(in: shop.folder)
        try await shop.enable("counter")
        let (first, second) = (try await shop.cart(), try await shop.cart())
        let (isPlaced, mayEnd) = (Gate(), Gate())
        async let slow: Order = shop.kernel.write(as: .guest) { tx, context in
            let order = try PlaceOrder.place(first.token, try Self.checkout(), in: tx, context)
            isPlaced.open()
            mayEnd.waitBlocking()
            return order
        }
        try await isPlaced.wait()
        _ = try await shop.order(second.token)
        mayEnd.open()
        _ = try await slow
        #expect(try await shop.number("SELECT n FROM counter_rows") == 2)
    }

    private static func checkout() throws -> CheckoutRequest {
        CheckoutRequest(
            email: try Email("buyer@example.com"),
            shippingAddress: try Address(
                addressLine1: "1 Clay Lane",
                city: "Stoke",
                postalCode: "ST1 1AA",
                country: "GB"
            ),
            paymentMethod: .manual
        )
    }

    @Test("A veto, and a failure that the shop goes on without, take along what was to be written")
    func undone() async throws {
        let shop = try await PluginShop.open()
        let veto = "if (order->lines[0]->quantity == 7) return totem_veto(call, \"seven\", TOTEM_STR(\"Not seven.\"));"
        try Self.counter(10, failsOpen: true, veto + "return totem_fail(call, TOTEM_STR(\"broken\"));")
            .build(in: shop.folder)
        try await shop.enable("counter")
        #expect(await refusal { _ = try await shop.order(try await shop.cart([("POT-1", 7)]).token) }?.code == "seven")
        _ = try await shop.order(try await shop.cart().token)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 1)
        #expect(try await shop.number("SELECT n FROM counter_rows") == 0)
        #expect(try await shop.number("SELECT COUNT(*) FROM counter_notes") == 0)
    }

    /// A plugin with a route that runs C code and answers with a number.
    private static func probe(_ body: String, writes: Bool = true) async throws -> Int64? {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = ["tables": ["probe_rows"]]
        plugin.migrations = [
            "1.0.0-a.sql": """
            CREATE TABLE probe_rows (id INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT) STRICT;
            INSERT INTO probe_rows (note) VALUES ('a');
            """
        ]
        plugin.routes = [
            .init(
                "POST",
                "/run",
                writes: writes,
                """
                long long answer = 0;
                char json[100];
                totem_stmt *one = NULL, *two = NULL;
                totem_status status = TOTEM_OK;
                \(body)
                snprintf(json, sizeof json, "{\\"answer\\": %lld}", answer);
                return totem_respond(call, 200, totem_text(json));
                """
            )
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("probe")
        return try await shop.send("POST", "/run", of: "probe")["answer"].integer
    }

    @Test("Closed statements do not count among the open ones")
    func closed() async throws {
        let made = try await Self.probe(
            """
            for (int i = 0; i < 100 && status == TOTEM_OK; i++) {
              status = totem_prepare(call, "INSERT INTO probe_rows (note) VALUES ($1)", &one);
              if (status == TOTEM_OK) status = totem_step(one);
              if (status == TOTEM_DONE) status = totem_close(one);
            }
            totem_prepare(call, "SELECT COUNT(*) FROM probe_rows", &one);
            totem_step(one);
            answer = totem_column_i64(one, 0);
            """
        )
        #expect(made == 101)
        #expect(try await Self.probe("answer = totem_close(NULL);") == -3)
    }

    @Test("Rows are read once in a transaction, until the plugin writes or another value is asked for")
    func kept() async throws {
        let look = { (name: String, note: String) in
            """
            totem_prepare(call, "SELECT COUNT(*), note, $1 FROM probe_rows WHERE note >= $1 GROUP BY note", &\(name));
            if (totem_keep_rows(\(name)) != TOTEM_OK) answer = -1;
            totem_bind_str(\(name), 1, TOTEM_STR("\(note)"));
            if (totem_step(\(name)) == TOTEM_ROW && totem_equal(totem_column_str(\(name), 1), TOTEM_STR("a")))
              answer += totem_column_i64(\(name), 0);
            if (totem_step(\(name)) != TOTEM_DONE) answer = -2;
            totem_close(\(name));
            """
        }
        // The second look, and one for another value.
        #expect(try await Self.probe(look("one", "a") + look("two", "a")) == 2)
        #expect(try await Self.probe(look("one", "a") + look("two", "b")) == 1)
        let write = """
            totem_prepare(call, "INSERT INTO probe_rows (note) VALUES ('a')", &two);
            totem_step(two);
            totem_close(two);
            """
        #expect(try await Self.probe(look("one", "a") + write + look("two", "a")) == 3)
    }

    @Test("Rows that were kept of what is undone are read again")
    func keptAndUndone() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = ["tables": ["probe_rows"]]
        plugin.migrations = [
            "1.0.0-a.sql": "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT) STRICT;"
        ]
        plugin.prelude = """
            static int64_t seen(totem_call *call) {
              totem_stmt *rows;
              if (totem_prepare(call, "SELECT COUNT(*) FROM probe_rows", &rows) != TOTEM_OK) return -1;
              if (totem_keep_rows(rows) != TOTEM_OK || totem_step(rows) != TOTEM_ROW) return -1;
              int64_t count = totem_column_i64(rows, 0);
              totem_close(rows);
              return count;
            }
            """
        plugin.hooks = [
            "order.placed": """
            int64_t before = seen(call);
            totem_stmt *insert;
            totem_status status = totem_prepare(call, "INSERT INTO probe_rows (note) VALUES ('a')", &insert);
            if (status == TOTEM_OK) status = totem_step(insert);
            if (status != TOTEM_DONE) return status;
            char text[100];
            snprintf(text, sizeof text, "saw %d, then %d", (int)before, (int)seen(call));
            totem_log(call, TOTEM_LOG_INFO, totem_text(text));
            if (order->lines[0]->quantity == 7) return totem_veto(call, "seven", TOTEM_STR("Not seven."));
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("probe")
        let (seven, one) = (try await shop.cart([("POT-1", 7)]), try await shop.cart())
        try await shop.kernel.write(as: .guest) { tx, context in
            #expect(throws: KernelError.self) {
                try tx.savepoint { _ = try PlaceOrder.place(seven.token, try Self.checkout(), in: tx, context) }
            }
            _ = try PlaceOrder.place(one.token, try Self.checkout(), in: tx, context)
        }
        #expect(shop.log.lines.count { $0.contains("saw 0, then 1") } == 2, "\(shop.log.lines.suffix(3))")
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_rows") == 1)
    }

    @Test("What can't wait or be kept is told")
    func refused() async throws {
        let status = { (sql: String, function: String) in
            try await Self.probe("totem_prepare(call, \"\(sql)\", &one); answer = \(function);")
        }
        #expect(try await status("SELECT note FROM probe_rows", "totem_step_at_commit(one, false)") == -4)
        let returning = "INSERT INTO probe_rows (note) VALUES ('b') RETURNING id"
        #expect(try await status(returning, "totem_step_at_commit(one, false)") == -4)
        #expect(try await status("DELETE FROM probe_rows", "totem_keep_rows(one)") == -4)
        let bound = "(totem_bind_i64(one, 1, 1), totem_keep_rows(one))"
        #expect(try await status("SELECT note FROM probe_rows WHERE note = $1", bound) == -3)
        let reading = try await Self.probe(
            "totem_prepare(call, \"DELETE FROM probe_rows\", &one); answer = totem_step_at_commit(one, true);",
            writes: false
        )
        #expect(reading == -5)
    }

    @Test("A discount of several lines is spread over these alone, and what makes no sense is refused")
    func spread() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("spread")
        plugin.hooks = [
            "cart.discounts": """
            int64_t ids[3] = {cart->lines[0]->id, cart->lines[2]->id, 999};
            int64_t twice[2] = {cart->lines[0]->id, cart->lines[0]->id};
            totem_discount discount = {.size = sizeof discount, .amount = 100, .label = TOTEM_STR("Some")};
            if (totem_spread_discount(call, &discount, ids, 3) != TOTEM_INVALID) return TOTEM_ERROR;
            if (totem_spread_discount(call, &discount, ids, 0) != TOTEM_INVALID) return TOTEM_ERROR;
            if (totem_spread_discount(call, &discount, NULL, 2) != TOTEM_INVALID) return TOTEM_ERROR;
            if (totem_spread_discount(call, &discount, ids, SIZE_MAX) != TOTEM_INVALID) return TOTEM_ERROR;
            if (totem_spread_discount(call, &discount, twice, 2) != TOTEM_INVALID) return TOTEM_ERROR;
            discount.amount = 12001;
            if (totem_spread_discount(call, &discount, ids, 2) != TOTEM_LIMIT) return TOTEM_ERROR;
            discount.amount = 101;
            discount.line = ids[0];
            if (totem_spread_discount(call, &discount, ids, 2) != TOTEM_INVALID) return TOTEM_ERROR;
            discount.line = 0;
            discount.target = TOTEM_DISCOUNT_SHIPPING;
            if (totem_spread_discount(call, &discount, ids, 2) != TOTEM_INVALID) return TOTEM_ERROR;
            discount.target = TOTEM_DISCOUNT_LINES;
            return totem_spread_discount(call, &discount, ids, 2);
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("spread")
        let cart = try await shop.cart([("POT-1", 1), ("MUG-1", 1), ("BOWL-1", 1)])
        // 101 over 1999 and 10001: 16.8 and 84.2.
        #expect(cart.items.map(\.discount.amount) == [17, 0, 84])
        let order = try await shop.order(cart.token)
        #expect(order.adjustments.map(\.shares) == [[-17, 0, -84]])
        #expect(order.totals.total.amount == 1999 + 333 + 10_001 - 101)
    }

    @Test("A plugin spreads as many discounts as it may add, and no more")
    func mostSpread() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("spread")
        plugin.hooks = [
            "cart.discounts": """
            int64_t id = cart->lines[0]->id;
            totem_discount discount = {.size = sizeof discount, .amount = 1, .label = TOTEM_STR("Some")};
            totem_status status;
            while ((status = totem_spread_discount(call, &discount, &id, 1)) == TOTEM_OK) {}
            return status == TOTEM_LIMIT ? TOTEM_OK : TOTEM_ERROR;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("spread")
        #expect(try await shop.cart().totals.discount.amount == 64)
    }
}
