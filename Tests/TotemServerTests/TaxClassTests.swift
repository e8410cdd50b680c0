import Testing
import TotemKernel
import TotemTesting

@Suite("Tax classes")
struct TaxClassTests {
    @Test("Products and variants have one, which stays until it is changed or taken away")
    func overHTTP() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let price: JSONValue = ["amount": 999, "currency": "USD"]
            let pot = try await manager.post(
                "/v1/products",
                [
                    "name": "Pot", "price": price, "tax_class": " reduced ",
                    "variants": [
                        ["sku": "S", "price": price, "attributes": ["Size": "S"], "tax_class": "food"],
                        ["sku": "L", "price": price, "attributes": ["Size": "L"]],
                    ],
                ]
            )
            #expect(pot.status == 201)
            #expect(pot["tax_class"] == "reduced")
            #expect(pot["variants"].elements.map { $0["tax_class"] } == ["food", .null])
            let path = "/v1/products/\(try #require(pot["id"].integer))"
            let renamed = try await manager.patch(path, ["name": "Jar"])
            #expect(renamed["tax_class"] == "reduced")
            #expect(renamed["variants"] == pot["variants"])
            let changed = try await manager.patch(
                path,
                [
                    "tax_class": .null,
                    "variants": [["sku": "S", "tax_class": .null], ["sku": "L", "tax_class": "books"]],
                ]
            )
            #expect(changed["tax_class"] == .null)
            #expect(changed["variants"].elements.map { $0["tax_class"] } == [.null, "books"])
            #expect(try await guest.get(path)["variants"] == changed["variants"])
            let items: JSONValue = [["sku": "S", "quantity": 1], ["sku": "L", "quantity": 1]]
            let cart = try await guest.post("/v1/carts", ["items": items])
            #expect(cart["items"].elements.map { $0["tax_class"] } == [.null, "books"])
            _ = try await manager.patch(path, ["tax_class": "reduced"])
            let order = try await guest.checkout(cart)
            #expect(order["items"].elements.map { $0["tax_class"] } == ["reduced", "books"])
            let long = JSONValue.string(String(repeating: "a", count: 65))
            let refused = try await manager.patch(
                path,
                ["tax_class": long, "variants": [["sku": "S", "tax_class": long]]]
            )
            #expect(refused.badFields.sorted() == ["tax_class", "variants[0].tax_class"])
        }
    }
}
