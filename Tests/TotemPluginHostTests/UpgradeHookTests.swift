import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("plugin.upgraded")
struct UpgradeHookTests {
    @Test("A newer version finds its migrated tables and may refuse; then the old tables stay")
    func upgraded() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = ["tables": ["probe_a"]]
        plugin.migrations = ["1.0.0-a.sql": "CREATE TABLE probe_a (id INTEGER PRIMARY KEY, note TEXT) STRICT;"]
        let hook = """
            totem_stmt *insert;
            totem_status status = totem_prepare(call, "INSERT INTO probe_b (note) VALUES ($1)", &insert);
            if (status != TOTEM_OK) return status;
            totem_bind_str(insert, 1, event->version_before);
            if ((status = totem_step(insert)) != TOTEM_DONE) return status;
            """
        try plugin.build(in: shop.folder)
        try await shop.enable("probe")

        plugin.version = "1.1.0"
        plugin.manifest = ["tables": ["probe_a", "probe_b"]]
        plugin.migrations["1.1.0-b.sql"] = "CREATE TABLE probe_b (note TEXT) STRICT;"
        plugin.hooks = ["plugin.upgraded": hook + "return totem_veto(call, \"not-now\", TOTEM_STR(\"Not now.\"));"]
        try plugin.build(in: shop.folder)
        #expect(await refusal { _ = try await shop.host.upgrade("probe") }?.detail.contains("Not now.") == true)
        #expect(try await shop.tables().contains("probe_b") == false)
        #expect(try await shop.number("SELECT COUNT(*) FROM plugins WHERE version = '1.0.0'") == 1)

        plugin.version = "1.2.0"
        plugin.hooks = ["plugin.upgraded": hook]
        try plugin.build(in: shop.folder)
        #expect(try await shop.host.upgrade("probe").version == "1.2.0")
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_b WHERE note = '1.0.0'") == 1)
        // Once.
        try await shop.host.reconcileAnew()
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_b") == 1)
    }

    @Test("A migration that failed is not run again until somebody asks for it")
    func failed() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = ["tables": ["probe_a"]]
        plugin.migrations = [
            "1.0.0-a.sql": "CREATE TABLE probe_a (n INTEGER) STRICT; INSERT INTO probe_a VALUES (1), (1);"
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("probe")

        plugin.version = "1.1.0"
        plugin.migrations["1.1.0-b.sql"] = "CREATE UNIQUE INDEX probe_a_n ON probe_a (n);"
        try plugin.build(in: shop.folder)
        try await shop.host.reconcileAnew()
        #expect(try await shop.info("probe")?.problem != nil)
        _ = try await shop.files.store.write { tx in try tx.execute("DELETE FROM probe_a") }
        try await shop.host.reconcileAnew()
        #expect(try await shop.number("SELECT COUNT(*) FROM plugins WHERE version = '1.0.0'") == 1)
        #expect(try await shop.host.upgrade("probe").version == "1.1.0")
        #expect(try await shop.info("probe")?.problem == nil)
    }
}
