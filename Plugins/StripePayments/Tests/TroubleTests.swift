import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Stripe misbehaves")
struct TroubleTests {
    /// What may go wrong with an answer, by a word for the test's name.
    enum Kind: String, CaseIterable, Sendable {
        case silentAfter, silentBefore, brokenAfter, brokenBefore, garbage, wrongAmount, wrongCurrency, anothers

        var trouble: FakeStripe.Trouble {
            switch self {
            case .silentAfter: .silentAfter
            case .silentBefore: .silentBefore
            case .brokenAfter: .brokenAfter
            case .brokenBefore: .refused(500, ["Stripe-Should-Retry": "false"])
            case .garbage: .garbage
            case .wrongAmount: .lie("amount", 1)
            case .wrongCurrency: .lie("currency", "eur")
            case .anothers: .lie("metadata", ["payment": "somebody else's"])
            }
        }
    }

    private static let cases = ["create", "confirm"].flatMap { step in Kind.allCases.map { (step, $0) } }

    @Test("An unclear answer decides nothing; the buyer who sends the request again pays once", arguments: cases)
    func repeated(step: String, kind: Kind) async throws {
        let shop = try await StripeShop.open(budget: 4000)
        shop.stripe.trouble(step, kind.trouble)
        let unclear = try await shop.checkOut()
        #expect(unclear.isWaiting && unclear.order.status == .pending)
        let paid = try await shop.settle(unclear.order, .resume(details: StripeShop.details("pm_card_visa")))
        #expect(paid.order.status == .open && paid.order.paymentStatus == .paid)
        #expect(shop.stripe.held == 1999)
        try await shop.lookAfterAll()
        #expect(shop.stripe.held == 1999 && shop.stripe.intents.filter { $0.held > 0 }.count == 1)
    }

    @Test("Without the buyer the shop finds out by itself: paid once, or not at all", arguments: cases)
    func settled(step: String, kind: Kind) async throws {
        let shop = try await StripeShop.open(budget: 4000)
        shop.stripe.trouble(step, kind.trouble)
        let order = try await shop.checkOut().order
        let settled = try await shop.settle(order).order
        let isPaid = step == "confirm" && kind != .silentBefore && kind != .brokenBefore
        #expect(settled.status == (isPaid ? .open : .cancelled))
        #expect(shop.stripe.held == (isPaid ? 1999 : 0))
        #expect(try await shop.shop.number("SELECT MIN(quantity) FROM inventory") == (isPaid ? 9 : 10))
    }

    @Test("What is said of another payment decides nothing about the one that was to be confirmed")
    func another() async throws {
        let shop = try await StripeShop.open(budget: 4000)
        shop.stripe.trouble("confirm", .lie("id", "pi_another"))
        let unclear = try await shop.checkOut()
        #expect(unclear.isWaiting && unclear.order.status == .pending)
        #expect(try await shop.settle(unclear.order).order.status == .open)
        #expect(shop.stripe.held == 1999)
    }

    @Test(
        "Too many requests are sent again after the time that Stripe names, and the same goes for a key that is in use"
    )
    func patience() async throws {
        let shop = try await StripeShop.open()
        shop.stripe.trouble("create", .refused(429, ["Retry-After": "1"]))
        shop.stripe.trouble("confirm", .refused(409, [:]))
        shop.stripe.trouble("confirm", .refused(503, [:]))
        #expect(try await shop.checkOut().order.paymentStatus == .paid)
        #expect(shop.stripe.steps == ["create", "create", "confirm", "confirm", "confirm"])
        #expect(Set(shop.stripe.heard.compactMap { $0.headers["idempotency-key"] }).count == 2)
    }

    @Test("A key that Stripe does not know, or that may not, is told to the owner and not to the buyer")
    func badKey() async throws {
        let shop = try await StripeShop.open(["secret_key": "rk_test_1"])
        let outcome = try await shop.checkOut()
        #expect(
            outcome.failure == "Card payments are not available at the moment. Pay in another way, or try again later."
        )
        #expect(shop.shop.log.has("Invalid API Key"))
        #expect(outcome.order.status == .cancelled)
    }

    @Test("With the key of another account nothing that is open is decided, and it goes on with the right one")
    func otherAccount() async throws {
        let shop = try await StripeShop.open()
        let order = try await shop.checkOut("pm_secure").order
        let kept = shop.stripe.intents
        shop.stripe.change { $0.intents = [:] }
        shop.shop.clock.advance(milliseconds: 3_600_000)
        try await shop.lookAfterAll()
        #expect(try await shop.order(order.id).status == .pending)
        #expect(shop.shop.log.has("the key of another account"))
        shop.stripe.change { books in
            for var intent in kept {
                intent.succeed()
                books.intents[intent.id] = intent
            }
        }
        shop.waitOutLeases()
        try await shop.lookAfterAll()
        #expect(try await shop.order(order.id).paymentStatus == .paid)
    }

    @Test(
        "A capture whose answer was lost takes the money once, also when Stripe has forgotten its key",
        arguments: [Kind.silentAfter, .silentBefore, .brokenAfter, .brokenBefore, .garbage, .wrongAmount],
        [false, true]
    )
    func capture(kind: Kind, isForgotten: Bool) async throws {
        let shop = try await StripeShop.open(["capture_method": "manual"], budget: 4000)
        let order = try await shop.checkOut().order
        shop.stripe.trouble("capture", kind.trouble)
        let unclear = try await shop.capture(order, 1200)
        #expect(unclear.isOutstanding && unclear.order.paymentStatus == .authorized)
        if isForgotten { shop.stripe.forgetKeys() }
        let done = try await shop.again(unclear)
        #expect(done.failure == nil && done.order.paymentStatus == .partiallyPaid && shop.stripe.held == 1200)
    }

    @Test(
        "A refund whose answer was lost gives the money back once, also when Stripe has forgotten its key",
        arguments: [Kind.silentAfter, .silentBefore, .brokenAfter, .brokenBefore, .garbage],
        [false, true]
    )
    func refund(kind: Kind, isForgotten: Bool) async throws {
        let shop = try await StripeShop.open(budget: 4000)
        let order = try await shop.checkOut().order
        shop.stripe.trouble("refund", kind.trouble)
        let unclear = try await shop.refund(order, 500)
        #expect(unclear.isOutstanding)
        if isForgotten { shop.stripe.forgetKeys() }
        let done = try await shop.again(unclear)
        #expect(done.order.paymentStatus == .partiallyRefunded)
        #expect(shop.stripe.refunds.map(\.amount) == [500] && shop.stripe.held == 1499)
        // The same amount again is another one.
        #expect(try await shop.refund(order, 500).failure == nil)
        #expect(shop.stripe.held == 999)
    }

    @Test("A refund that Stripe makes later is waited for, and one that fails is declined with the reason")
    func laterRefund() async throws {
        let shop = try await StripeShop.open()
        let order = try await shop.checkOut().order
        shop.stripe.trouble("refund", .lie("status", "pending"))
        let waiting = try await shop.refund(order, 500)
        #expect(waiting.isOutstanding)
        shop.stripe.change { books in
            books.refunds = books.refunds.map { refund in
                var copy = refund
                copy.status = "failed"
                return copy
            }
        }
        #expect(try await shop.again(waiting).failure?.contains("could not give it back") == true)
        #expect(try await shop.order(order.id).paymentStatus == .paid)
    }

    @Test("A refund that Stripe does not tell of is not declined: with the right key it is found, and given back once")
    func refundWithOtherKey() async throws {
        let shop = try await StripeShop.open()
        let order = try await shop.checkOut().order
        shop.stripe.trouble("refund", .lie("status", "pending"))
        let waiting = try await shop.refund(order, 500)
        #expect(waiting.isOutstanding)
        for status in [401, 403, 404] {
            shop.stripe.trouble("refunds", .refused(status, [:]))
            #expect(try await shop.again(waiting).isOutstanding, "\(status)")
        }
        #expect(shop.shop.log.has("the key of another account"))
        #expect(await refusal { _ = try await shop.refund(order, 500) }?.code == "payment-busy")
        #expect(try await shop.again(waiting).order.paymentStatus == .partiallyRefunded)
        #expect(shop.stripe.refunds.map(\.amount) == [500])
    }

    @Test("A reservation that has expired can't be taken any more, and says so")
    func expired() async throws {
        let shop = try await StripeShop.open(["capture_method": "manual"])
        let order = try await shop.checkOut().order
        shop.stripe.change { books in books.intents["pi_1"]?.status = "canceled" }
        #expect(try await shop.capture(order).failure?.contains("has expired") == true)
        #expect(try await shop.void(order).order.paymentStatus == .voided)
    }

    @Test("A payment that was taken at Stripe itself is not given up, and says so")
    func takenElsewhere() async throws {
        let shop = try await StripeShop.open(["capture_method": "manual"])
        let order = try await shop.checkOut().order
        shop.stripe.change { books in
            books.intents["pi_1"]?.status = "succeeded"
            books.intents["pi_1"]?.received = 1999
        }
        #expect(try await shop.void(order).failure?.contains("paid already") == true)
        #expect(try await shop.capture(order).order.paymentStatus == .paid)
    }
}
