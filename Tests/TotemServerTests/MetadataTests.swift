import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemAPI

@Suite("What is kept on products, variants and customers")
struct MetadataTests {
    @Test("What a plugin keeps on a cart is its own and the staff's: a buyer neither writes it nor takes it away")
    func plugins() async throws {
        try await withServer { guest, kernel in
            try await kernel.write(as: .system) { tx, context in
                let plugin = PluginRow(name: "exempting", version: "1.0.0", isActive: false, settings: .object([:]))
                try PluginStore.save(plugin, in: tx, at: context.now)
            }
            let cart = "/v1/carts/\(try await guest.post("/v1/carts")["id"].text ?? "")"
            #expect(try await guest.put(cart + "/metadata/mine", 1).status == 200)
            let put = try await guest.put(cart + "/metadata/exempting", true)
            #expect(put.status == 422 && put.badFields == ["metadata.exempting"])
            let patched = try await guest.patch(cart, ["metadata": ["exempting": true]])
            #expect(patched.badFields == ["metadata.exempting"])
            let staff = try await guest.with(.staff, kernel)
            #expect(try await staff.put(cart + "/metadata/exempting", true).status == 200)
            #expect(try await guest.patch(cart, ["metadata": nil]).badFields == ["metadata.exempting"])
            let rest = try await guest.put(cart + "/metadata/mine", nil)
            #expect(rest["metadata"] == ["exempting": true])
        }
    }

    @Test("Of products and variants it stays through an edit, is seen at once and raises the version")
    func catalog() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let pot = try await manager.post("/v1/products", .pot)
            #expect(pot["metadata"] == [:] && pot["extensions"] == [:])
            let path = "/v1/products/\(try #require(pot["id"].integer))"
            let variants = pot["variants"].elements
            #expect(variants.count == 2)
            #expect(variants.map { $0["metadata"] } == [[:], [:]])
            let variant = "/v1/variants/\(try #require(variants.first?["id"]?.integer))/metadata"
            #expect(try await guest.get(path)["metadata"] == [:])

            let tag = try #require(pot.headers["etag"])
            let kept = try await manager.put(path + "/metadata/care", ["wash": 30], headers: ["If-Match": tag])
            #expect(kept.status == 200)
            #expect(kept["metadata"] == ["care": ["wash": 30]])
            #expect(kept.headers["etag"] != tag)
            #expect(try await guest.get(path)["metadata"] == ["care": ["wash": 30]])
            #expect(try await manager.patch(path, ["name": "Lost"], headers: ["If-Match": tag]).status == 412)
            #expect(try await manager.put(path + "/metadata/care", 1, headers: ["If-Match": tag]).status == 412)

            let before = try #require(try await manager.get(path).headers["etag"])
            let form = try await manager.put(variant + "/erp", "P-1")
            #expect(form.status == 200)
            #expect(form["metadata"] == ["erp": "P-1"])
            #expect(try await guest.get(path)["variants"][0]["metadata"] == ["erp": "P-1"])
            #expect(try await manager.patch(path, ["name": "Lost"], headers: ["If-Match": before]).status == 412)

            let edited = try await manager.patch(path, ["name": "Jar", "is_active": true])
            #expect(edited["name"] == "Jar")
            #expect(edited["metadata"] == kept["metadata"])
            #expect(edited["variants"][0]["metadata"] == ["erp": "P-1"])

            #expect(try await manager.put(path + "/metadata/care", nil)["metadata"] == [:])
            #expect(try await manager.put(variant + "/erp", nil)["metadata"] == [:])
            let large = JSONValue.string(String(repeating: "x", count: Metadata.largestValue))
            #expect(try await manager.put(path + "/metadata/large", large).badFields == ["metadata.large"])
            #expect(try await manager.put(variant + "/large", large).badFields == ["metadata.large"])
            #expect(try await manager.put("/v1/products/4711/metadata/a", 1).status == 404)
            #expect(try await manager.put("/v1/variants/4711/metadata/a", 1).status == 404)
        }
    }

    @Test("What would be nested too deep to be read again is refused")
    func depth() async throws {
        @Sendable func nested(_ levels: Int) -> JSONValue {
            (1..<levels).reduce(JSONValue.array([])) { value, _ in .array([value]) }
        }
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let cart = "/v1/carts/\(try #require(try await guest.post("/v1/carts", [:])["id"].text))"
            let pot = try await manager.post("/v1/products", .pot)
            let product = "/v1/products/\(try #require(pot["id"].integer))"
            let variant = "/v1/variants/\(try #require(pot["variants"][0]["id"]?.integer))"
            for (client, path) in [(guest, cart), (manager, product), (manager, variant)] {
                let deep = try await client.put(path + "/metadata/a", nested(32))
                #expect(deep.badFields == ["metadata.a"])
                #expect(try await client.put(path + "/metadata/a", nested(31)).status == 200)
            }
            #expect(try await guest.get(cart).status == 200)
            #expect(try await guest.get(product).status == 200)
        }
    }

    @Test("The feed tells of it once, and of nothing when it is there already")
    func feed() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let pot = try await manager.post("/v1/products", .pot)
            let path = "/v1/products/\(try #require(pot["id"].integer))/metadata/care"
            let variant = "/v1/variants/\(try #require(pot["variants"][0]["id"]?.integer))/metadata/care"
            func saved() async throws -> Int64 {
                try await kernel.read(as: .system) { tx, _ in
                    try tx.first("SELECT COUNT(*) FROM outbox WHERE type = $1", EventType.productSaved) { row in
                        try row.get(0)
                    } ?? 0
                }
            }
            let start = try await saved()
            let first = try await manager.put(path, 1)
            #expect(try await saved() == start + 1)
            #expect(try await manager.put(path, 1).headers["etag"] == first.headers["etag"])
            #expect(try await saved() == start + 1)
            _ = try await manager.put(variant, 1)
            _ = try await manager.put(variant, 1)
            #expect(try await saved() == start + 2)
        }
    }

    @Test("Staff keep it on customers, and on nobody else")
    func customers() async throws {
        try await withServer { guest, kernel in
            let staff = try await guest.with(.staff, kernel)
            let ada = try await guest.customer("ada@example.com")
            let path = "/v1/customers/\(try #require(try await ada.get("/v1/me")["id"].integer))"
            let kept = try await staff.put(path + "/metadata/loyalty", ["points": 7])
            #expect(kept.status == 200)
            #expect(kept["metadata"] == ["loyalty": ["points": 7]])
            #expect(try await staff.get(path)["metadata"] == ["loyalty": ["points": 7]])
            #expect(try await ada.put(path + "/metadata/loyalty", 9000).status == 403)
            let large = JSONValue.string(String(repeating: "x", count: Metadata.largestValue))
            #expect(try await staff.put(path + "/metadata/large", large).badFields == ["metadata.large"])
            #expect(try await staff.put(path + "/metadata/loyalty", nil)["metadata"] == [:])
            #expect(try await staff.put("/v1/customers/4711/metadata/a", 1).status == 404)
        }
    }
}
