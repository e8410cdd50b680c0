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

    @Test("A read that began before a change is not kept after it", arguments: [FeedNews.everything, .products([one])])
    func lateReads(_ change: FeedNews) {
        let cache = ProductCache(isAlwaysFollowed: true)
        for name in Self.names {
            let late = cache.ticket()
            cache.forget(change)
            cache.keep(Self.answer, of: Self.one, in: [], for: name, isStaff: false, late, at: .zero)
            #expect(cache.answer(name, isStaff: false, at: .zero) == nil)
            cache.keep(Self.answer, of: Self.one, in: [], for: name, isStaff: false, cache.ticket(), at: .zero)
            #expect(cache.answer(name, isStaff: false, at: .zero) != nil)
            #expect(cache.answer(name, isStaff: true, at: .zero) == nil)
        }
    }

    @Test("A change drops the answers that tell of it, by whatever name, and no others")
    func exactness() {
        let cache = ProductCache(isAlwaysFollowed: true)
        func keep() {
            for id in Int64(1)...3 {
                let product = Product.ID(id)
                let categories: [TotemKernel.Category.ID] = id == 3 ? [Identifier(7)] : []
                for name in [ProductCache.Name.id(product), .slug("slug-\(id)"), .sku("sku-\(id)")] {
                    let ticket = cache.ticket()
                    cache.keep(Self.answer, of: product, in: categories, for: name, isStaff: false, ticket, at: .zero)
                }
            }
        }
        func kept() -> [Int64] {
            (Int64(1)...3).filter { id in
                let names = [ProductCache.Name.id(Identifier(id)), .slug("slug-\(id)"), .sku("sku-\(id)")]
                let found = names.filter { cache.answer($0, isStaff: false, at: .zero) != nil }
                #expect(found.isEmpty || found.count == names.count)
                return !found.isEmpty
            }
        }
        let cases: [(FeedNews, [Int64])] = [
            (.products([Identifier(2)]), [1, 3]), (.products([Identifier(1), Identifier(3)]), [2]),
            (.category(Identifier(7)), [1, 2]), (.category(Identifier(8)), [1, 2, 3]), (.attributes, []),
            (.warehouses, []), (.everything, []), (.settings, [1, 2, 3]), (.plugins, [1, 2, 3]), (.other, [1, 2, 3]),
        ]
        for (change, left) in cases {
            keep()
            cache.forget(change)
            #expect(kept() == left, "\(change)")
        }
    }

    @Test("Who does not follow answers from memory for a second only, and who follows for a minute")
    func trust() {
        let cache = ProductCache(isAlwaysFollowed: false)
        let name = Self.names[0]
        cache.keep(Self.answer, of: Self.one, in: [], for: name, isStaff: false, cache.ticket(), at: .zero)
        #expect(cache.answer(name, isStaff: false, at: .milliseconds(999)) != nil)
        #expect(cache.answer(name, isStaff: false, at: .seconds(1)) == nil)
        for second in 1..<60 {
            cache.isFollowed(at: .seconds(second))
            #expect(cache.answer(name, isStaff: false, at: .seconds(second) + .milliseconds(900)) != nil)
        }
        #expect(cache.answer(name, isStaff: false, at: .seconds(60)) == nil)
        cache.keep(Self.answer, of: Self.one, in: [], for: name, isStaff: false, cache.ticket(), at: .seconds(60))
        // The last look was at 59 s.
        #expect(cache.answer(name, isStaff: false, at: .milliseconds(61_900)) != nil)
        #expect(cache.answer(name, isStaff: false, at: .seconds(62)) == nil)
    }

    private static let one = Product.ID(1)
    private static let answer = Answer.json("old").encoded()
    private static let names: [ProductCache.Name] = [.id(one), .slug("one"), .sku("one")]
}
