import Foundation
import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("A plugin that is on and can't run guards what its closed hooks guard")
struct ClosedTests {
    private static func build(_ shop: PluginShop, failsOpen: Bool) throws -> String {
        var taxes = CPlugin("taxes")
        taxes.hooks = ["order.placing": "", "plugin.enabled": ""]
        taxes.failsOpen = failsOpen ? ["order.placing"] : []
        return try taxes.build(in: shop.folder)
    }

    @Test(
        "Orders are refused with 503 and the reason until it runs or is switched off, whatever of its folder is left",
        arguments: ["taxes.so", "plugin.json", ""]
    )
    func closed(file: String) async throws {
        let shop = try await PluginShop.open()
        let folder = try Self.build(shop, failsOpen: false)
        try await shop.enable("taxes")
        let cart = try await shop.cart()
        let kept = shop.files.folder + "/kept"
        try FileManager.default.moveItem(atPath: folder + "/" + file, toPath: kept)

        let other = shop.other()
        try await other.host.reconcile()
        #expect(try await other.look(cart.token).totals.total.amount == 1999)
        let refused = await refusal { _ = try await other.order(cart.token) }
        #expect(refused?.kind == .unavailable && refused?.code == "plugin-not-running")
        #expect(refused?.detail.contains("The plugin taxes can't run here") == true, "\(refused?.detail ?? "")")
        #expect(other.host.whyNotWhole()?.code == "plugin-not-running")
        #expect(try await other.number("SELECT COUNT(*) FROM orders") == 0)

        try FileManager.default.moveItem(atPath: kept, toPath: folder + "/" + file)
        try await other.host.reconcile()
        #expect(other.host.whyNotWhole() == nil)
        #expect(try await other.order(cart.token).totals.total.amount == 1999)
    }

    @Test(
        "What runs goes on while its files are away, and what can't run does when they are back",
        arguments: [false, true]
    )
    func mended(isWhole: Bool) async throws {
        let shop = try await PluginShop.open()
        let folder = try Self.build(shop, failsOpen: false)
        try await shop.enable("taxes")
        let files = isWhole ? folder : folder + "/plugin.json"
        let kept = shop.files.folder + "/kept"
        try FileManager.default.moveItem(atPath: files, toPath: kept)
        try await shop.host.reconcileAnew()
        #expect(try await shop.order(try await shop.cart().token).totals.total.amount == 1999)
        #expect(try await shop.info("taxes")?.problem != nil)

        let other = shop.other()
        try await other.host.reconcile()
        #expect(other.host.whyNotWhole()?.code == "plugin-not-running")
        #expect(try await !other.host.followMended())
        try FileManager.default.moveItem(atPath: kept, toPath: files)
        #expect(try await other.host.followMended())
        #expect(other.host.whyNotWhole() == nil)
        #expect(try await other.order(try await other.cart().token).totals.total.amount == 1999)
        #expect(try await !other.host.followMended())
    }

    @Test("Switched off, or with hooks that fail open, it holds up nobody")
    func open() async throws {
        let shop = try await PluginShop.open()
        let folder = try Self.build(shop, failsOpen: false)
        try await shop.enable("taxes")
        try FileManager.default.removeItem(atPath: folder)
        let other = shop.other()
        try await other.host.reconcile()
        #expect(await refusal { _ = try await other.order(try await other.cart().token) } != nil)
        try await other.disable("taxes")
        #expect(try await other.order(try await other.cart().token).totals.total.amount == 1999)

        _ = try Self.build(shop, failsOpen: true)
        try await other.enable("taxes")
        try FileManager.default.removeItem(atPath: folder)
        let third = shop.other()
        try await third.host.reconcile()
        #expect(third.host.whyNotWhole() == nil)
        #expect(try await third.order(try await third.cart().token).totals.total.amount == 1999)
    }
}
