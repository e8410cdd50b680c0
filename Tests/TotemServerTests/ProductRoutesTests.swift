import Testing
import TotemKernel
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("Products over HTTP")
struct ProductRoutesTests {
    @Test("A product that was posted is read in the shape that clients rely on")
    func shape() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let made = try await manager.post("/v1/products", .pot)
            #expect(made.status == 201)
            let id = try #require(made["id"].integer)
            #expect(made.headers["location"] == "/v1/products/\(id)")
            let read = try await guest.get("/v1/products/\(id)")
            #expect(read.status == 200)
            guard case .object(let members) = read.json else { return #expect(Bool(false), "no object") }
            #expect(
                members.keys.sorted() == [
                    "attributes", "categories", "created_at", "description", "dimensions", "extensions",
                    "id", "images", "inventory_quantity", "is_active", "metadata", "name", "price", "sku", "slug",
                    "tax_class", "updated_at", "variants", "weight_grams",
                ]
            )
            #expect(read["slug"] == "clay-plant-pot" && read["sku"] == "clay-plant-pot")
            #expect(read["price"] == ["amount": 999, "currency": "USD"])
            #expect(read["attributes"] == ["Material": "Clay", "Year": 2024])
            #expect(read["categories"][0]["slug"] == "garden")
            #expect(read["inventory_quantity"] == 3)
            #expect(read["variants"][0]["attributes"] == ["Size": "Small"])
            #expect(read["variants"][0]["inventory_quantity"] == 3)
            #expect(read["variants"][1]["inventory_quantity"] == .null)
            #expect(try await manager.get("/v1/products/\(id)")["cost"] == ["amount": 400, "currency": "USD"])
            for path in ["by-sku/POT-L", "by-sku/clay-plant-pot", "by-slug/clay-plant-pot"] {
                #expect(try await guest.get("/v1/products/\(path)")["id"] == .integer(id))
                #expect(try await guest.get("/v1/products/\(path)")["id"] == .integer(id))
            }
        }
    }

    @Test("Only store managers write, and every bad field is named")
    func refuses() async throws {
        try await withServer { guest, kernel in
            #expect(try await guest.post("/v1/products", .pot).status == 401)
            #expect(try await guest.with(.staff, kernel).post("/v1/products", .pot).status == 403)
            let manager = try await guest.with(.storeManager, kernel)
            _ = try await manager.post("/v1/products", .pot)
            var again = JSONValue.pot
            if case .object(var members) = again {
                members["slug"] = "other"
                again = .object(members)
            }
            let taken = try await manager.post("/v1/products", again)
            #expect(taken.status == 409)
            #expect(taken["errors"][0]["field"] == "variants[0].sku")
            let unknown = try await manager.post("/v1/products", ["name": "x", "colour": "red"])
            #expect(unknown.status == 422 && unknown["errors"][0]["field"] == "colour")
            let missing = try await manager.post("/v1/products", ["description": "x"])
            #expect(missing["errors"].elements.map { $0["field"] } == ["name", "price"])
            #expect(try await guest.get("/v1/products/999").status == 404)
            #expect(try await guest.get("/v1/products/abc").status == 404)
        }
    }

    @Test("A sale and its cancellation show in the product at once")
    func sales() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let id = try #require(try await manager.post("/v1/products", .pot)["id"].integer)
            #expect(try await guest.get("/v1/products/\(id)")["inventory_quantity"] == 3)
            let cart = try await guest.post("/v1/carts", ["items": [["sku": "POT-S", "quantity": 2]]])
            let order = try await guest.checkout(cart)
            #expect(order.status == 201)
            #expect(try await guest.get("/v1/products/\(id)")["inventory_quantity"] == 1)
            let number = try #require(order["id"].integer)
            let cancelled = try await manager.post("/v1/orders/\(number)/transitions", ["to": "cancelled"])
            #expect(cancelled.status == 200)
            #expect(try await guest.get("/v1/products/\(id)")["inventory_quantity"] == 3)
        }
    }

    @Test("Patches change what they name: variants by SKU, attributes one by one, null takes away")
    func patches() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let made = try await manager.post("/v1/products", .pot)
            let path = "/v1/products/\(try #require(made["id"].integer))"
            let patched = try await manager.patch(
                path,
                [
                    "cost": nil, "attributes": ["Year": nil, "Colour": "Red"],
                    "variants": [["sku": "POT-S", "price": ["amount": 1, "currency": "USD"]]],
                ]
            )
            #expect(patched.status == 200)
            #expect(patched["cost"] == .null)
            #expect(patched["attributes"] == ["Material": "Clay", "Colour": "Red"])
            #expect(patched["variants"].elements.count == 1)
            #expect(patched["variants"][0]["id"] == made["variants"][0]["id"])
            #expect(patched["variants"][0]["price"] == ["amount": 1, "currency": "USD"])
            #expect(patched["variants"][0]["attributes"] == ["Size": "Small"])
            #expect(patched["variants"][0]["inventory_quantity"] == 3)
        }
    }

    @Test("A variant keeps its identity when its SKU or its options change: carts and orders go on meaning it")
    func variantIdentity() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let made = try await manager.post("/v1/products", .pot)
            let path = "/v1/products/\(try #require(made["id"].integer))"
            let (small, large) = (made["variants"][0]["id"], made["variants"][1]["id"])
            let cart = try await guest.post("/v1/carts", ["items": [["sku": "POT-S", "quantity": 2]]])
            let order = try await guest.checkout(cart)
            #expect(order.status == 201)
            let open = try await guest.post("/v1/carts", ["items": [["sku": "POT-S", "quantity": 1]]])
            // By the options, by the id, and both at once with SKUs that change places.
            let bodies: [JSONValue] = [
                [["sku": "NEW-S", "attributes": ["Size": "Small"]], ["sku": "POT-L"]],
                [["id": small ?? nil, "sku": "NEWER-S"], ["id": large ?? nil, "attributes": ["Size": "Huge"]]],
                [["id": small ?? nil, "sku": "POT-L"], ["id": large ?? nil, "sku": "NEWER-S"]],
            ]
            for body in bodies {
                let patched = try await manager.patch(path, ["variants": body])
                #expect(patched.status == 200)
                #expect(patched["variants"].elements.map { $0["id"] } == [small, large])
                #expect(patched["variants"][0]["inventory_quantity"] == 1)
                #expect(patched["variants"][0]["price"] == ["amount": 999, "currency": "USD"])
            }
            let line = try await guest.get("/v1/carts/\(try #require(open["id"].text))")["items"][0]
            #expect(line["sku"] == "POT-L" && line["variant_id"] == small && line["is_available"] == true)
            let number = try #require(order["id"].integer)
            _ = try await manager.post("/v1/orders/\(number)/transitions", ["to": "cancelled"])
            #expect(try await manager.get(path)["variants"][0]["inventory_quantity"] == 3)
        }
    }

    @Test("An id that is no variant of the product, or is there twice, is named")
    func foreignVariants() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let made = try await manager.post("/v1/products", .pot)
            let path = "/v1/products/\(try #require(made["id"].integer))"
            let id = try #require(made["variants"][0]["id"])
            for (variants, status): (JSONValue, Int) in [
                ([["id": id], ["id": 999]], 404), ([["id": id], ["id": id, "sku": "X"]], 422),
            ] {
                let answer = try await manager.patch(path, ["variants": variants])
                #expect(answer.status == status)
                #expect(answer["errors"][0]["field"] == "variants[1].id")
            }
            let price: JSONValue = ["amount": 1, "currency": "USD"]
            let new = try await manager.post(
                "/v1/products",
                ["name": "Other", "price": price, "variants": [["id": id, "price": price]]]
            )
            #expect(new.status == 404 && new["errors"][0]["field"] == "variants[0].id")
        }
    }

    @Test("The list filters and sorts, hides what is off, and pages by cursor")
    func list() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            for number in 1...5 {
                let posted = try await manager.post(
                    "/v1/products",
                    [
                        "name": .string("Thing \(number)"), "is_active": .boolean(number != 5),
                        "price": ["amount": .integer(Int64(600 - number * 100)), "currency": "USD"],
                        "attributes": ["color": .string(number % 2 == 0 ? "red" : "blue")],
                        "categories": [["Home", "Things"]],
                    ]
                )
                #expect(posted.status == 201)
            }
            func names(_ query: String, _ client: TestClient = guest) async throws -> [String?] {
                try await client.get("/v1/products?" + query)["data"].elements.map { $0["name"]?.text }
            }
            #expect(try await names("") == ["Thing 1", "Thing 2", "Thing 3", "Thing 4"])
            #expect(try await names("sort=price", manager) == (1...5).reversed().map { "Thing \($0)" })
            #expect(try await names("is_active=false", manager) == ["Thing 5"])
            #expect(try await names("attribute.color=red") == ["Thing 2", "Thing 4"])
            #expect(try await names("min_price=300&max_price=400") == ["Thing 2", "Thing 3"])
            #expect(try await names("category=home&q=thing+3") == ["Thing 3"])
            let first = try await guest.get("/v1/products?limit=3&sort=-price")
            let cursor = try #require(first["next_cursor"].text)
            #expect(try await names("limit=3&sort=-price&cursor=\(cursor)") == ["Thing 4"])
            let counted = try await guest.get("/v1/products?q=thing&facets=attribute.color,category&limit=1")
            let colours: JSONValue = [["value": "blue", "count": 2], ["value": "red", "count": 2]]
            #expect(counted["facets"]["attribute.color"] == colours)
            #expect(counted["facets"]["category"]?[1]["slug"] == "things")
            #expect(counted["facets"]["category"]?[1]["count"] == 4)
            #expect(counted["facets_complete"] == true)
            #expect(try await guest.get("/v1/products?q=thing")["facets"] == .null)
            let many = (0..<17).map { "w\($0)" }.joined(separator: "+")
            for bad in [
                "sort=colour", "limit=0", "min_price=a", "q=\(many)", "facets=category,", "facets=price",
            ] {
                #expect(try await guest.get("/v1/products?" + bad).status == 422, "\(bad)")
            }
            #expect(try await guest.get("/v1/products?sort=relevance").status == 422)
        }
    }
}
