import Testing
import TotemKernel
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("Answers about products that are kept, here and by clients")
struct CachedProductsTests {
    @Test("A read is cached and never stale: edits, stock and categories change it at once")
    func cache() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let id = try #require(try await manager.post("/v1/products", .pot)["id"].integer)
            let path = "/v1/products/\(id)"
            func read() async throws -> TestResponse {
                _ = try await guest.get(path)
                return try await guest.get(path)
            }
            let tag = try #require(try await read().headers["etag"])
            #expect(try await guest.get(path, headers: ["If-None-Match": tag]).status == 304)
            _ = try await manager.post(
                "/v1/inventory/adjustments",
                ["sku": "POT-S", "delta": -1, "reason": "broken"]
            )
            let sold = try await read()
            #expect(sold["inventory_quantity"] == 2)
            let newTag = try #require(sold.headers["etag"])
            #expect(newTag != tag)
            // The version is the same: a sale loses no edit.
            let patched = try await manager.patch(path, ["name": "Pot"], headers: ["If-Match": tag])
            #expect(patched.status == 200)
            #expect(patched["variants"].elements.count == 2 && patched["inventory_quantity"] == 2)
            #expect(try await read()["name"] == "Pot")
            #expect(try await manager.patch(path, ["name": "Lost"], headers: ["If-Match": tag]).status == 412)
            let garden = try #require(try await read()["categories"][0]["id"]?.integer)
            _ = try await manager.patch("/v1/categories/\(garden)", ["name": "Outdoors"])
            #expect(try await read()["categories"][0]["name"] == "Outdoors")
            _ = try await manager.patch(path, ["is_active": false])
            #expect(try await guest.get(path).status == 404)
            #expect(try await manager.get(path)["is_active"] == false)
            #expect(try await manager.delete(path).status == 204)
            #expect(try await manager.get(path).status == 404)
        }
    }

    @Test("Of two products that had one id after the other, slug or SKU, none is taken for the other")
    func identity() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let body: JSONValue = ["name": "Pot", "price": ["amount": 1, "currency": "USD"], "inventory_quantity": 5]
            let old = try await manager.post("/v1/products", body)
            let oldID = try #require(old["id"].integer)
            let oldTag = try #require(old.headers["etag"])
            #expect(try await manager.delete("/v1/products/\(oldID)").status == 204)
            let new = try await manager.post("/v1/products", body)
            let newID = try #require(new["id"].integer)
            #expect(newID > oldID)
            #expect(new.headers["etag"] != oldTag)
            let path = "/v1/products/\(newID)"
            #expect(try await manager.get(path, headers: ["If-None-Match": oldTag]).status == 200)
            #expect(try await manager.patch(path, ["name": "Lost"], headers: ["If-Match": oldTag]).status == 412)
            #expect(try await manager.delete(path, headers: ["If-Match": oldTag]).status == 412)
            #expect(try await guest.get("/v1/products/by-slug/pot")["id"] == .integer(newID))
        }
    }

    @Test("A slug and a SKU that go over to another product are answered by that one, however often the first is read")
    func movedNames() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            func make(_ name: JSONValue) async throws -> Int64 {
                let body: JSONValue = ["name": name, "price": ["amount": 1, "currency": "USD"]]
                return try #require(try await manager.post("/v1/products", body)["id"].integer)
            }
            let (one, two) = (try await make("one"), try await make("two"))
            for name in ["by-slug/one", "by-sku/one"] {
                #expect(try await guest.get("/v1/products/\(name)")["id"] == .integer(one))
            }
            _ = try await manager.patch("/v1/products/\(one)", ["slug": "was-one", "sku": "was-one"])
            #expect(try await guest.get("/v1/products/by-slug/one").status == 404)
            #expect(try await guest.get("/v1/products/\(one)")["slug"] == "was-one")
            _ = try await manager.patch("/v1/products/\(two)", ["slug": "one", "sku": "one"])
            #expect(try await guest.get("/v1/products/\(one)")["slug"] == "was-one")
            for name in ["by-slug/one", "by-sku/one"] {
                for _ in 0..<2 { #expect(try await guest.get("/v1/products/\(name)")["id"] == .integer(two)) }
            }
        }
    }

    @Test("What a product shows of others, and to whom, is in its ETag and raises no version")
    func tags() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let made = try await manager.post("/v1/products", .pot)
            let path = "/v1/products/\(try #require(made["id"].integer))"
            let staffTag = try #require(try await manager.get(path).headers["etag"])
            #expect(made.headers["etag"] == staffTag)
            var tag = try #require(try await guest.get(path).headers["etag"])
            #expect(staffTag != tag)
            #expect(try await guest.get(path, headers: ["If-None-Match": staffTag]).status == 200)
            #expect(try await guest.get(path).headers["vary"] == "Authorization")
            let attributes = try await manager.get("/v1/attributes")["data"].elements
            let material = try #require(attributes.first { $0["name"] == "Material" }?["id"]?.integer)
            let garden = try #require(made["categories"][0]["id"]?.integer)
            for (change, name) in [("attributes/\(material)", "Stuff"), ("categories/\(garden)", "Outdoors")] {
                #expect(try await manager.patch("/v1/\(change)", ["name": .string(name)]).status == 200)
                let read = try await guest.get(path, headers: ["If-None-Match": tag])
                #expect(read.status == 200)
                tag = try #require(read.headers["etag"])
            }
            #expect(try await guest.get(path)["attributes"]["Stuff"] == "Clay")
            #expect(try await manager.patch(path, ["name": "Pot"], headers: ["If-Match": staffTag]).status == 200)
        }
    }

    @Test("A read that began before a change is not kept after it, and none is kept for longer than a second")
    func lateReads() throws {
        let cache = ProductCache()
        let answer = Answer.json("old").encoded()
        let names: [ProductCache.Name] = [.id(Identifier(1)), .slug("one"), .sku("one")]
        for name in names {
            func keep(_ ticket: ProductCache.Ticket) {
                cache.keep(answer, of: Identifier(1), for: name, isStaff: false, ticket, at: .zero)
            }
            let late = cache.ticket()
            cache.clear()
            keep(late)
            #expect(cache.answer(name, isStaff: false, at: .zero) == nil)
            keep(cache.ticket())
            #expect(cache.answer(name, isStaff: false, at: .milliseconds(999)) != nil)
            #expect(cache.answer(name, isStaff: false, at: .seconds(1)) == nil)
            #expect(cache.answer(name, isStaff: true, at: .zero) == nil)
        }
    }
}
