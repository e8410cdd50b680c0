import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Reviews in a shop that is served by a real daemon")
struct EndToEndTests {
    @Test("Switched on at the command line, written, approved and shown over HTTP, and switched off")
    func life() async throws {
        let files = try await TemporaryStore()
        let key = try await files.store.write { tx in
            let now = SystemClock().now
            var catalog = try CatalogWriter(in: tx)
            let price = Money(1999, try StoreSettings.currency(in: tx))
            _ = try catalog.save(ProductDraft(sku: "POT-1", name: "Pot", price: price), in: tx, at: now)
            return try APIKeyStore.create(name: "staff", role: .staff, in: tx, at: now).token.text
        }
        let plugins = try PluginFixtures.assemble("Reviews", library: "Reviews", into: files.folder + "/plugins")
        let daemon = try await TotemDaemon.start(on: files.address, plugins: [plugins])
        let totem = { (arguments: [String]) in
            let run = try await TotemCommand.run(
                arguments + ["--store", files.address, "--plugins", plugins],
                in: files.folder
            )
            #expect(run.status == 0, "\(run.errors)")
            return run.output
        }
        _ = try await totem(["plugin", "enable", "reviews", "--yes"])
        let ann = try await Self.register("ann@example.com", daemon)
        let staff = daemon.client(token: key)
        let guest = daemon.client()

        let written = try await ann.post("/v1/x/reviews/products/1", ["rating": 4, "content": "Holds water."])
        #expect(written.status == 201 && written["status"] == "pending", "\(written.json)")
        let id = try #require(written["id"].integer)
        #expect(try await ann.post("/v1/x/reviews/products/1", ["rating": 5, "content": "Again."]).status == 409)
        #expect(try await guest.post("/v1/x/reviews/products/1", ["rating": 5, "content": "Me."]).status == 401)
        #expect(try await ann.get("/v1/x/reviews?status=pending").status == 403)
        #expect(try await ann.post("/v1/x/reviews/products/1", ["rating": 9]).status == 422)

        let before = try await guest.get("/v1/products/1")
        let tag = try #require(before.headers["etag"])
        #expect(before["extensions"]["reviews"] == ["average": nil, "count": 0])
        #expect(try await guest.get("/v1/products/1", headers: ["If-None-Match": tag]).status == 304)
        #expect(try await staff.patch("/v1/x/reviews/\(id)", ["status": "approved"])["status"] == "approved")
        let after = try await guest.get("/v1/products/1", headers: ["If-None-Match": tag])
        #expect(after.status == 200 && after["extensions"]["reviews"]?["count"] == 1)
        #expect(try await guest.get("/v1/products")["data"][0]["extensions"]?["reviews"]?["count"] == 1)
        #expect(try await guest.get("/v1/x/reviews/products/1")["data"][0]["content"] == "Holds water.")

        let called = try await totem(["call", "reviews.count_of", "1"])
        #expect(called.contains("1"))
        let described = try await guest.get("/openapi.json")["paths"]["/v1/x/reviews/products/{id}"]
        #expect(described?["post"] != nil && described?["get"] != nil)

        _ = try await totem(["plugin", "disable", "reviews"])
        #expect(try await guest.get("/v1/products/1")["extensions"]["reviews"] == nil)
        #expect(try await guest.get("/v1/x/reviews/products/1").status == 404)
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
