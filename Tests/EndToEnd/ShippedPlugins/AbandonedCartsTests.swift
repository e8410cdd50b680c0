import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Abandoned carts in a shop that sells")
struct AbandonedCartsTests {
    @Test("Found by its job, brought back by its link, recovered by the order that follows, and counted")
    func life() async throws {
        let plugins = try TemporaryFolder()
        try PluginFixtures.assemble("AbandonedCarts", library: "AbandonedCarts", into: plugins.path)
        let shop = try await Shop.open(plugins: [plugins.path])
        let place = ["--store", shop.files.address, "--plugins", plugins.path]
        let enabled = try await TotemCommand.run(
            ["plugin", "enable", "abandoned-carts", "--yes"] + place,
            in: plugins.path
        )
        #expect(enabled.status == 0, "\(enabled.errors)")
        _ = try await Shop.fill([("POT-1", 2), ("MUG-1", 1)], shop.guest)
        // Two hours pass for it.
        _ = try await shop.files.store.write { tx in
            try tx.execute("UPDATE carts SET updated_at = updated_at - 7200000")
        }
        let run = try await TotemCommand.run(
            ["jobs", "run", "abandoned-carts.find", "--store", shop.files.address],
            in: plugins.path
        )
        #expect(run.status == 0, "\(run.errors)")
        var list: [JSONValue] = []
        try await wait(for: "the cart to be found") {
            list = try await shop.admin.get("/v1/x/abandoned-carts?recovered=false")["data"].elements
            return !list.isEmpty
        }
        #expect(list[0]["value"] == ["amount": 4331, "currency": "USD"])
        let link = try #require(list[0]["recovery_link"]?.text)
        let restored = try await shop.guest.get(link)
        #expect(restored.status == 200 && restored["missing"] == [])
        let cart = try #require(restored["cart"].text)
        #expect(try await shop.guest.get("/v1/carts/\(cart)")["items"].elements.count == 2)
        let order = try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout)
        #expect(order.status == 201)
        try await wait(for: "the order to be seen") {
            list = try await shop.admin.get("/v1/x/abandoned-carts?recovered=true")["data"].elements
            return !list.isEmpty
        }
        #expect(list[0]["order_id"] == order["id"])
        #expect(try await shop.guest.get(link).status == 409)
        let total = try await shop.admin.get("/v1/x/abandoned-carts/statistics")["total"]
        #expect(total["found"] == 1 && total["recovered"] == 1 && total["rate"] == 1.0)
        #expect(total["recovered_value"] == order["total"])
        #expect(try await shop.guest.get("/v1/x/abandoned-carts").status == 401)
        #expect(try await shop.admin.get("/v1/x/abandoned-carts?recovered=maybe").status == 422)
        #expect(await shop.daemon.stop() == 0)
    }
}
