import Testing
import TotemKernel
import TotemTesting

@Suite("Taxes in a shop that is running")
struct TaxesTests {
    @Test("Enabled, set and loaded at the command line as its README says, it taxes carts and orders over HTTP")
    func readme() async throws {
        let plugins = try TemporaryFolder()
        try PluginFixtures.assemble("Taxes", library: "Taxes", into: plugins.path)
        let shop = try await Shop.open(plugins: [plugins.path])
        let totem = { (arguments: [String]) in
            _ = try ChildProcess.run(
                [BuildProducts.path(of: "totem")] + arguments + [
                    "--store", shop.files.address, "--plugins", plugins.path,
                ]
            )
        }
        try totem(["plugin", "enable", "taxes", "--yes"])
        try totem(["plugin", "settings", "taxes", "shop_country=DE"])
        try totem(["call", "taxes.load_preset", "eu"])
        let zones = try await shop.admin.get("/v1/x/taxes/zones?limit=100")
        #expect(zones["data"].elements.count == 33)
        let described = try await shop.guest.get("/openapi.json")
        let operation = described["paths"]["/v1/x/taxes/rates"]?["post"]
        #expect(operation?["requestBody"] != nil, "\(operation ?? .null)")
        for path in ["/v1/x/taxes/zones", "/v1/x/taxes/exemptions"] {
            #expect(try await shop.guest.get(path).status == 401)
            #expect(try await shop.guest.post(path, ["name": "X"]).status == 401)
        }
        #expect(try await shop.guest.get("/v1/x/taxes/vat-numbers/ATU13585627")["is_well_formed"] == true)

        let cart = try await Shop.fill([("POT-1", 1)], shop.guest)
        let address: JSONValue = [
            "address_line1": "1 Tonweg", "city": "Wien", "postal_code": "1010", "country": "AT",
            "tax_id": "ATU13585627",
        ]
        #expect(try await shop.guest.get("/v1/carts/\(cart)")["tax"]["amount"] == 380)
        let sent = try await shop.guest.put("/v1/carts/\(cart)/shipping", ["address": address])
        #expect(sent["tax"]["amount"] == 0 && sent["adjustments"][0]["label"] == "Reverse charge", "\(sent.json)")
        let consumer: JSONValue = ["address_line1": "1 Tonweg", "city": "Wien", "postal_code": "1010", "country": "AT"]
        let taxed = try await shop.guest.put("/v1/carts/\(cart)/shipping", ["address": consumer])
        #expect(taxed["tax"]["amount"] == 400)

        // A rate that changes is seen at the next look.
        let rates = try await shop.admin.get("/v1/x/taxes/rates?limit=100")
        let austria = try #require(zones["data"].elements.first { $0["name"] == "Austria" }?["id"])
        let usual = rates["data"].elements.first { $0["zone_id"] == austria && $0["tax_class"] == .null }
        let id = try #require(usual?["id"]?.integer)
        #expect(try await shop.admin.patch("/v1/x/taxes/rates/\(id)", ["percent": "21.5"]).status == 200)
        #expect(try await shop.guest.get("/v1/carts/\(cart)")["tax"]["amount"] == 430)
        let order = try await shop.guest.post(
            "/v1/carts/\(cart)/checkout",
            ["email": "buyer@example.com", "shipping_address": consumer, "payment": ["method": "manual"]]
        )
        #expect(order.status == 201 && order["total"]["amount"] == 2429)
        let trace = try await shop.admin.get("/v1/orders/\(order["id"].integer ?? 0)?include=trace")["trace"].elements
        #expect(trace.contains { $0["source"] == "taxes" && $0["rule"] == .string("rate:\(id)") }, "\(trace)")

        try totem(["plugin", "disable", "taxes"])
        try await wait(for: "the routes' end") { try await shop.guest.get("/v1/x/taxes/vat-numbers/X").status == 404 }
        try totem(["plugin", "remove", "taxes", "--drop-data"])
        #expect(try await shop.books().wrongOrders.isEmpty)
        #expect(await shop.daemon.stop() == 0)
    }
}
