import Testing
import TotemKernel
import TotemStore
import TotemTesting

/// What the README tells an owner to do, with the programs themselves.
@Suite("Coupons in a shop that runs", .timeLimit(.minutes(10)))
struct CouponsEndToEndTests {
    @Test("Switched on, sold with, switched off and on, and removed with its data")
    func life() async throws {
        let (files, plugins) = (try await TemporaryStore(), try TemporaryFolder())
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: plugins.path)
        let key = try await Self.stock(files.store)
        let place = ["--store", files.address, "--plugins", plugins.path]
        let totem = { (arguments: [String]) in
            try ChildProcess.run([BuildProducts.path(of: "totem")] + arguments + place)
        }
        #expect(throws: ProcessFailure.self) { try totem(["plugin", "enable", "coupons"]) }
        _ = try totem(["plugin", "enable", "coupons", "--yes"])
        let daemon = try await TotemDaemon.start(on: files.address, plugins: [plugins.path])
        let (staff, guest) = (daemon.client(token: key), daemon.client())

        let spring = try await staff.post(
            "/v1/x/coupons/coupons",
            ["code": "SPRING5", "type": "fixed_amount", "value": 500, "usage_limit": 1]
        )
        #expect(spring.status == 201)
        let url = "/v1/x/coupons/coupons/\(try #require(spring["id"].integer))"
        let order = try await Self.buy(guest, "spring5")
        #expect(order.status == 201 && order["discount"]["amount"] == 500)
        #expect(try await staff.get(url)["times_used"] == 1)
        let used = try await guest.post("/v1/carts", ["items": Self.items, "codes": ["SPRING5"]])
        #expect(used.status == 422 && used.problem == "coupon-used-up")
        #expect(try await guest.get(url).status == 401)

        try await Self.generate(staff, guest)

        _ = try totem(["plugin", "disable", "coupons"])
        let unknown = try await guest.post("/v1/carts", ["items": Self.items, "codes": ["SPRING5"]])
        #expect(unknown.problem == "unknown-code")
        let id = try #require(order["id"].integer)
        #expect(try await staff.post("/v1/orders/\(id)/transitions", ["to": "cancelled"]).status == 200)
        _ = try totem(["plugin", "enable", "coupons", "--yes"])
        try await wait(for: "what was missed") { try await staff.get(url)["times_used"] == 0 }
        #expect(try await staff.post("/v1/services/coupons.times_used", ["args": ["SPRING5"]]).json == ["result": 0])
        let paths = try await guest.get("/openapi.json")["paths"]
        #expect(paths["/v1/x/coupons/coupons/{id}/batches"]?["post"]?["requestBody"] != nil)

        _ = try totem(["plugin", "disable", "coupons"])
        _ = try totem(["plugin", "remove", "coupons", "--drop-data"])
        let tables = try await files.store.write { tx in try tx.inspection().tables().map(\.name) }
        #expect(!tables.contains { $0.hasPrefix("coupon") })
        #expect(await daemon.stop() == 0)
    }

    /// Codes in bulk, by the daemon's own jobs.
    private static func generate(_ staff: TestClient, _ guest: TestClient) async throws {
        let voucher = try await staff.post(
            "/v1/x/coupons/coupons",
            ["code": "NEWSLETTER", "type": "percentage", "value": 1000, "activation": "generated"]
        )
        let coupon = try #require(voucher["id"].integer)
        let batches = "/v1/x/coupons/coupons/\(coupon)/batches"
        let made = try await staff.post(batches, ["quantity": 1000, "prefix": "NEWS-"])
        #expect(made.status == 202)
        let batch = try #require(made["id"].integer)
        try await wait(for: "the batch") {
            try await staff.get("/v1/x/coupons/batches/\(batch)")["status"] == "done"
        }
        let page = try await staff.get("/v1/x/coupons/batches/\(batch)/codes?limit=1")
        let code = try #require(page["data"][0]["code"]?.text)
        #expect(try await buy(guest, code)["discount"]["amount"] == 200)
        #expect(try await buy(guest, code).status == 422)
    }

    private static let items: JSONValue = [["sku": "POT-1", "quantity": 1]]

    private static func buy(_ client: TestClient, _ code: String) async throws -> TestResponse {
        let cart = try await client.post("/v1/carts", ["items": items, "codes": [.string(code)]])
        guard let token = cart["id"].text else { return cart }
        return try await client.post(
            "/v1/carts/\(token)/checkout",
            [
                "email": "buyer@example.com", "payment": ["method": "manual"],
                "shipping_address": [
                    "address_line1": "1 Clay Lane", "city": "Stoke", "postal_code": "ST1 1AA", "country": "GB",
                ],
            ]
        )
    }

    /// - Returns: an administrator's key.
    private static func stock(_ store: any Store) async throws -> String {
        try await store.write { tx in
            let now = SystemClock().now
            var catalog = try CatalogWriter(in: tx)
            guard let currency = Currency("USD") else { throw KernelError.notFound("currency USD") }
            let pot = ProductDraft(sku: "POT-1", name: "Pot", price: Money(1999, currency), stock: .units(100))
            _ = try catalog.save(pot, in: tx, at: now)
            return try APIKeyStore.create(name: "test", role: .admin, in: tx, at: now).token.text
        }
    }
}
