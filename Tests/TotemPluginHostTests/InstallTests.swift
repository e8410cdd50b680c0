import Foundation
import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("A plugin is installed whole or not at all")
struct InstallTests {
    /// A plugin with a table that another of its tables refers to, a setting and a discount, and a folder to write it into.
    private static func probe(_ shop: PluginShop) -> (plugin: CPlugin, workshop: String) {
        var plugin = CPlugin("probe")
        plugin.manifest = [
            "tables": ["probe_a", "probe_b"],
            "settings": ["type": "object", "properties": ["amount": ["type": "integer", "default": 3]]],
        ]
        plugin.migrations = [
            "1.0.0-a.sql": """
            CREATE TABLE probe_a (id INTEGER PRIMARY KEY) STRICT;
            CREATE TABLE probe_b (a INTEGER NOT NULL REFERENCES probe_a (id)) STRICT;
            INSERT INTO probe_a (id) VALUES (1);
            INSERT INTO probe_b (a) VALUES (1);
            """
        ]
        plugin.hooks = ["cart.discounts": takeOff("totem_setting_i64(call, \"amount\", -1)")]
        return (plugin, shop.files.folder + "/workshop")
    }

    private static func installed(in shop: PluginShop) -> [String] {
        let files = FileManager.default.enumerator(atPath: shop.folder)?.allObjects.compactMap { $0 as? String }
        return (files ?? []).sorted()
    }

    @Test(
        "No name leads out of the folder of plugins",
        arguments: ["./../kept", "../kept", "..", ".", "", "a/../../kept", "/kept"]
    )
    func foreignNames(name: String) async throws {
        let shop = try await PluginShop.open()
        let kept = shop.folder + "/../kept"
        try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
        for dropData in [false, true] {
            let refused = await refusal { try await shop.host.remove(name, dropData: dropData) }
            #expect(refused?.kind == .notFound)
        }
        #expect(FileManager.default.fileExists(atPath: kept))
    }

    @Test("A table of the manifest's that no migration makes is told when it is installed, and when it is switched on")
    func ghostTable() async throws {
        let shop = try await PluginShop.open()
        var (plugin, workshop) = Self.probe(shop)
        plugin.manifest["tables"] = ["probe_a", "probe_b", "probe_ghost", "probe_view"]
        plugin.migrations["1.0.0-a.sql"]? += """
            -- CREATE TABLE probe_ghost (id INTEGER PRIMARY KEY);
            /* CREATE TABLE IF NOT EXISTS probe_ghost (id INTEGER PRIMARY KEY); */
            CREATE VIEW probe_view AS SELECT a FROM probe_b;
            """
        let source = try plugin.build(in: workshop)
        let refused = await refusal { _ = try await shop.host.install(from: source) }
        #expect(refused?.detail.contains("names the table probe_ghost in its tables, and no migration in") == true)
        #expect(Self.installed(in: shop) == [])
        try plugin.build(in: shop.folder)
        let off = await refusal { try await shop.enable("probe") }
        #expect(off?.detail.contains("the table probe_ghost") == true)
        plugin.manifest["tables"] = ["probe_a", "probe_b", "probe_view"]
        try plugin.build(in: shop.folder)
        try await shop.enable("probe")
    }

    @Test("What stands in a literal is neither a comment nor a table, and what follows it is read")
    func literals() async throws {
        let shop = try await PluginShop.open()
        var (plugin, workshop) = Self.probe(shop)
        plugin.migrations = [
            "1.0.0-a.sql": """
            CREATE TABLE probe_a (
              id INTEGER PRIMARY KEY,
              opening TEXT NOT NULL DEFAULT '/*',
              quote TEXT NOT NULL DEFAULT 'it''s',
              dash TEXT NOT NULL DEFAULT '--') STRICT; CREATE TABLE "probe_b" (a INTEGER NOT NULL) STRICT;
            INSERT INTO probe_a (id, dash) VALUES (1, 'CREATE TABLE probe_ghost');
            """
        ]
        plugin.manifest["tables"] = ["probe_a", "probe_b", "probe_ghost"]
        let source = try plugin.build(in: workshop)
        let refused = await refusal { _ = try await shop.host.install(from: source) }
        #expect(refused?.detail.contains("names the table probe_ghost in its tables") == true)
        plugin.manifest["tables"] = ["probe_a", "probe_b"]
        _ = try await shop.host.install(from: try plugin.build(in: workshop))
    }

    @Test(
        "What the manifest names is copied, and stays off until it is switched on; removing it keeps its data or drops it"
    )
    func installAndRemove() async throws {
        let shop = try await PluginShop.open()
        let (plugin, workshop) = Self.probe(shop)
        let source = try plugin.build(in: workshop)
        let info = try await shop.host.install(from: source)
        #expect(info.name == "probe" && !info.isActive && info.problem == nil)
        let files = [
            "probe", "probe/migrations", "probe/migrations/1.0.0-a.sql", "probe/plugin.json", "probe/probe.so",
        ]
        #expect(Self.installed(in: shop) == files)
        try FileManager.default.removeItem(atPath: workshop)

        try await shop.enable("probe", settings: ["amount": 9])
        #expect(try await shop.cart().totals.discount.amount == 9)
        let on = await refusal { try await shop.host.remove("probe", dropData: false) }
        #expect(on?.detail.contains("totem plugin disable probe") == true)
        #expect(Self.installed(in: shop) == files)
        try await shop.disable("probe")
        try await shop.host.remove("probe", dropData: false)
        #expect(Self.installed(in: shop).isEmpty)
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_b") == 1)
        let gone = await refusal { try await shop.host.remove("probe", dropData: true) }
        #expect(gone?.detail.contains("install it again") == true)

        _ = try await shop.host.install(from: try plugin.build(in: workshop))
        try await shop.enable("probe")
        #expect(try await shop.cart().totals.discount.amount == 9)
        try await shop.disable("probe")
        try await shop.host.remove("probe", dropData: true)
        #expect(try await !shop.tables().contains { $0.hasPrefix("probe") })
        #expect(try await shop.number("SELECT COUNT(*) FROM schema_versions WHERE component = 'probe'") == 0)
        #expect(try await shop.number("SELECT COUNT(*) FROM plugins") == 0)
        #expect(await refusal { try await shop.host.remove("probe", dropData: true) }?.kind == .notFound)

        _ = try await shop.host.install(from: try plugin.build(in: workshop))
        try await shop.enable("probe")
        #expect(try await shop.cart().totals.discount.amount == 3)
    }

    @Test("A library or a manifest that lies is refused, and nothing is put in place", arguments: Liar.libraries)
    func liars(liar: Liar) async throws {
        let shop = try await PluginShop.open()
        let source = try liar.plugin.build(in: shop.files.folder + "/workshop")
        let refused = await refusal { _ = try await shop.host.install(from: source) }
        #expect(refused?.code == "plugin-refused")
        for reason in liar.reasons { #expect(refused?.detail.contains(reason) == true, "\(refused?.detail ?? "")") }
        #expect(Self.installed(in: shop).isEmpty)
    }

    @Test("What is no plugin's folder is refused with the mend")
    func noFolders() async throws {
        let shop = try await PluginShop.open()
        let why = { (path: String) in await refusal { _ = try await shop.host.install(from: path) }?.detail ?? "" }
        #expect(await why(shop.files.folder + "/nowhere").contains("nowhere is not there"))
        let archive = shop.files.folder + "/probe.tar.gz"
        try Data("no folder".utf8).write(to: URL(fileURLWithPath: archive))
        #expect(await why(archive).contains("unpack an archive first"))
        #expect(await why(shop.files.folder).contains("plugin.json can't be read"))
        let foreign = shop.folder + "/probe"
        try FileManager.default.createDirectory(atPath: foreign, withIntermediateDirectories: true)
        let source = try CPlugin("probe").build(in: shop.files.folder + "/workshop")
        #expect(await why(source).contains("move it away"))
    }

    @Test(
        "A newer version takes the place of one that is on and runs at once; another of the same or an older one does not"
    )
    func newer() async throws {
        let shop = try await PluginShop.open()
        var (plugin, workshop) = Self.probe(shop)
        _ = try await shop.host.install(from: try plugin.build(in: workshop))
        try await shop.enable("probe")
        let same = await refusal { _ = try await shop.host.install(from: workshop + "/probe") }
        #expect(same?.detail.contains("probe 1.0.0 is installed already, and 1.0.0 is not newer") == true)

        plugin.version = "1.1.0"
        plugin.hooks = ["cart.discounts": takeOff(50)]
        plugin.migrations["1.1.0-b.sql"] = "ALTER TABLE probe_a ADD COLUMN note TEXT;"
        let info = try await shop.host.install(from: try plugin.build(in: workshop))
        #expect(info.version == "1.1.0" && info.isActive)
        #expect(try await shop.cart().totals.discount.amount == 50)
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_a WHERE note IS NULL") == 1)
        #expect(Self.installed(in: shop).count { !$0.contains("/") } == 1)
        plugin.version = "1.0.5"
        plugin.migrations["1.1.0-b.sql"] = nil
        let older = await refusal { _ = try await shop.host.install(from: try plugin.build(in: workshop)) }
        #expect(older?.detail.contains("put the newer one back") == true)
        #expect(try await shop.cart().totals.discount.amount == 50)
    }

    @Test("The same version comes again where that is asked for, and every process runs the new library")
    func again() async throws {
        let shop = try await PluginShop.open()
        var (plugin, workshop) = Self.probe(shop)
        _ = try await shop.host.install(from: try plugin.build(in: workshop))
        try await shop.enable("probe")
        let other = shop.other()
        try await other.host.reconcile()
        #expect(try await other.cart().totals.discount.amount == 3)

        plugin.hooks = ["cart.discounts": takeOff(70), "cart.fees": ""]
        let source = try plugin.build(in: workshop)
        let refused = await refusal { _ = try await shop.host.install(from: source) }
        #expect(refused?.detail.contains("with --replace while you develop it") == true, "\(refused?.detail ?? "")")
        for round in 1...2 {
            plugin.hooks = ["cart.discounts": takeOff(70 + round), "cart.fees": ""]
            let info = try await shop.host.install(from: try plugin.build(in: workshop), replacing: true)
            #expect(info.isActive && info.version == "1.0.0")
            #expect(try await shop.cart().totals.discount.amount == Int64(70 + round))
            try await other.host.reconcile()
            #expect(try await other.cart().totals.discount.amount == Int64(70 + round))
        }
        #expect(other.host.hookOrder().map(\.hook) == ["cart.discounts", "cart.fees"])

        plugin.migrations["1.0.0-a.sql"]? += "INSERT INTO probe_a (id) VALUES (2);"
        plugin.hooks = ["cart.discounts": takeOff(99)]
        let edited = await refusal {
            _ = try await shop.host.install(from: try plugin.build(in: workshop), replacing: true)
        }
        #expect(edited?.detail.contains("was edited after it was applied") == true, "\(edited?.detail ?? "")")
        #expect(edited?.detail.contains("the one before is in its place again") == true)
        #expect(try await shop.cart().totals.discount.amount == 72)
    }

    @Test("Tables that are called like words of SQL are dropped as others are")
    func words() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = ["tables": ["select", "order"]]
        plugin.migrations = [
            "1.0.0-a.sql": """
            CREATE TABLE "select" (id INTEGER PRIMARY KEY) STRICT;
            CREATE TABLE "order" (a INTEGER NOT NULL REFERENCES "select" (id)) STRICT;
            """
        ]
        _ = try await shop.host.install(from: try plugin.build(in: shop.files.folder + "/workshop"))
        try await shop.enable("probe")
        try await shop.disable("probe")
        try await shop.host.remove("probe", dropData: true)
        #expect(try await Set(shop.tables()).isDisjoint(with: ["select", "order"]))
    }

    @Test("A newer version whose migration fails, or that does not take its settings, leaves the older one running")
    func newerThatFails() async throws {
        let shop = try await PluginShop.open()
        var (plugin, workshop) = Self.probe(shop)
        _ = try await shop.host.install(from: try plugin.build(in: workshop))
        try await shop.enable("probe", settings: ["amount": 7])
        let before = Self.installed(in: shop)
        plugin.version = "1.1.0"
        plugin.migrations["1.1.0-b.sql"] = "ALTER TABLE probe_c ADD COLUMN note TEXT;"
        let broken = await refusal { _ = try await shop.host.install(from: try plugin.build(in: workshop)) }
        #expect(broken?.detail.contains("the older version is in its place again") == true, "\(broken?.detail ?? "")")
        #expect(Self.installed(in: shop) == before)
        #expect(try await shop.cart().totals.discount.amount == 7)

        plugin.migrations["1.1.0-b.sql"] = nil
        plugin.manifest["settings"] = ["type": "object", "properties": ["amount": ["type": "integer", "maximum": 5]]]
        let strict = await refusal { _ = try await shop.host.install(from: try plugin.build(in: workshop)) }
        #expect(strict?.detail.contains("settings.amount: must be at most 5") == true, "\(strict?.detail ?? "")")
        #expect(Self.installed(in: shop) == before)
        #expect(try await shop.cart().totals.discount.amount == 7)
    }

    @Test(
        "The rights of an older version, of a plugin that is off and of one that is removed do not stay at the server",
        .enabled(if: TestEngine.current == .postgres)
    )
    func roles() async throws {
        let shop = try await PluginShop.open()
        let roles = { try await shop.files.store.read { tx in try PluginRoles.count(in: tx) } }
        var (plugin, workshop) = Self.probe(shop)
        _ = try await shop.host.install(from: try plugin.build(in: workshop))
        try await shop.enable("probe")
        #expect(try await roles() == 2)
        let other = shop.other()
        try await other.host.reconcile()
        plugin.version = "1.1.0"
        plugin.manifest["permissions"] = ["read": ["products"]]
        plugin.migrations["1.1.0-b.sql"] = "ALTER TABLE probe_a ADD COLUMN note TEXT;"
        _ = try await shop.host.install(
            from: try plugin.build(in: workshop),
            granting: PluginPermissions(read: ["products"])
        )
        #expect(try await roles() == 3)
        // A node that has not followed yet does not know what the newer version needs.
        try await other.host.sweepRights()
        #expect(try await roles() == 3)
        try await shop.host.sweepRights()
        #expect(try await roles() == 2)
        try await shop.disable("probe")
        try await shop.host.sweepRights()
        #expect(try await roles() == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_b") == 1)
        try await shop.enable("probe")
        try await shop.disable("probe")
        try await shop.host.remove("probe", dropData: true)
        #expect(try await roles() == 0)
    }
}
