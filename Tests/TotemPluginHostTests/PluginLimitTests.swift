import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Limits of a plugin's SQL and words", .timeLimit(.minutes(3)))
struct PluginLimitTests {
    private static let endless = "WITH RECURSIVE n (i, x) AS (SELECT 1, 'x' UNION SELECT i + 1, x || i FROM n)"

    private func shop(_ migrations: [String: String] = [:]) async throws -> PluginShop {
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
            let error = #expect(throws: StoreError.self) { _ = try statement.step(until: .now + .seconds(60)) }
            #expect(error?.code == .exhausted, "\(String(describing: error))")
            statement.reset()
            #expect(try tx.first("SELECT COUNT(*) FROM products") { try $0.get(0, as: Int64.self) } == 3)
        }
        #expect(try await shop.number("SELECT COUNT(*) FROM products WHERE description = 'kept'") == 1)
        let long = await #expect(throws: StoreError.self) {
            try await shop.files.store.write { tx in
                let statement = try tx.statement("SELECT zeroblob(30000000)", allowedBy: policy)
                _ = try statement.step(until: .now + .seconds(60))
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
        #expect(refused?.detail.contains("a migration of plugin 'heavy' was stopped and undone") == true)
        #expect(try await !shop.tables().contains("heavy_rows"))
        #expect(try await shop.cart().totals.total.amount == 1999)
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
