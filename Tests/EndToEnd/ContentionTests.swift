import Testing
import TotemKernel
import TotemTesting

@Suite("Many buyers at once")
struct ContentionTests {
    @Test("32 buyers never get more than there is, and every total is right to the cent")
    func neverOversold() async throws {
        let shop = try await Shop.open(stock: 100)
        let statuses = try await withThrowingTaskGroup(of: [Int].self) { group in
            for buyer in 0..<32 {
                group.addTask { try await buyUntilGone(shop.guest, seed: buyer) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(statuses) == [201, 409])
        let books = try await shop.books()
        #expect(books.addUp(to: 100))
        #expect(books.stock["MUG-1"] == 0)
        #expect(books.orderIDs.count == statuses.filter { $0 == 201 }.count)
        #expect(books.wrongOrders.isEmpty)
        #expect(await shop.daemon.stop() == 0)
    }

    /// Orders one to three mugs and a pot until a shortage, and checks each order's total.
    private func buyUntilGone(_ client: TestClient, seed: Int) async throws -> [Int] {
        var statuses: [Int] = []
        for round in 0..<20 {
            let quantity = Int64(1 + (seed + round) % 3)
            let cart = try await Shop.fill([("MUG-1", quantity), ("BOWL-1", 1)], client)
            let order = try await client.post("/v1/carts/\(cart)/checkout", Shop.checkout)
            statuses.append(order.status)
            guard order.status == 201 else {
                #expect(order.problem == "insufficient-stock")
                return statuses
            }
            #expect(order["total"]["amount"] == .integer(333 * quantity + 10_001))
        }
        return statuses
    }

    @Test("A cart that is checked out sixteen times at once becomes one order")
    func doubleCheckout() async throws {
        let shop = try await Shop.open()
        let cart = try await Shop.fill([("POT-1", 2)], shop.guest)
        let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
            for _ in 0..<16 {
                group.addTask { try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(answers.map(\.status)) == [201])
        #expect(Set(answers.map { $0["id"] }).count == 1)
        let books = try await shop.books()
        #expect(books.orderIDs.count == 1)
        #expect(books.addUp(to: 1000))
    }

    @Test("Five equal requests with one Idempotency-Key make one cart, and the answers are equal")
    func equalPosts() async throws {
        let shop = try await Shop.open()
        let body: JSONValue = ["items": [["sku": "POT-1", "quantity": 1]]]
        let key = RandomToken.make()
        let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
            for _ in 0..<5 {
                group.addTask { try await shop.guest.post("/v1/carts", body, headers: ["Idempotency-Key": key]) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(answers.map(\.status)) == [201])
        #expect(Set(answers.map(\.body)).count == 1)
        #expect(answers.filter { $0.headers["idempotent-replayed"] == "true" }.count == 4)
        #expect(Set(answers.map { $0.headers["location"] }).count == 1)
        let other = try await shop.guest.post("/v1/carts", nil, headers: ["Idempotency-Key": key])
        #expect(other.status == 422)
        #expect(other.problem == "idempotency-key-reused")
    }
}
