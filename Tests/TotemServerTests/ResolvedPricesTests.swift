import Synchronization
import Testing
import TotemKernel
import TotemTesting

@Suite("Prices that plugins make, over HTTP")
struct ResolvedPricesTests {
    @Test(
        "A product's page and list show the price of who asks, and none of it is kept for others; staff see the catalog's"
    )
    func listings() async throws {
        let asked = Asked()
        let hooks = TestHooks(PriceResolve.self) { hook, _ in
            let price = asked.next()
            return hook.items.indices.map { item in
                PriceChange(item: item, .set(price), source: "list", hook: "price.resolve", rule: nil, label: "Yours")
            }
        }
        try await withServer(hooks: hooks) { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let id = try #require(try await manager.post("/v1/products", .pot)["id"].integer)
            let first = try await guest.get("/v1/products/\(id)")
            let tag = try #require(first.headers["etag"])
            #expect(first["price"]["amount"] == 1 && first["variants"][1]["price"]?["amount"] == 1)
            let again = try await guest.get("/v1/products/\(id)", headers: ["If-None-Match": tag])
            #expect(again.status == 200 && again["price"]["amount"] == 2)
            #expect(try await guest.get("/v1/products/by-sku/POT-S")["price"]["amount"] == 3)
            #expect(try await guest.get("/v1/products")["data"][0]["price"]?["amount"] == 4)
            #expect(try await manager.get("/v1/products/\(id)")["price"]["amount"] == 999)
            #expect(try await manager.get("/v1/products")["data"][0]["price"]?["amount"] == 999)
            let cart = try await guest.post("/v1/carts", ["items": [["sku": "POT-S", "quantity": 2]]])
            #expect(cart["items"][0]["price"]?["amount"] == 5 && cart["total"]["amount"] == 10)
            #expect(cart["adjustments"] == [])
            let token = try #require(cart["id"].text)
            let methods = try await guest.get("/v1/carts/\(token)/payment-methods")
            #expect(methods["data"] == [["method": "manual", "title": "manual"]])
        }
    }

    @Test("The trace of an order names what changed a price, and adds up to the line")
    func trace() async throws {
        let hooks = TestHooks(PriceResolve.self) { hook, _ in
            [PriceChange(item: 0, .add(-99), source: "list", hook: "price.resolve", rule: "vip", label: "Yours")]
        }
        try await withServer(hooks: hooks) { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            _ = try await manager.post("/v1/products", .pot)
            let cart = try await guest.post("/v1/carts", ["items": [["sku": "POT-S", "quantity": 2]]])
            let order = try await guest.checkout(cart)
            let id = try #require(order["id"].integer)
            let read = try await manager.get("/v1/orders/\(id)?include=trace")
            #expect(read["total"]["amount"] == 1800)
            #expect(read["trace"].elements.map { $0["kind"]?.text } == ["item", "price"])
            #expect(read["trace"].elements.map { $0["amount"]?["amount"]?.integer } == [1998, -198])
        }
    }

    private final class Asked: Sendable {
        private let count = Mutex<Int64>(0)

        func next() -> Int64 {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }
}
