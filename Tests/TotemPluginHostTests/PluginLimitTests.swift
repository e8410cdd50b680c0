import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Limits of a plugin's SQL and words", .timeLimit(.minutes(3)))
struct PluginLimitTests {
    private static let endless = "WITH RECURSIVE n (i, x) AS (SELECT 1, 'x' UNION SELECT i + 1, x || i FROM n)"

    private static let rows = "CREATE TABLE heavy_rows (id INTEGER PRIMARY KEY) STRICT;"

    private func shop(_ migrations: [String: String] = ["1.0.0-rows.sql": Self.rows]) async throws -> PluginShop {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("heavy")
        plugin.manifest = ["tables": ["heavy_rows"]]
        plugin.migrations = migrations
        plugin.hooks = [
            "cart.discounts": "totem_log(call, TOTEM_LOG_INFO, TOTEM_STR(\"one\\nerror: two \\x1b[31mred\"));"
        ]
        try plugin.build(in: shop.folder)
        return shop
    }

    @Test(
        "A statement that takes too much memory is stopped, and the transaction it reads in goes on",
        .enabled(if: TestEngine.current == .sqlite)
    )
    func memory() async throws {
        let shop = try await shop()
        let policy = AccessPolicy(owner: "heavy", ownTables: [])
        try await shop.files.store.write { tx in
            try tx.execute("UPDATE products SET description = 'kept' WHERE sku = 'POT-1'")
            let statement = try tx.statement("\(Self.endless) SELECT count(*) FROM n", allowedBy: policy)
            let error = #expect(throws: StoreError.self) {
                _ = try statement.step(until: Deadline(.now + .seconds(60)))
            }
            #expect(error?.code == .exhausted, "\(String(describing: error))")
            statement.reset()
            #expect(try tx.first("SELECT COUNT(*) FROM products") { try $0.get(0, as: Int64.self) } == 3)
        }
        #expect(try await shop.number("SELECT COUNT(*) FROM products WHERE description = 'kept'") == 1)
        let long = await #expect(throws: StoreError.self) {
            try await shop.files.store.write { tx in
                let statement = try tx.statement("SELECT zeroblob(30000000)", allowedBy: policy)
                _ = try statement.step(until: Deadline(.now + .seconds(60)))
            }
        }
        #expect(long?.message.contains("too big") == true)
        #expect(try await shop.cart().totals.total.amount == 1999)
    }

    @Test("A migration that never ends is stopped and undone")
    func migration() async throws {
        let shop = try await shop([
            "1.0.0-a.sql": """
            CREATE TABLE heavy_rows (i INTEGER) STRICT;
            INSERT INTO heavy_rows WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
            """
        ])
        let refused = await refusal { try await shop.enable("heavy") }
        #expect(refused?.detail.contains("migration 1.0.0 (a): it was stopped and undone") == true)
        #expect(try await !shop.tables().contains("heavy_rows"))
        #expect(try await shop.cart().totals.total.amount == 1999)
    }

    @Test("What a plugin keeps and locks is counted for itself alone, in a chain of several too")
    func turns() async throws {
        let shop = try await PluginShop.open()
        for name in ["first", "second"] {
            var plugin = CPlugin(name)
            plugin.prelude = "static char text[1 << 20];"
            plugin.hooks = [
                "order.placing": """
                totem_str kept;
                for (int i = 0; i < 16; i++)
                  if (totem_keep(call, (totem_str){text, sizeof text}, &kept) != TOTEM_OK) return TOTEM_ERROR;
                if (totem_keep(call, TOTEM_STR("x"), &kept) != TOTEM_LIMIT) return TOTEM_ERROR;
                char lock[20];
                for (int i = 0; i < 100; i++) {
                  snprintf(lock, sizeof lock, "row %d", i);
                  if (totem_lock(call, totem_text(lock)) != TOTEM_OK) return TOTEM_ERROR;
                }
                if (totem_lock(call, TOTEM_STR("x")) != TOTEM_LIMIT) return TOTEM_ERROR;
                """
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        #expect(try await shop.order(try await shop.cart().token).totals.total.amount == 1999)
    }

    @Test("What a plugin logs stays one line, without codes for the terminal")
    func log() async throws {
        let shop = try await shop()
        try await shop.enable("heavy")
        _ = try await shop.cart()
        #expect(shop.log.has("one\\nerror: two \\u{1b}[31mred"), "\(shop.log.lines)")
        #expect(!shop.log.lines.contains { $0.contains("\n") || $0.contains("\u{1b}") })
    }
}
