import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Payments in two commits")
struct PaymentFlowTests {
    @Test("An order is pending and holds its stock until its provider has the money")
    func settled() async throws {
        let shop = try await PaymentShop()
        let order = try await shop.place(shop.cart())
        #expect(order.status == .pending)
        #expect(order.paymentStatus == .pending)
        #expect(order.heldUntil == shop.clock.now.adding(milliseconds: 30 * 60_000))
        #expect(try await shop.stock() == 0)
        guard case .settled(let paid) = try await shop.settle(order, .begin(details: nil)) else {
            Issue.record("not settled")
            return
        }
        #expect(paid.status == .open)
        #expect(paid.paymentStatus == .authorized)
        #expect(paid.heldUntil == nil)
        #expect(paid.payments.map(\.status) == [.authorized])
        #expect(paid.payments[0].transactionID?.hasPrefix("folder-") == true)
        #expect(try shop.books.records().map(\.held) == [1000])
        #expect(try await shop.kernel.duePayments(10).isEmpty)
    }

    @Test("Money that is taken at once makes the order paid")
    func captured() async throws {
        let shop = try await PaymentShop()
        let outcome = try await shop.checkOut(shop.cart(), .capture)
        #expect(outcome.order.paymentStatus == .paid)
        #expect(outcome.order.payments.map(\.captured.amount) == [1000])
    }

    @Test("A decline frees the stock at once, says why, and leaves the cart as it was, to be bought again")
    func declined() async throws {
        let shop = try await PaymentShop()
        let cart = try await shop.cart()
        guard case .failed(let order, let reason) = try await shop.checkOut(cart, .decline) else {
            Issue.record("not declined")
            return
        }
        #expect(reason == "The card has no money.")
        #expect(order.status == .cancelled)
        #expect(order.paymentStatus == .failed)
        #expect(order.history.contains { $0.status == "cancelled" && $0.comment.contains(reason) })
        #expect(try await shop.stock() == 1)
        let after = try await shop.look(cart)
        #expect(after.items.map(\.sku) == cart.items.map(\.sku))
        #expect(after.version > cart.version)
        let other = try await shop.checkOut(shop.cart(), .authorize)
        #expect(other.order.status == .open)
        let empty = await refusal { _ = try await shop.place(cart) }
        #expect(empty?.code == "insufficient-stock")
    }

    @Test("Who was charged is told so, however busy the store is by then")
    func busy() async throws {
        let shop = try await PaymentShop(waiting: WaitingLimits(places: 10, patience: .milliseconds(20)))
        let order = try await shop.place(shop.cart())
        async let outcome = shop.settle(order, .begin(details: .string("hang-after")))
        try await wait(for: "the provider to have charged") { shop.books.count("after") == 1 }
        let hold = try await Hold.writers(of: shop.files.store)
        try shop.books.letGo()
        try await wait(for: "the outcome to wait") { shop.files.store.load.writes.waiting == 1 }
        // Who comes after it is refused.
        await #expect(throws: StoreError.self) { try await shop.files.store.write(for: .request) { _ in } }
        try await hold.end()
        #expect(try await outcome.order.status == .open)
    }

    @Test("What a provider did and could not say is found out by asking, and the buyer pays once")
    func lostAnswer() async throws {
        let shop = try await PaymentShop()
        guard case .waiting(let order) = try await shop.checkOut(shop.cart(), .failAfter) else {
            Issue.record("not waiting")
            return
        }
        #expect(order.status == .pending)
        #expect(try await shop.stock() == 0)
        let again = try await shop.settle(order, .resume(details: nil))
        #expect(again.order.status == .open)
        #expect(try shop.books.records().map(\.held) == [1000])
    }

    @Test("What a provider was never asked for is released, and can't be paid later")
    func forgotten() async throws {
        let shop = try await PaymentShop()
        let order = try await shop.checkOut(shop.cart(), .forget).order
        #expect(order.status == .pending)
        shop.clock.advance(milliseconds: 31_000)
        try await shop.settleDue()
        #expect(try await shop.order(order.id).status == .cancelled)
        #expect(try await shop.stock() == 1)
        #expect(try shop.books.records().map(\.state) == [.voided])
    }

    @Test("A buyer who asks again has a forgotten payment begun again")
    func askedAgain() async throws {
        let shop = try await PaymentShop()
        let order = try await shop.checkOut(shop.cart(), .forget).order
        let again = try await shop.settle(order, .resume(details: .string("authorize")))
        #expect(again.order.status == .open)
        #expect(try shop.books.records().map(\.held) == [1000])
    }

    @Test("A buyer who must do something first has the order held meanwhile, and settles it afterwards")
    func action() async throws {
        let shop = try await PaymentShop()
        guard case .waiting(let order) = try await shop.checkOut(shop.cart(), .action) else {
            Issue.record("not waiting")
            return
        }
        #expect(order.payments[0].action?["redirect_url"] != nil)
        let early = try await shop.settle(order, .resume(details: nil))
        #expect(early.order.status == .pending)
        try shop.books.finishAction()
        let paid = try await shop.settle(order, .resume(details: nil))
        #expect(paid.order.status == .open)
        #expect(paid.order.payments[0].action == nil)
    }

    @Test("An order that is not paid in time is given up at the provider first, and then released")
    func expired() async throws {
        let shop = try await PaymentShop()
        let order = try await shop.checkOut(shop.cart(), .action).order
        shop.clock.advance(milliseconds: 29 * 60_000)
        try await shop.settleDue()
        #expect(try await shop.order(order.id).status == .pending)
        shop.clock.advance(milliseconds: 2 * 60_000)
        try await shop.settleDue()
        #expect(try await shop.order(order.id).status == .cancelled)
        #expect(try await shop.stock() == 1)
        #expect(try shop.books.records().map(\.state) == [.voided])
    }

    @Test("One who pays in the last moment is not released")
    func paidInTheLastMoment() async throws {
        let shop = try await PaymentShop()
        let order = try await shop.checkOut(shop.cart(), .action).order
        try shop.books.finishAction(.authorized)
        shop.clock.advance(milliseconds: 31 * 60_000)
        try await shop.settleDue()
        #expect(try await shop.order(order.id).status == .open)
    }

    @Test("Money that comes when the order is released already goes back", arguments: [false, true])
    func late(isCaptured: Bool) async throws {
        let shop = try await PaymentShop()
        let order = try await shop.place(shop.cart())
        // The shop takes the request for dead; then it goes on.
        shop.clock.advance(milliseconds: 31 * 60_000)
        try await shop.settleDue()
        #expect(try await shop.order(order.id).status == .cancelled)
        let key = try #require(try shop.books.records().first?.key)
        try shop.books.change(key) { record in
            record.state = isCaptured ? .captured : .authorized
            record.captured = isCaptured ? record.amount : 0
        }
        try await shop.files.store.write { [now = shop.clock.now] tx in
            _ = try tx.execute("UPDATE payments SET busy_until = $1", now.adding(milliseconds: 60_000))
        }
        let outcome = try await shop.settle(order, .begin(details: nil))
        guard case .failed = outcome else {
            Issue.record("not failed")
            return
        }
        try await shop.settleDue()
        let after = try await shop.order(order.id)
        #expect(after.status == .cancelled)
        #expect(after.paymentStatus == (isCaptured ? .refunded : .voided))
        #expect(try shop.books.records().map(\.held) == [0])
    }

    @Test("An order that a plugin does not let open is cancelled, and its money goes back")
    func vetoed() async throws {
        let shop = try await PaymentShop(
            hooks: TestHooks(OrderTransition.self) { hook, _ in
                guard hook.edge == .status(.open) else { return }
                throw KernelError(.conflict, "closed", "We are closed.")
            }
        )
        let cart = try await shop.cart()
        guard case .failed(let order, let reason) = try await shop.checkOut(cart, .authorize) else {
            Issue.record("not failed")
            return
        }
        #expect(reason == "We are closed.")
        #expect(order.status == .cancelled)
        #expect(try await shop.stock() == 1)
        try await shop.settleDue()
        #expect(try await shop.order(order.id).paymentStatus == .voided)
        #expect(try shop.books.records().map(\.held) == [0])
        #expect(try await shop.place(cart).status == .pending)
    }

    @Test("While one request is at a payment, another is told so")
    func oneAtATime() async throws {
        let shop = try await PaymentShop()
        let order = try await shop.place(shop.cart())
        let other = await refusal { _ = try await shop.settle(order, .resume(details: nil)) }
        #expect(other?.code == "request-in-progress")
        #expect(other?.retryAfter != nil)
        #expect(try shop.books.records().isEmpty)
    }

    @Test("A payment that was begun while the clock was ahead is settled, and released, when that was set right")
    func clockSetBack() async throws {
        let year: Int64 = 365 * 86_400_000
        let shop = try await PaymentShop(stock: 2)
        shop.clock.advance(milliseconds: year)
        let resumed = try await shop.place(shop.cart())
        let forgotten = try await shop.place(shop.cart())
        shop.clock.advance(milliseconds: -year)
        let outcome = try await shop.settle(resumed, .begin(details: .string("authorize")))
        #expect(outcome.order.status == .open)
        try await shop.settleDue()
        #expect(try await shop.order(forgotten.id).status == .cancelled)
        #expect(try await shop.stock() == 1)
    }

    @Test("A provider that does not answer is cut short, and nothing is decided")
    func silent() async throws {
        let shop = try await PaymentShop(patience: .milliseconds(500))
        let outcome = try await shop.checkOut(shop.cart(), .hangAfter)
        #expect(outcome.order.status == .pending)
        try await wait(for: "an answer in time") {
            try await shop.settle(outcome.order, .resume(details: nil)).order.status == .open
        }
        #expect(try shop.books.records().map(\.held) == [1000])
    }

    @Test("A payment method that there is not is refused with those that there are")
    func unknownMethod() async throws {
        let shop = try await PaymentShop()
        let error = await refusal { try shop.kernel.providers.method("cheque").checkIsThere() }
        #expect(error?.kind == .invalid)
        #expect(error?.fields.first?.message == "must be one of: manual, folder")
    }
}
