import Testing
import TotemKernel
import TotemTesting

@Suite("What one node changes, another shows", .enabled(if: TestEngine.current == .postgres), .timeLimit(.minutes(10)))
struct FeedAcrossNodesTests {
    @Test("Products that nobody changes are answered from memory while the other node sells others")
    func exactness() async throws {
        let shop = try await TwoNodes.open()
        let buyers = Buyers(of: shop, code: nil, orders: 150)
        let reader = try #require(shop.client(1))
        let pot = "/v1/products/by-sku/POT-1"
        _ = try await reader.get(pot)
        let before = try await shop.looks(1)
        let isOver = Gate()
        async let bought: Void = {
            defer { isOver.open() }
            try await buyers.run(6)
        }()
        while !isOver.isOpen {
            #expect(try await reader.get("/v1/products/by-sku/BOWL-1").status == 200)
        }
        try await bought
        let after = try await shop.looks(1)
        let (hits, misses) = (after.hits - before.hits, after.misses - before.misses)
        #expect(hits > 0 && Double(hits) / Double(hits + misses) > 0.9, "\(hits) hits, \(misses) misses")
        // What was sold on both is shown by both.
        let left = TwoNodes.stock - 150
        for node in 0..<2 {
            try await wait(for: "a node that shows what is left") {
                try await shop.client(node)?.get(pot)["inventory_quantity"].integer == left
            }
        }
        await shop.stop()
    }

    @Test("Edits, sales, deletions, renames and adjustments on one node are shown by the other, by id, slug and SKU")
    func changes() async throws {
        let shop = try await TwoNodes.open()
        let (admin, other) = (try shop.admin(0), try #require(shop.client(1)))
        let made = try await admin.post(
            "/v1/products",
            [
                "name": "Lamp", "sku": "LAMP", "price": ["amount": 1, "currency": "USD"], "inventory_quantity": 5,
                "categories": [["Light"]], "attributes": ["Material": "Oak"],
            ]
        )
        let id = try #require(made["id"].integer)
        let category = try #require(made["categories"][0]["id"]?.integer)
        let paths = ["/v1/products/\(id)", "/v1/products/by-slug/lamp", "/v1/products/by-sku/LAMP"]
        func isShown(_ what: String, _ isSo: @escaping (TestResponse) -> Bool) async throws {
            for path in paths {
                try await wait(for: "\(what) at \(path)") { isSo(try await other.get(path)) }
            }
        }
        try await isShown("the lamp") { $0.status == 200 }
        _ = try await admin.patch(paths[0], ["name": "Desk lamp"])
        try await isShown("its name") { $0["name"] == "Desk lamp" }
        _ = try await admin.post("/v1/inventory/adjustments", ["sku": "LAMP", "delta": 3, "reason": "came"])
        try await isShown("its stock") { $0["inventory_quantity"] == 8 }
        _ = try await admin.patch("/v1/categories/\(category)", ["name": "Lights"])
        try await isShown("its category") { $0["categories"][0]["name"] == "Lights" }
        let attributes = try await admin.get("/v1/attributes")["data"].elements
        let material = try #require(attributes.first { $0["name"] == "Material" }?["id"]?.integer)
        _ = try await admin.patch("/v1/attributes/\(material)", ["name": "Wood"])
        try await isShown("its attribute") { $0["attributes"]["Wood"] == "Oak" }
        _ = try await admin.delete(paths[0])
        try await isShown("that it is gone") { $0.status == 404 }
        await shop.stop()
    }
}

extension TwoNodes {
    /// How often a node has looked for a product in memory, with and without finding it.
    fileprivate func looks(_ node: Int) async throws -> (hits: Int, misses: Int) {
        let text = String(decoding: try await admin(node).get("/metrics").body, as: UTF8.self)
        func count(_ name: String) -> Int {
            let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
            return line.flatMap { Int($0.dropFirst(name.count + 1)) } ?? -1
        }
        return (count("totem_product_cache_hits_total"), count("totem_product_cache_misses_total"))
    }
}
