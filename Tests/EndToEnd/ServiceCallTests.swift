import Testing
import TotemKernel
import TotemTesting

@Suite("Services of plugins, from outside")
struct ServiceCallTests {
    @Test("The shop's staff call one over HTTP, and its owner at the command line")
    func calling() async throws {
        let plugins = try TemporaryFolder()
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: plugins.path)
        let shop = try await Shop.open(plugins: [plugins.path])
        let path = "/v1/services/coupons.times_used"
        let body: JSONValue = ["args": ["TEN"]]
        let off = try await shop.admin.post(path, body)
        #expect(off.status == 404)
        #expect(off["detail"].text?.contains("the plugin coupons is not on") == true)
        #expect(try await shop.guest.post(path, body)["detail"] == "There is no service 'coupons.times_used'.")
        #expect(
            try await shop.admin.patch("/v1/plugins/coupons", ["is_active": true, "grant": Shop.couponsGrant]).status
                == 200
        )
        let coupon: JSONValue = ["code": "TEN", "type": "percentage", "value": 1000]
        #expect(try await shop.admin.post("/v1/x/coupons/coupons", coupon).status == 201)

        #expect(try await shop.admin.post(path, body).json == ["result": 0])
        #expect(try await shop.guest.post(path, body).status == 401)
        let wrong = try await shop.admin.post(path, ["args": [1, 2]])
        #expect(wrong.status == 422)
        #expect(wrong["errors"].elements.map { $0["field"] } == ["args", "args[0]"])
        let unknown = try await shop.admin.post(path, ["args": ["NONE"]])
        #expect(unknown.status == 404 && unknown["detail"] == "There is no coupon 'NONE'.")

        #expect(try Self.call(shop, plugins, "TEN") == "0\n")
        #expect(throws: ProcessFailure.self) { try Self.call(shop, plugins, "NONE") }
        #expect(throws: ProcessFailure.self) { try Self.call(shop, plugins) }
        #expect(await shop.daemon.stop() == 0)
    }

    private static func call(_ shop: Shop, _ plugins: TemporaryFolder, _ arguments: String...) throws -> String {
        try ChildProcess.run(
            [BuildProducts.path(of: "totem"), "call", "coupons.times_used"] + arguments
                + ["--store", shop.files.address, "--plugins", plugins.path]
        )
    }
}
