import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What plugins fetch for carts, over HTTP")
struct FetchedQuotesTests {
    /// How often it was asked, and what it says.
    private final class Customs: Sendable {
        let state = Mutex((count: 0, duty: Int64(250)))
        var count: Int { state.withLock { $0.count } }
    }

    /// A plugin that asks somebody for a duty, and charges it.
    private func hooks(_ customs: Customs) -> TestHooks {
        TestHooks(CartFees.self) { hook, _ in
            guard case .integer(let duty) = hook.cart.quotes["test"]?["duty"] else { return [] }
            let amount = Money(duty, hook.cart.currency)
            return [
                Fee(Adjustment(kind: .fee, source: "test", hook: "cart.fees", rule: nil, label: "Duty", amount: amount))
            ]
        }.asking(CartFetch.self) { _ in
            let duty = customs.state.withLock { state in
                state.count += 1
                return state.duty
            }
            return FetchedQuotes(["duty": .integer(duty)], seconds: 600)
        }
    }

    private static let address: JSONValue = [
        "address_line1": "Main St 1", "city": "Berlin", "postal_code": "10115", "country": "DE",
    ]

    @Test(
        "A change of a cart is answered with what was fetched after it, once, also to a repeat, and is bought as it was shown"
    )
    func fetched() async throws {
        let customs = Customs()
        try await withServer(hooks: hooks(customs)) { guest, kernel in
            _ = try await guest.with(.admin, kernel).post(
                "/v1/products",
                ["name": "Mug", "sku": "MUG", "price": ["amount": 500, "currency": "USD"]]
            )
            let cart = try await guest.post("/v1/carts", ["items": [["sku": "MUG", "quantity": 2]]])
            #expect(cart.status == 201 && cart["fees"]["amount"] == 0 && customs.count == 0)
            let path = "/v1/carts/\(cart["id"].text ?? "")"
            let key = ["Idempotency-Key": RandomToken.make()]
            let sent = try await guest.put("\(path)/shipping", ["address": Self.address], headers: key)
            #expect(sent.status == 200 && sent["fees"]["amount"] == 250 && sent["total"]["amount"] == 1250)
            let again = try await guest.put("\(path)/shipping", ["address": Self.address], headers: key)
            #expect(again.body == sent.body && again.headers["idempotent-replayed"] == "true")
            let tag = try #require(sent.headers["etag"])
            #expect(try await guest.get(path, headers: ["If-None-Match": tag]).status == 304)
            #expect(customs.count == 1)

            let more = try await guest.post("\(path)/items", ["sku": "MUG", "quantity": 1])
            #expect(more["fees"]["amount"] == 250 && more["items"][0]["quantity"] == 3 && customs.count == 2)
            let old = try await guest.checkout(cart, headers: ["If-Match": tag])
            #expect(old.status == 409 && old.problem == "cart-changed")
            let order = try await guest.checkout(cart, headers: ["If-Match": more.headers["etag"] ?? ""])
            #expect(order.status == 201 && order["total"]["amount"] == 1750 && customs.count == 2)
            #expect(try await guest.checkout(cart)["id"] == order["id"])
        }
    }

    @Test("A checkout to another address is priced with what is fetched for that")
    func elsewhere() async throws {
        let customs = Customs()
        try await withServer(hooks: hooks(customs)) { guest, kernel in
            _ = try await guest.with(.admin, kernel).post(
                "/v1/products",
                ["name": "Mug", "sku": "MUG", "price": ["amount": 500, "currency": "USD"]]
            )
            let cart = try await guest.post("/v1/carts", ["items": [["sku": "MUG", "quantity": 2]]])
            let order = try await guest.checkout(cart, ["expected_total": ["amount": 1000, "currency": "USD"]])
            #expect(order.status == 409 && order["cart"]["fees"]?["amount"] == 250 && customs.count == 1)
            let agreed = try await guest.checkout(cart, ["expected_total": ["amount": 1250, "currency": "USD"]])
            #expect(agreed.status == 201 && customs.count == 1)
        }
    }
}
