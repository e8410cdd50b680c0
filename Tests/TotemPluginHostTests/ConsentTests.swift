import Foundation
import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("A plugin does what its owner has agreed with")
struct ConsentTests {
    private static func greedy(_ permissions: JSONValue, version: String = "1.0.0") -> CPlugin {
        var plugin = CPlugin("greedy")
        plugin.version = version
        plugin.manifest = ["permissions": permissions]
        plugin.hooks = ["cart.discounts": takeOff(version == "1.0.0" ? 3 : 50)]
        return plugin
    }

    private func enable(_ shop: PluginShop, granting grant: PluginPermissions? = nil) async -> KernelError? {
        await refusal {
            _ = try await shop.host.change("greedy", to: PluginChange(isActive: true, grant: grant), by: .system)
        }
    }

    @Test("It is not even loaded before that; what was agreed with is kept, and nothing that it does not ask for")
    func consent() async throws {
        let shop = try await PluginShop.open()
        let wanted: JSONValue = ["read": ["orders"], "do": ["stock.adjust"], "network": ["api.example.com"]]
        var plugin = Self.greedy(wanted)
        plugin.start =
            "fprintf(stderr, \"loaded\\n\"); return totem_fail_start(registry, TOTEM_STR(\"it was loaded\"));"
        try plugin.build(in: shop.folder)
        let asked = await enable(shop)
        #expect(asked?.kind == .conflict && asked?.code == "plugin-needs-consent")
        for words in [
            "the shop's orders", "how many of a product are in stock", "talk to api.example.com", "\"grant\"",
        ] {
            #expect(asked?.detail.contains(words) == true, "\(asked?.detail ?? "")")
        }
        #expect(await enable(shop, granting: PluginPermissions(read: ["orders"]))?.code == "plugin-needs-consent")
        #expect(try await shop.number("SELECT COUNT(*) FROM plugins") == 0)

        try Self.greedy(wanted).build(in: shop.folder)
        let grant = PluginPermissions(
            read: ["orders", "products"],
            actions: [.stockAdjust],
            network: ["api.example.com"]
        )
        #expect(await enable(shop, granting: grant) == nil)
        let info = try #require(try await shop.info("greedy"))
        #expect(info.granted == info.permissions && info.granted?.read == ["orders"] && !info.needsConsent)
        #expect(info.permissions?.may(.stockAdjust) == true && info.permissions?.may(.mailSend) == false)
        try await shop.disable("greedy")
        #expect(await enable(shop) == nil)
    }

    @Test("One that wants nothing but its own tables needs no consent")
    func modest() async throws {
        let shop = try await PluginShop.open()
        try Self.greedy([:]).build(in: shop.folder)
        #expect(await enable(shop) == nil)
    }

    @Test("A newer version that wants more waits for its owner, and the older one goes on")
    func upgrade() async throws {
        let shop = try await PluginShop.open()
        let workshop = shop.files.folder + "/workshop"
        _ = try await shop.host.install(from: try Self.greedy(["read": ["orders"]]).build(in: workshop))
        try await shop.enable("greedy")
        #expect(try await shop.cart().totals.discount.amount == 3)
        let more: JSONValue = ["read": ["orders", "products"]]
        let newer = try Self.greedy(more, version: "1.1.0").build(in: workshop)
        let refused = await refusal { _ = try await shop.host.install(from: newer) }
        #expect(refused?.code == "plugin-needs-consent")
        #expect(refused?.detail.contains("products") == true && refused?.detail.contains("shop's orders") == false)
        #expect(try await shop.info("greedy")?.version == "1.0.0")

        // Somebody puts it there by hand.
        try Self.greedy(more, version: "1.1.0").build(in: shop.folder)
        try await shop.host.reconcileAnew()
        #expect(try await shop.cart().totals.discount.amount == 3)
        let waiting = try #require(try await shop.info("greedy"))
        #expect(waiting.version == "1.0.0" && waiting.nextVersion == "1.1.0")
        #expect(waiting.needsConsent && waiting.problem?.contains("asks for more than it was granted") == true)
        _ = try await shop.host.upgrade("greedy", granting: waiting.permissions)
        #expect(try await shop.cart().totals.discount.amount == 50)
        let taken = try #require(try await shop.info("greedy"))
        #expect(taken.problem == nil && taken.version == "1.1.0" && taken.nextVersion == nil)
    }

    @Test("Another plugin that changes the same is named before it is switched on")
    func conflicts() async throws {
        let shop = try await PluginShop.open()
        for name in ["first", "second"] {
            var plugin = CPlugin(name)
            plugin.hooks = ["cart.discounts": ""]
            plugin.manifest["hooks"] = ["cart.discounts": ["writes": ["discounts"]]]
            try plugin.build(in: shop.folder)
        }
        #expect(try await shop.info("second")?.conflicts == [])
        try await shop.enable("first")
        let conflict = PluginConflict(plugin: "first", hook: "cart.discounts", what: "discounts")
        #expect(try await shop.info("second")?.conflicts == [conflict])
    }
}
