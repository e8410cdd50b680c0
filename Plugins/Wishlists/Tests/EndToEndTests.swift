import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Wish lists in a shop that is served by a real daemon")
struct EndToEndTests {
    @Test("Switched on at the command line, filled, shared, moved to the cart, told of a price, and switched off")
    func life() async throws {
        let files = try await TemporaryStore()
        let key = try await files.store.write { tx in
            let now = SystemClock().now
            var catalog = try CatalogWriter(in: tx)
            let currency = try StoreSettings.currency(in: tx)
            for (sku, price) in [("POT-1", 1999), ("MUG-1", 333)] as [(String, Int64)] {
                let draft = ProductDraft(sku: sku, name: sku, price: Money(price, currency), stock: .units(9))
                _ = try catalog.save(draft, in: tx, at: now)
            }
            return try APIKeyStore.create(name: "manager", role: .storeManager, in: tx, at: now).token.text
        }
        let plugins = try PluginFixtures.assemble("Wishlists", library: "Wishlists", into: files.folder + "/plugins")
        let daemon = try await TotemDaemon.start(on: files.address, plugins: [plugins])
        let totem = { (arguments: [String]) in
            let run = try await TotemCommand.run(
                arguments + ["--store", files.address, "--plugins", plugins],
                in: files.folder
            )
            #expect(run.status == 0, "\(run.errors)")
        }
        try await totem(["plugin", "enable", "wishlists", "--yes"])
        let ann = try await Self.register("ann@example.com", daemon)
        let guest = daemon.client()

        let made = try await ann.post("/v1/x/wishlists", ["name": "Kitchen", "is_public": true])
        #expect(made.status == 201, "\(made.json)")
        let id = try #require(made["id"].integer)
        let token = try #require(made["token"].text)
        for product in [1, 2] as [JSONValue] {
            #expect(try await ann.post("/v1/x/wishlists/\(id)/items", ["product_id": product]).status == 201)
        }
        #expect(try await ann.post("/v1/x/wishlists/\(id)/items", ["product_id": 1]).status == 409)
        #expect(try await guest.get("/v1/x/wishlists/\(id)").status == 401)
        #expect(try await guest.get("/v1/x/wishlists/public/\(token)")["items"].elements.count == 2)
        #expect(try await guest.get("/v1/x/wishlists/public/\(token)x").status == 404)

        let cart = try #require(try await guest.post("/v1/carts")["id"].text)
        let moved = try await ann.post("/v1/x/wishlists/\(id)/items/2/move-to-cart", ["cart": .string(cart)])
        #expect(moved.status == 204, "\(moved.json)")
        #expect(try await guest.get("/v1/carts/\(cart)")["items"][0]["sku"] == "MUG-1")

        let cheaper: JSONValue = ["price": ["amount": 1500, "currency": "USD"]]
        #expect(try await daemon.client(token: key).patch("/v1/products/1", cheaper).status == 200)
        try await wait(for: "the notice") {
            try await ann.get("/v1/x/wishlists/notices")["data"].elements.contains { $0["kind"] == "price_fell" }
        }
        let described = try await guest.get("/openapi.json")["paths"]["/v1/x/wishlists/public/{token}"]
        #expect(described?["get"] != nil)

        try await totem(["plugin", "disable", "wishlists"])
        #expect(try await guest.get("/v1/x/wishlists/public/\(token)").status == 404)
        #expect(await daemon.stop() == 0)
    }

    private static func register(_ email: String, _ daemon: TotemDaemon) async throws -> TestClient {
        let person: JSONValue = [
            "email": .string(email), "password": "correct horse", "first_name": "Ann", "last_name": "Potter",
        ]
        _ = try await daemon.client().post("/v1/customers", person)
        let login: JSONValue = ["email": .string(email), "password": "correct horse"]
        let session = try await daemon.client().post("/v1/sessions", login)
        return daemon.client(token: session["token"].text)
    }
}
