import Testing
import TotemKernel
import TotemTesting

@Suite("Categories, attributes, warehouses, stock and settings over HTTP")
struct CatalogAdministrationTests {
    @Test("The categories are a tree that keeps its rules")
    func categories() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let home = try await manager.post("/v1/categories", ["name": "Home"])
            #expect(home.status == 201)
            let garden = try await manager.post("/v1/categories", ["name": "Garden", "parent_id": home["id"]])
            let tree = try await guest.get("/v1/categories")
            #expect(tree["data"][0]["children"]?[0]["slug"] == "garden")
            let id = try #require(home["id"].integer)
            let cycle = try await manager.patch("/v1/categories/\(id)", ["parent_id": garden["id"]])
            #expect(cycle.status == 422 && cycle["errors"][0]["field"] == "parent_id")
            #expect(try await manager.delete("/v1/categories/\(id)").status == 409)
            #expect(try await guest.post("/v1/categories", ["name": "x"]).status == 401)
            let child = try #require(garden["id"].integer)
            #expect(try await manager.patch("/v1/categories/\(child)", ["parent_id": nil])["parent_id"] == .null)
            #expect(try await manager.delete("/v1/categories/\(id)").status == 204)
        }
    }

    @Test("Attributes have types, and go when nothing uses them")
    func attributes() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let made = try await manager.post("/v1/attributes", ["name": "Released", "type": "date"])
            #expect(made.status == 201 && made["type"] == "date")
            #expect(try await manager.post("/v1/attributes", ["name": "x", "type": "colour"]).status == 422)
            let id = try #require(made["id"].integer)
            #expect(try await manager.patch("/v1/attributes/\(id)", ["name": "Since"])["name"] == "Since")
            #expect(try await guest.get("/v1/attributes")["data"].elements.count == 1)
            #expect(try await manager.delete("/v1/attributes/\(id)").status == 204)
        }
    }

    @Test("What is counted stays so when it is given variants, more of them or none: nothing is sold without end")
    func counted() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let price: JSONValue = ["amount": 100, "currency": "USD"]
            func variant(_ size: String) -> JSONValue { ["price": price, "attributes": ["Size": .string(size)]] }
            let made = try await manager.post("/v1/products", ["name": "Mug", "price": price, "inventory_quantity": 9])
            let path = "/v1/products/\(try #require(made["id"].integer))"
            let small = try await manager.patch(path, ["variants": [variant("S")]])
            #expect(small["variants"][0]["inventory_quantity"] == 0 && small["inventory_quantity"] == 0)
            let both = try await manager.patch(path, ["variants": [variant("S"), variant("L")]])
            #expect(both["variants"][1]["inventory_quantity"] == 0)
            #expect(try await manager.patch(path, ["variants": []])["inventory_quantity"] == 0)
            let free = try await manager.post(
                "/v1/products",
                ["name": "Song", "price": price, "variants": [variant("S")]]
            )
            #expect(free["variants"][0]["inventory_quantity"] == .null)
            let left = try await manager.patch("/v1/products/\(try #require(free["id"].integer))", ["variants": []])
            #expect(left["inventory_quantity"] == .null)
        }
    }

    @Test("White space around names is none of them, and options are one line: as a file keeps them")
    func blanks() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            for (path, more) in [("categories", [:]), ("warehouses", [:]), ("attributes", ["type": "text"])]
                as [(String, [String: JSONValue])]
            {
                let body = JSONValue.object(more.merging(["name": " Side "]) { _, new in new })
                let made = try await manager.post("/v1/\(path)", body)
                #expect(made["name"] == "Side", "\(made.json)")
                let id = try #require(made["id"].integer)
                #expect(try await manager.patch("/v1/\(path)/\(id)", ["name": "Far "])["name"] == "Far")
            }
            let price: JSONValue = ["amount": 100, "currency": "USD"]
            let variant: JSONValue = ["price": price, "attributes": [" Size": "L "]]
            let product: JSONValue = [
                "name": "Mug", "price": price, "categories": [[" Far"]], "attributes": ["Mat ": "clay"],
                "variants": [variant],
            ]
            let made = try await manager.post("/v1/products", product)
            #expect(made.status == 201 && made["attributes"] == ["Mat": "clay"], "\(made.json)")
            #expect(made["variants"][0]["attributes"] == ["Size": "L"])
            #expect(made["categories"][0]["name"] == "Far")
            let id = try #require(made["id"].integer)
            let again = try await manager.patch("/v1/products/\(id)", ["variants": [variant]])
            #expect(again["variants"][0]["id"] == made["variants"][0]["id"], "\(again.json)")
            let lines: JSONValue = ["price": price, "attributes": ["Size": "L\nXL"]]
            let refused = try await manager.patch("/v1/products/\(id)", ["variants": [lines]])
            #expect(refused.status == 422 && refused["errors"][0]["field"] == "variants[0].attributes.Size")
        }
    }

    @Test("Stock is adjusted by staff, never below zero, and repeated requests count once")
    func stock() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let staff = try await guest.with(.staff, kernel)
            _ = try await manager.post("/v1/products", .pot)
            let body: JSONValue = ["sku": "POT-S", "delta": 4, "reason": "delivery"]
            #expect(try await guest.post("/v1/inventory/adjustments", body).status == 401)
            for replayed in [nil, "true"] {
                let answer = try await staff.post(
                    "/v1/inventory/adjustments",
                    body,
                    headers: ["Idempotency-Key": "one"]
                )
                #expect(answer.status == 201 && answer["quantity"] == 7, "\(answer.json)")
                #expect(answer.headers["idempotent-replayed"] == replayed)
            }
            let short = try await staff.post(
                "/v1/inventory/adjustments",
                ["sku": "POT-S", "delta": -8, "reason": "lost"]
            )
            #expect(short.status == 422 && short["errors"][0]["field"] == "delta")
            let both = try await staff.post(
                "/v1/inventory/adjustments",
                ["sku": "POT-S", "delta": 1, "quantity": 1, "reason": "x"]
            )
            #expect(both.status == 422)
            let rows = try await staff.get("/v1/inventory")
            #expect(rows["data"][0]["sku"] == "POT-S" && rows["data"][0]["quantity"] == 7)
        }
    }

    @Test("Warehouses are kept by store managers")
    func warehouses() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let north = try await manager.post("/v1/warehouses", ["name": "North", "address": "Pole"])
            #expect(north.status == 201 && north["is_active"] == true)
            let id = try #require(north["id"].integer)
            #expect(try await manager.patch("/v1/warehouses/\(id)", ["is_active": false]).problem == "last-warehouse")
            _ = try await manager.post("/v1/warehouses", ["name": "South"])
            #expect(try await manager.patch("/v1/warehouses/\(id)", ["is_active": false])["is_active"] == false)
            #expect(try await manager.get("/v1/warehouses")["data"].elements.count == 2)
            #expect(try await manager.delete("/v1/warehouses/\(id)").status == 204)
            #expect(try await guest.with(.staff, kernel).post("/v1/warehouses", ["name": "x"]).status == 403)
        }
    }

    @Test("Settings are read by staff and written by administrators, with If-Match")
    func settings() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let before = try await admin.get("/v1/settings/currency")
            #expect(before["value"] == "USD")
            let tag = try #require(before.headers["etag"])
            let headers = ["If-Match": tag]
            #expect(try await admin.put("/v1/settings/currency", ["value": "EUR"], headers: headers).status == 200)
            #expect(try await admin.put("/v1/settings/currency", ["value": "GBP"], headers: headers).status == 412)
            #expect(try await admin.put("/v1/settings/store_name", ["value": "Clay"], headers: headers).status == 412)
            #expect(try await admin.put("/v1/settings/currency", ["value": "EURO"]).status == 422)
            #expect(try await admin.get("/v1/settings/curency").status == 404)
            #expect(try await admin.get("/v1/settings")["data"].elements.count >= 3)
            let manager = try await guest.with(.storeManager, kernel)
            #expect(try await manager.put("/v1/settings/currency", ["value": "GBP"]).status == 403)
            #expect(try await guest.get("/v1/settings/currency").status == 401)
        }
    }
}
