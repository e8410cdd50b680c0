import Testing
import TotemKernel
import TotemTesting

@Suite("kill -9 in a payment by a plugin")
struct KilledPurseTests {
    @Test(
        "The shop finds out by itself what became of it: paid once, or not at all",
        arguments: ["hang-before", "hang-after"]
    )
    func settled(point: String) async throws {
        let host = try await killed(at: point)
        let again = try await host.reopened()
        try await wait(for: "no order that is pending") { try await host.orders("pending") == 0 }
        try check(again, point)
        #expect(try await host.orders("open") == (point == "hang-after" ? 1 : 0))
        #expect(try await host.stock() == (point == "hang-after" ? 0 : 1))
        #expect(try await again.guest.get("/health/live").status == 200)
    }

    @Test("With the plugin off nothing is decided, staff see what waits, and it goes on when it is on again")
    func off() async throws {
        let host = try await killed(at: "hang-after")
        try await host.switchOff()
        let again = try await host.reopened()
        let path = "/v1/payment-operations?kind=authorize"
        let waiting = try await again.admin.get(path)["data"]
        #expect(waiting[0]["payment_method"] == "purse.coins" && waiting[0]["is_provider_there"] == false)
        #expect(waiting[0]["kind"] == "authorize" && waiting.elements.count == 1)
        #expect(try await host.orders("pending") == 1)
        #expect(try await again.guest.get("/v1/payment-operations").status == 401)
        #expect(try await again.admin.patch("/v1/plugins/purse", ["is_active": true]).status == 200)
        try await wait(for: "no order that is pending") { try await host.orders("pending") == 0 }
        try check(again, "hang-after")
        #expect(try await again.admin.get(path)["data"] == [])
    }

    @Test("A buyer pays by a plugin over HTTP, and its way to pay is in the shop's own description")
    func paying() async throws {
        let host = try await PurseHost.open()
        let document = try await host.guest.get("/openapi.json")
        let methods = document["components"]["schemas"]?["PaymentMethod"]?["enum"]
        #expect(methods == ["manual", "folder", "purse.coins"])
        let cart = try await Shop.fill([("POT-1", 1)], host.guest)
        let key = RandomToken.make()
        let order = try await host.checkOut(cart, "pay", key: key)
        #expect(order.status == 201 && order["payment_status"] == "authorized")
        let path = "/v1/orders/\(order["id"].integer ?? 0)"
        let payment = order["payments"][0]["id"]?.integer ?? 0
        #expect(try await host.admin.post("\(path)/payments/\(payment)/capture")["payment_status"] == "paid")
        #expect(try await host.admin.patch("/v1/plugins/purse", ["is_active": false]).status == 200)
        let refund = try await host.admin.post("\(path)/refunds", ["amount": ["amount": 5, "currency": "USD"]])
        #expect(refund.status == 503 && refund.problem == "payment-provider-missing")
        // The answer that a buyer has missed is there all the same.
        let again = try await host.checkOut(cart, "pay", key: key)
        #expect(again.status == 201 && again.body == order.body)
        #expect(try await host.checkOut(cart, "pay", key: RandomToken.make())["id"] == order["id"])
        #expect(try await host.checkOut("pay").status == 422)
    }

    private func check(_ host: PurseHost, _ point: String) throws {
        #expect(try host.reserved() == [point == "hang-after" ? "authorized" : "voided"])
    }

    /// A daemon that was killed there, with the plugin's bank going on.
    private func killed(at point: String) async throws -> PurseHost {
        let host = try await PurseHost.open()
        let request = Task { try? await host.checkOut(.string(point)) }
        try await wait(for: "the plugin") { host.has(point == "hang-after" ? "after" : "asked") }
        await host.daemon.kill()
        _ = await request.value
        host.letGo()
        return host
    }
}
