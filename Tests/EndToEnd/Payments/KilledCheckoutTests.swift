import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("kill -9 in a payment")
struct KilledCheckoutTests {
    /// Where the daemon is killed.
    enum Point: String, CaseIterable, Sendable {
        case beforeTheOrder
        case beforeTheProvider
        case whileItRuns
        case afterTheProvider
        case beforeTheAnswer

        var behaviour: FolderProvider.Behaviour {
            switch self {
            case .beforeTheOrder, .beforeTheAnswer: .authorize
            case .beforeTheProvider: .hangBefore
            case .whileItRuns: .hangDuring
            case .afterTheProvider: .hangAfter
            }
        }
    }

    @Test(
        "The buyer who sends the request again pays once, and gets one order and one answer",
        arguments: Point.allCases
    )
    func repeated(point: Point) async throws {
        let (host, cart, key) = try await killed(at: point)
        let answer = try await host.checkOutPatiently(cart, point.behaviour, key: key)
        try await check(host, cart, answer)
        let again = try await host.checkOut(cart, point.behaviour, key: key)
        #expect(again.status == answer.status)
        #expect(again.body == answer.body)
    }

    @Test("Without the buyer the shop finds out by itself what became of it", arguments: Point.allCases)
    func settledByItself(point: Point) async throws {
        let (host, cart, key) = try await killed(at: point)
        try await wait(for: "no order that is pending") { try await host.state().pending == 0 }
        let state = try await host.state()
        #expect(state.open == (point == .beforeTheOrder || point == .beforeTheProvider ? 0 : 1))
        let answer = try await host.checkOutPatiently(cart, point.behaviour, key: key)
        #expect(answer.status == (point == .beforeTheProvider ? 402 : 201))
        try await check(host, cart, answer)
    }

    @Test("Another node of the shop settles what a killed one has left")
    func settledByAnother() async throws {
        let host = try await PaymentHost.open(stock: 1)
        let other = try await host.reopened()
        let cart = try await host.cart()
        let request = Task { try? await host.checkOut(cart, .hangAfter) }
        try await wait(for: "the provider") { host.books.count("after") == 1 }
        await host.daemon.kill()
        _ = await request.value
        try await wait(for: "the open order") { try await host.state().open == 1 }
        #expect(try await host.state().held == 1999)
        #expect(try await other.guest.get("/v1/carts/\(cart)").status == 200)
    }

    /// A daemon that was killed there and runs again, and a provider that goes on.
    private func killed(at point: Point) async throws -> (PaymentHost, cart: String, key: String) {
        let host = try await PaymentHost.open(stock: 1)
        let cart = try await host.cart(withCoupon: true)
        let key = RandomToken.make()
        let lock = point == .beforeTheOrder ? try await locked(host) : nil
        let request = Task { try? await host.checkOut(cart, point.behaviour, key: key) }
        switch point {
        case .beforeTheOrder: break
        case .beforeTheProvider: try await wait(for: "the provider") { host.books.count("authorize") == 1 }
        case .whileItRuns: try await wait(for: "the provider") { host.books.count("during") == 1 }
        case .afterTheProvider: try await wait(for: "the provider") { host.books.count("after") == 1 }
        case .beforeTheAnswer: try await wait(for: "the order") { try await host.state().open == 1 }
        }
        await host.daemon.kill()
        _ = await request.value
        try await lock?.end()
        try host.books.letGo()
        for record in try host.books.records() where record.state == .pending {
            try host.books.change(record.key) { $0.state = .authorized }
        }
        return (try await host.reopened(), cart, key)
    }

    /// Nobody can write the cart meanwhile.
    private func locked(_ host: PaymentHost) async throws -> Hold {
        try await Hold(1) { body in
            try await host.files.store.write { tx in
                _ = try tx.execute("UPDATE carts SET updated_at = updated_at")
                try body()
            }
        }
    }

    /// Either all of it happened or nothing did; and a cart that was not bought can be.
    private func check(_ host: PaymentHost, _ cart: String, _ answer: TestResponse) async throws {
        let state = try await host.state()
        #expect(state.pending == 0)
        #expect(state.held == state.owed)
        #expect(state.open <= 1)
        #expect(state.stock == 1 - state.open)
        #expect(state.couponUses == state.open)
        guard answer.status != 201 else {
            #expect(state.open == 1)
            return
        }
        #expect(answer.status == 402)
        let bought = try await host.checkOutPatiently(cart, key: RandomToken.make())
        #expect(bought.status == 201)
        let after = try await host.state()
        #expect(after.held == after.owed)
        #expect(after.open == 1)
        #expect(after.stock == 0)
        #expect(after.couponUses == 1)
    }

    @Test(
        "A capture that was killed in the middle takes the money once",
        arguments: [FolderProvider.Behaviour.hangBefore, .hangAfter]
    )
    func capture(behaviour: FolderProvider.Behaviour) async throws {
        let host = try await PaymentHost.open(stock: 1)
        let order = try await host.checkOut(try await host.cart())
        #expect(order.status == 201)
        let path = "/v1/orders/\(order["id"].integer ?? 0)"
        let payment = try await host.admin.get(path)["payments"][0]["id"]?.integer ?? 0
        try host.books.wish(behaviour)
        let request = Task { try? await host.admin.post("\(path)/payments/\(payment)/capture") }
        let point = behaviour == .hangBefore ? "operation" : "operation-after"
        try await wait(for: "the provider") { host.books.count(point) == 1 }
        await host.daemon.kill()
        _ = await request.value
        try host.books.letGo()
        let again = try await host.reopened()
        try await wait(for: "the captured payment") {
            try await again.admin.get(path)["payment_status"] == "paid"
        }
        #expect(try host.books.records().map(\.captured) == [1999])
    }
}
