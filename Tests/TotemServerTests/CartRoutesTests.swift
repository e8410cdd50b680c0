import Testing
import TotemKernel
import TotemTesting

@Suite("Carts over HTTP")
struct CartRoutesTests {
    /// A shop with a pot in two sizes and a plain mug.
    private struct Shop {
        let guest: TestClient
        let manager: TestClient
        let pot: TestResponse
        let mug: TestResponse

        init(_ guest: TestClient, _ kernel: Kernel) async throws {
            self.guest = guest
            manager = try await guest.with(.storeManager, kernel)
            pot = try await manager.post("/v1/products", .pot)
            mug = try await manager.post(
                "/v1/products",
                ["name": "Blue Mug", "sku": "MUG", "price": ["amount": 500, "currency": "USD"]]
            )
        }

        func path(_ product: TestResponse) throws -> String {
            "/v1/products/\(try #require(product["id"].integer))"
        }

        func cart() async throws -> TestResponse {
            let items: JSONValue = [["sku": "MUG", "quantity": 2], ["sku": "POT-S", "quantity": 1]]
            return try await guest.post("/v1/carts", ["items": items])
        }

        func read(_ cart: TestResponse) async throws -> TestResponse {
            try await guest.get("/v1/carts/\(try #require(cart["id"].text))")
        }
    }

    private enum Loss: CaseIterable {
        case deleted
        case inactive
        case variantDeleted
        case nowInVariants
    }

    @Test(
        "A line whose product or variant is gone stays, is shown as gone and costs nothing, and checkout names it",
        arguments: Loss.allCases
    )
    private func gone(_ loss: Loss) async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel)
            let cart = try await shop.cart()
            #expect(cart["items"].elements.map { $0["is_available"] } == [true, true])
            let price: JSONValue = ["amount": 1, "currency": "USD"]
            let lost: (line: Int, name: String, sku: String)
            switch loss {
            case .deleted:
                #expect(try await shop.manager.delete(try shop.path(shop.mug)).status == 204)
                lost = (0, "Blue Mug", "MUG")
            case .inactive:
                _ = try await shop.manager.patch(try shop.path(shop.mug), ["is_active": false])
                lost = (0, "Blue Mug", "MUG")
            case .nowInVariants:
                let variants: JSONValue = [["sku": "MUG-1", "price": price, "attributes": ["Size": "One"]]]
                _ = try await shop.manager.patch(try shop.path(shop.mug), ["variants": variants])
                lost = (0, "Blue Mug", "MUG")
            case .variantDeleted:
                _ = try await shop.manager.patch(try shop.path(shop.pot), ["variants": [["sku": "POT-L"]]])
                lost = (1, "Clay Plant Pot", "POT-S")
            }
            let left = try await shop.read(cart)
            let line = left["items"][lost.line]
            #expect(line["is_available"] == false)
            #expect(line["name"] == .string(lost.name) && line["sku"] == .string(lost.sku))
            #expect(line["product_id"] == cart["items"][lost.line]["product_id"])
            #expect(line["total"]?["amount"] == 0)
            #expect(left["items"][1 - lost.line]["is_available"] == true)
            #expect(left["total"] == left["items"][1 - lost.line]["total"])
            #expect(left.headers["etag"] != cart.headers["etag"])

            let refused = try await guest.checkout(cart)
            #expect(refused.status == 409 && refused.problem == "not-on-sale")
            #expect(refused["errors"][0]["field"] == .string("items[\(lost.line)]"))
            #expect(refused["detail"].text?.contains("'\(lost.name)' (\(lost.sku))") == true)
            #expect(refused["cart"] == left.json)

            let item = try #require(line["id"]?.integer)
            let token = try #require(cart["id"].text)
            let rest = try await guest.delete("/v1/carts/\(token)/items/\(item)")
            #expect(rest.status == 200 && rest["items"].elements.count == 1)
            #expect(try await guest.checkout(cart, ["expected_total": rest["total"]]).status == 201)
        }
    }

    @Test("What costs another amount than the buyer agreed to is not sold: 409 with the new cart")
    func expectedTotal() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel)
            let cart = try await shop.cart()
            let old: JSONValue = ["amount": 1999, "currency": "USD"]
            #expect(cart["total"] == old)
            _ = try await shop.manager.patch(try shop.path(shop.mug), ["price": ["amount": 600, "currency": "USD"]])
            let refused = try await guest.checkout(cart, ["expected_total": old])
            #expect(refused.status == 409 && refused.problem == "cart-changed")
            #expect(refused["cart"] == (try await shop.read(cart)).json)
            #expect(refused["cart"]["total"] == ["amount": 2199, "currency": "USD"])
            let euros: JSONValue = ["amount": 2199, "currency": "EUR"]
            #expect(try await guest.checkout(cart, ["expected_total": euros]).status == 409)
            let order = try await guest.checkout(cart, ["expected_total": refused["cart"]["total"] ?? nil])
            #expect(order.status == 201 && order["total"] == refused["cart"]["total"])
            // The cart is its own idempotency key, whatever is expected of it now.
            let again = try await guest.checkout(cart, ["expected_total": old])
            #expect(again.status == 201 && again["id"] == order["id"])
        }
    }

    private enum Change: CaseIterable {
        /// The same total by other prices.
        case prices
        case name
        case line
    }

    @Test("If-Match sells the cart only as it was shown, whatever has changed in it", arguments: Change.allCases)
    private func ifMatch(_ change: Change) async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel)
            let cart = try await shop.cart()
            let tag = try #require(cart.headers["etag"])
            let token = try #require(cart["id"].text)
            #expect(try await shop.read(cart).headers["etag"] == tag)
            let known = try await guest.get("/v1/carts/\(token)", headers: ["If-None-Match": tag])
            #expect(known.status == 304)
            switch change {
            case .prices:
                let small: JSONValue = ["sku": "POT-S", "price": ["amount": 799, "currency": "USD"]]
                _ = try await shop.manager.patch(try shop.path(shop.pot), ["variants": [small, ["sku": "POT-L"]]])
                _ = try await shop.manager.patch(
                    try shop.path(shop.mug),
                    ["price": ["amount": 600, "currency": "USD"]]
                )
                #expect(try await shop.read(cart)["total"] == cart["total"])
            case .name:
                _ = try await shop.manager.patch(try shop.path(shop.mug), ["name": "Red Mug"])
            case .line:
                let item = try #require(cart["items"][0]["id"]?.integer)
                _ = try await guest.patch("/v1/carts/\(token)/items/\(item)", ["quantity": 1])
            }
            for stale in [tag, "\"x\""] {
                let refused = try await guest.checkout(cart, headers: ["If-Match": stale])
                #expect(refused.status == 409 && refused.problem == "cart-changed")
                #expect(refused["cart"]["id"] == .string(token))
                #expect(refused.headers["etag"] == (try await shop.read(cart)).headers["etag"])
            }
            #expect(try await guest.checkout(cart, headers: ["If-Match": "x"]).status == 422)
            let new = try #require(try await shop.read(cart).headers["etag"])
            #expect(new != tag)
            #expect(try await guest.checkout(cart, headers: ["If-Match": "W/\(new)"]).status == 201)
        }
    }

    @Test("Every answer with a cart has the ETag that reading it has")
    func tags() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel)
            let cart = try await shop.cart()
            let path = "/v1/carts/\(try #require(cart["id"].text))"
            let item = try #require(cart["items"][0]["id"]?.integer)
            let answers = [
                cart, try await guest.post(path + "/items", ["sku": "POT-L", "quantity": 1]),
                try await guest.patch("\(path)/items/\(item)", ["quantity": 3]),
                try await guest.delete("\(path)/items/\(item)"),
            ]
            #expect(Set(answers.map { $0.headers["etag"] }).count == 4)
            #expect(Set(answers.compactMap { $0["version"].integer }).count == 4)
            #expect(try await guest.get(path).headers["etag"] == answers[3].headers["etag"])
        }
    }
}
