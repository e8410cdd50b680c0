import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Plugins that need others")
struct RequiresTests {
    private static func plugin(_ name: String, needs: [String: JSONValue] = [:], version: String = "1.0.0") -> CPlugin {
        var plugin = CPlugin(name)
        plugin.version = version
        plugin.manifest = ["requires": ["plugins": .object(needs)]]
        plugin.prelude = "static totem_instance *self;"
        plugin.start = "totem_instance_log(instance, TOTEM_LOG_INFO, TOTEM_STR(\"start of \(name)\"));"
        return plugin
    }

    @Test("They start after those, can't be on without them, and keep them on")
    func order() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin("alpha", needs: ["omega": "^1.0.0"]).build(in: shop.folder)
        try Self.plugin("beta", needs: ["alpha": "*", "omega": "*"]).build(in: shop.folder)
        try Self.plugin("omega").build(in: shop.folder)
        let early = await refusal { try await shop.enable("alpha") }
        #expect(
            early?.detail.contains("it needs the plugin omega ^1.0.0, which is not on; run totem plugin enable omega")
                == true
        )
        for name in ["omega", "alpha", "beta"] { try await shop.enable(name) }
        try Self.plugin("gamma", needs: ["omega": "^9.0.0"]).build(in: shop.folder)
        try Self.plugin("delta", needs: ["nobody": "*"]).build(in: shop.folder)
        let unfit = await refusal { try await shop.enable("gamma") }
        #expect(unfit?.detail.contains("omega ^9.0.0, which is 1.0.0; use versions that fit each other") == true)
        let absent = await refusal { try await shop.enable("delta") }
        #expect(absent?.detail.contains("nobody *, which is not on; install it") == true)
        let both = await refusal { try await shop.disable("omega") }
        #expect(both?.detail.contains("the plugins alpha, beta need it") == true)
        let one = await refusal { try await shop.disable("alpha") }
        #expect(one?.detail.contains("the plugin beta needs it; run totem plugin disable beta first") == true)

        let other = shop.other()
        try await other.host.reconcile()
        // What one prints in a process of its own comes to the log a moment later.
        let starts = { other.log.lines.compactMap { $0.firstMatch(of: /start of (\w+)/).map { String($0.1) } } }
        try await wait(for: "three starts") { starts().count == 3 }
        #expect(starts() == ["omega", "alpha", "beta"])

        // What can't run takes those along that need it, and says why.
        try Self.plugin("omega", version: "2.0.0").build(in: shop.folder)
        let upgrade = await refusal { _ = try await shop.other().host.upgrade("omega") }
        #expect(
            upgrade?.detail.contains("the plugin alpha, which is on, needs omega ^1.0.0, and this is 2.0.0") == true
        )
        let third = shop.other()
        try await third.host.reconcile()
        // What was refused does not run after a restart either, and has migrated nothing.
        #expect(third.log.lines.contains { $0.contains("start of omega") } == false)
        #expect(
            try await third.info("omega")?.problem?.contains("the plugin alpha, which is on, needs omega ^1.0.0")
                == true
        )
        #expect(try await third.number("SELECT COUNT(*) FROM plugins WHERE name = 'omega' AND version = '1.0.0'") == 1)
        #expect(try await third.info("alpha")?.problem == "it needs the plugin omega ^1.0.0, which does not run")
        #expect(try await third.info("beta")?.problem == "it needs the plugin alpha *, which does not run")
    }

    @Test("A cycle is refused with its name")
    func cycle() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin("alpha", needs: ["beta": "*"]).build(in: shop.folder)
        try Self.plugin("beta", needs: ["gamma": "*"]).build(in: shop.folder)
        try Self.plugin("gamma", needs: ["alpha": "*"]).build(in: shop.folder)
        let refused = await refusal { try await shop.enable("beta") }
        #expect(refused?.detail.contains("need each other: beta → gamma → alpha → beta") == true)
    }
    @Test("An upgrade that makes a cycle is refused by install and by upgrade, and both go on as they were")
    func cycleByUpgrade() async throws {
        let shop = try await PluginShop.open()
        let workshop = shop.files.folder + "/workshop"
        for plugin in [Self.plugin("beta"), Self.plugin("alpha", needs: ["beta": "*"])] {
            _ = try await shop.host.install(from: try plugin.build(in: workshop))
            try await shop.enable(plugin.name)
        }
        let ring = Self.plugin("beta", needs: ["alpha": "*"], version: "1.1.0")
        let source = try ring.build(in: workshop)
        for host in [shop.host, shop.other().host] {
            let refused = await refusal { _ = try await host.install(from: source) }
            #expect(
                refused?.detail.contains("need each other: beta → alpha → beta") == true,
                "\(refused?.detail ?? "")"
            )
        }
        #expect(try await shop.info("beta")?.version == "1.0.0")
        // Somebody puts it there by hand.
        try ring.build(in: shop.folder)
        let upgrade = await refusal { _ = try await shop.other().host.upgrade("beta") }
        #expect(upgrade?.detail.contains("need each other") == true, "\(upgrade?.detail ?? "")")
        try await shop.host.reconcileAnew()
        #expect(shop.host.whyNotWhole() == nil)
    }

    @Test("An upgrade that needs what is not on is refused", arguments: [true, false])
    func needsByUpgrade(isFollowing: Bool) async throws {
        let shop = try await PluginShop.open()
        let workshop = shop.files.folder + "/workshop"
        _ = try await shop.host.install(from: try Self.plugin("alpha").build(in: workshop))
        try await shop.enable("alpha")
        let source = try Self.plugin("alpha", needs: ["nobody": "*"], version: "1.1.0").build(in: workshop)
        let host = isFollowing ? shop.host : shop.other().host
        let refused = await refusal { _ = try await host.install(from: source) }
        #expect(refused?.detail.contains("it needs the plugin nobody *, which is not on") == true)
        #expect(try await shop.info("alpha")?.version == "1.0.0")
    }

    @Test("Plugins that can't run hold nobody: a cycle is switched off, one by one", arguments: [true, false])
    func stopped(isFollowing: Bool) async throws {
        let shop = try await PluginShop.open()
        try Self.plugin("beta").build(in: shop.folder)
        try Self.plugin("alpha", needs: ["beta": "*"]).build(in: shop.folder)
        for name in ["beta", "alpha"] { try await shop.enable(name) }
        try Self.plugin("beta", needs: ["alpha": "*"]).build(in: shop.folder)
        let other = shop.other()
        if isFollowing { try await other.host.reconcile() }
        for name in ["alpha", "beta"] { #expect(try await other.info(name)?.problem != nil) }
        try await other.disable("beta")
        try await other.disable("alpha")
        #expect(try await shop.number("SELECT COUNT(*) FROM plugins WHERE is_active = 1") == 0)
    }
}
