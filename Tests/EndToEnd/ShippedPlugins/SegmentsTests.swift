import Foundation
import Testing
import TotemKernel
import TotemTesting

@Suite("Segments in a shop that sells")
struct SegmentsTests {
    @Test("Enabled at the command line, made over HTTP, kept up to date by orders, asked by staff and owner")
    func life() async throws {
        let plugins = try TemporaryFolder()
        try PluginFixtures.assemble("Segments", library: "Segments", into: plugins.path)
        let shop = try await Shop.open(plugins: [plugins.path])
        let place = ["--store", shop.files.address, "--plugins", plugins.path]
        let enabled = try await TotemCommand.run(
            ["plugin", "enable", "segments", "--yes"] + place,
            in: plugins.path
        )
        #expect(enabled.status == 0, "\(enabled.errors)")
        let criteria: JSONValue = ["all": [["orders.count": ["gte": 1]], ["country": ["in": ["GB"]]]]]
        let preview = try await shop.admin.post("/v1/x/segments/preview", ["criteria": criteria])
        #expect(preview.status == 200 && preview["count"] == 0)
        let wrong = try await shop.admin.post("/v1/x/segments/preview", ["criteria": ["all": [["orders": ["gte": 1]]]]])
        #expect(wrong.status == 422)
        #expect(wrong["errors"][0]["field"] == "criteria.all[0]")
        let made = try await shop.admin.post("/v1/x/segments", ["name": "British buyers", "criteria": criteria])
        #expect(made.status == 201 && made["audience"] == "segment:british-buyers")
        let id = try #require(made["id"].integer)
        #expect(try await shop.guest.get("/v1/x/segments/\(id)/members").status == 401)

        let person: JSONValue = ["email": "ada@example.com", "password": "correct horse battery"]
        let registered = try await shop.guest.post("/v1/customers", person)
        #expect(registered.status == 201)
        let user = try #require(registered["id"].integer)
        let session = try await shop.guest.post("/v1/sessions", person)
        let ada = shop.daemon.client(token: session["token"].text)
        let cart = try await Shop.fill([("POT-1", 1)], ada)
        #expect(try await ada.post("/v1/carts/\(cart)/checkout", Shop.checkout).status == 201)
        try await wait(for: "the order to be seen") {
            let members = try await shop.admin.get("/v1/x/segments/\(id)/members")
            return members["data"].elements.map { $0["user_id"] } == [.integer(user)]
        }
        let args: JSONValue = ["args": [.integer(user), .integer(id)]]
        #expect(try await shop.admin.post("/v1/services/segments.contains", args).json == ["result": true])
        let called = try await TotemCommand.run(
            ["call", "segments.contains", "\(user)", "99"] + place,
            in: plugins.path
        )
        #expect(called.status == 1 && called.errors.contains("segment 99"), "\(called.output)\(called.errors)")
        let shown = try await shop.admin.get("/v1/customers/\(user)")
        #expect(shown["extensions"]["segments"]?[0]["name"] == "British buyers")
        #expect(try await shop.admin.delete("/v1/x/segments/\(id)").status == 204)
        #expect(await shop.daemon.stop() == 0)
    }
}
