import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Views that migrations make")
struct PluginViewMigrationTests {
    private static func run(_ script: String) async throws {
        let temporary = try await TemporaryStore()
        let policy = AccessPolicy(
            owner: "points",
            ownTables: ["points", "seen"],
            views: ["v1_products"],
            of: CoreViews.catalogue
        )
        try await temporary.store.write { tx in try tx.runScript(script, allowedBy: policy) }
    }

    @Test("They read what the plugin may read")
    func allowed() async throws {
        try await Self.run(
            """
            CREATE TABLE points (product INTEGER NOT NULL) STRICT;
            CREATE VIEW seen AS SELECT name FROM v1_products JOIN points ON product = id;
            """
        )
    }

    @Test("Others are refused when they are made, and name what they read", arguments: ["users", "v1_orders"])
    func refused(table: String) async throws {
        let error = await #expect(throws: StoreError.self) {
            try await Self.run("CREATE VIEW seen AS SELECT id FROM \(table);")
        }
        #expect(error?.code == .denied && error?.message.contains(table) == true, "\(error?.message ?? "")")
    }
}
