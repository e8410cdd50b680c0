import Foundation
import Synchronization
import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("The plugins table is the truth, and every request sees one set of plugins")
struct FollowTests {
    @Test("Another process follows what this one switched and set")
    func secondHost() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = [
            "settings": ["type": "object", "properties": ["amount": ["type": "integer", "default": 3]]]
        ]
        plugin.hooks = ["cart.discounts": takeOff("totem_setting_i64(call, \"amount\", -1)")]
        try plugin.build(in: shop.folder)
        let other = shop.other()
        let cart = try await shop.cart()
        try await shop.enable("probe")
        #expect(try await other.look(cart.token).totals.discount.amount == 0)
        try await other.host.reconcile()
        #expect(try await other.look(cart.token).totals.discount.amount == 3)
        _ = try await shop.host.change("probe", to: PluginChange(settings: ["amount": 8]), by: .system)
        try await other.host.reconcile()
        #expect(try await other.look(cart.token).totals.discount.amount == 8)
        try await other.disable("probe")
        try await shop.host.reconcile()
        #expect(try await shop.look(cart.token).totals.discount.amount == 0)
    }

    @Test(
        "A request that has begun ends with its plugins and their settings; stop comes after its last call",
        .onlyInProcess("its plugin tells by a file that it has stopped")
    )
    func drains() async throws {
        let shop = try await PluginShop.open()
        let mark = shop.files.folder + "/stopped"
        var plugin = CPlugin("probe")
        plugin.manifest = [
            "settings": ["type": "object", "properties": ["amount": ["type": "integer", "default": 3]]]
        ]
        plugin.start = "*state = calloc(1, sizeof(int)); *(int *)*state = 1;"
        plugin.hooks = [
            "cart.discounts": takeOff("*(int *)state == 1 ? totem_setting_i64(call, \"amount\", -1) : 999")
        ]
        plugin.stop =
            "*(int *)state = 0; FILE *file = fopen(\"\(mark)\", \"w\"); fputs(\"stopped\", file); fclose(file);"
        try plugin.build(in: shop.folder)
        try await shop.enable("probe")
        let token = try await shop.cart().token
        let stopped: () -> Bool = { FileManager.default.fileExists(atPath: mark) }
        do {
            let begun = shop.kernel.context(for: .guest)
            _ = try await shop.host.change("probe", to: PluginChange(settings: ["amount": 8]), by: .system)
            try await shop.disable("probe")
            #expect(try await shop.look(token).totals.discount.amount == 0)
            let late = try await shop.kernel.read(begun) { tx, context in try CartStore.get(token, in: tx, context) }
            #expect(late.totals.discount.amount == 3)
            #expect(!stopped())
            withExtendedLifetime(begun) {}
        }
        // No request holds it any more.
        try await wait(for: "the plugin's stop") { stopped() }
    }

    @Test("Switched two hundred times and more while carts are priced: a cart has all of its discount or none of it")
    func toggling() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.start = "int *live = malloc(sizeof(int)); *live = 1; *state = live;"
        plugin.stop = "*(int *)state = 0;"
        plugin.hooks = [
            "cart.discounts": """
            if (*(int *)state != 1) return totem_fail(call, TOTEM_STR("stopped"));
            """ + takeOff(10) + "return totem_add_discount(call, &discount);"
        ]
        try plugin.build(in: shop.folder)
        let token = try await shop.cart().token
        let totals = SeenTotals()
        let hasToggled = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { hasToggled.open() }
                for _ in 0..<200 {
                    try await shop.enable("probe")
                    try await shop.disable("probe")
                }
                try await wait(for: "carts that were priced with the plugin, and without") {
                    try await shop.enable("probe")
                    try await shop.disable("probe")
                    return totals.all.count >= 2
                }
            }
            for _ in 0..<8 {
                group.addTask {
                    while !hasToggled.isOpen {
                        totals.add(try await shop.look(token).totals.total.amount)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(totals.all == [1999, 1979])
        #expect(!shop.log.has("failed"))
        #expect(shop.host.hookOrder().isEmpty)
    }
}

/// What carts came to.
private final class SeenTotals: Sendable {
    private let amounts = Mutex<Set<Int64>>([])

    var all: Set<Int64> { amounts.withLock { $0 } }

    func add(_ amount: Int64) { amounts.withLock { _ = $0.insert(amount) } }
}
