import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

/// What is not a plugin's fault, though it happened in its SQL.
@Suite(
    "Trouble of the store in a plugin's hook",
    .enabled(if: TestEngine.current == .postgres, "on SQLite nobody meets"),
    .timeLimit(.minutes(10))
)
struct StoreTroubleTests {
    @Test("A hook that waits far longer than its budget for a row of another transaction has not failed")
    func waits() async throws {
        let shop = try await Self.shop()
        let cart = try await shop.cart()
        let (isHeld, mayLetGo) = (Gate(), Gate())
        let store = shop.files.store
        async let holder: Void = store.write { tx in
            try tx.execute("UPDATE counter_rows SET n = n + 10 WHERE id = 1")
            isHeld.open()
            mayLetGo.waitBlocking()
        }
        try await isHeld.wait()
        async let order = shop.order(cart.token)
        // The budget is 200 ms, and ten times that a failure.
        try await store.waitUntilSomebodyWaits(forMilliseconds: 3_000)
        mayLetGo.open()
        try await holder
        #expect(try await order.totals.total.amount == 1999)
        #expect(try await shop.number("SELECT n FROM counter_rows WHERE id = 1") == 11)
        #expect(shop.failures == 0)
    }

    @Test(
        "An order whose hook met a conflict or a broken connection is placed by running all of it again",
        arguments: [
            "RAISE EXCEPTION 'met' USING ERRCODE = '40P01'", "RAISE EXCEPTION 'met' USING ERRCODE = '40001'",
            "PERFORM pg_terminate_backend(pg_backend_pid())",
        ],
        [true, false]
    )
    func again(trouble: String, isTold: Bool) async throws {
        let shop = try await Self.shop(tells: isTold)
        let cart = try await shop.cart()
        // A sequence keeps its number when the rest is undone.
        try await shop.trouble("IF nextval('troubles') = 1 THEN \(trouble); END IF;")
        #expect(try await shop.order(cart.token).totals.total.amount == 1999)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 1)
        #expect(try await shop.number("SELECT n FROM counter_rows WHERE id = 1") == 1)
        #expect(try await shop.number("SELECT last_value FROM troubles") == 2)
        #expect(shop.failures == 0)
    }

    @Test(
        "Trouble that does not end is the store's, not the plugin's, and nothing is written",
        arguments: [
            ("RAISE EXCEPTION 'met' USING ERRCODE = '40P01'", StoreError.Code.conflict),
            ("PERFORM pg_terminate_backend(pg_backend_pid())", .unavailable),
        ],
        [true, false]
    )
    func lasting(_ trouble: (body: String, code: StoreError.Code), isTold: Bool) async throws {
        let shop = try await Self.shop(tells: isTold)
        let cart = try await shop.cart()
        try await shop.trouble("\(trouble.body);")
        let error = await #expect(throws: StoreError.self) { _ = try await shop.order(cart.token) }
        #expect(error?.code == trouble.code)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
        #expect(shop.failures == 0)
        try await shop.trouble("")
        _ = try await shop.order(cart.token)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 1)
    }

    @Test(
        "A statement of the kernel's that fails with a plugin's has its own error, and is not the plugin's",
        arguments: [true, false]
    )
    func ofTheKernel(isTold: Bool) async throws {
        let shop = try await Self.shop(tells: isTold)
        let cart = try await shop.cart()
        try await shop.trouble("RAISE EXCEPTION 'met' USING ERRCODE = '23503';", with: "UPDATE ON carts")
        let error = await #expect(throws: StoreError.self) { _ = try await shop.order(cart.token) }
        #expect(error?.code == .foreignKey)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
        #expect(shop.failures == 0)
    }

    /// A shop with a plugin that counts orders in one row.
    /// - Parameter tells: whether it returns the status of its statement, or takes every one for a good one.
    private static func shop(tells: Bool = true) async throws -> PluginShop {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("counter")
        plugin.manifest = ["tables": ["counter_rows"]]
        plugin.migrations = [
            "1.0.0-a.sql": """
            CREATE TABLE counter_rows (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;
            INSERT INTO counter_rows (id, n) VALUES (1, 0);
            """
        ]
        plugin.budget = ["order.placed": 200]
        plugin.hooks = [
            "order.placed": """
            totem_stmt *update;
            totem_status status = totem_prepare(call, "UPDATE counter_rows SET n = n + 1 WHERE id = 1", &update);
            if (status == TOTEM_OK) status = totem_step(update);
            if (status < 0 && \(tells ? 1 : 0)) return status;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("counter")
        return shop
    }
}

extension PluginShop {
    fileprivate var failures: Int { host.hookTimes().reduce(0) { $0 + $1.failures } }

    /// What happens in the server with a change, which is the plugin's own when no other is named, with the server's rights.
    fileprivate func trouble(_ body: String, with change: String = "UPDATE ON counter_rows") async throws {
        try await files.store.write { tx in
            try tx.runScript(
                """
                CREATE SEQUENCE IF NOT EXISTS troubles;
                CREATE OR REPLACE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN \(body) RETURN NEW; END $$;
                CREATE OR REPLACE TRIGGER trouble BEFORE \(change) FOR EACH ROW EXECUTE FUNCTION trouble();
                """
            )
        }
    }
}
