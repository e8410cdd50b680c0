import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What a buyer has to do")
struct BuyersPartTests {
    @Test("3-D Secure is an action for the client; confirmed, it is paid")
    func secure() async throws {
        let shop = try await StripeShop.open()
        let waiting = try await shop.checkOut("pm_secure")
        #expect(waiting.isWaiting && waiting.order.status == .pending)
        #expect(
            waiting.action == [
                "type": "stripe", "next": "confirm", "client_secret": "pi_1_secret_x", "publishable_key": "pk_test_1",
            ]
        )
        // Too early: nothing is decided, and nothing is begun anew.
        #expect(try await shop.settle(waiting.order, .resume(details: nil)).isWaiting)
        shop.stripe.client { $0.succeed() }
        let paid = try await shop.settle(waiting.order, .resume(details: nil))
        #expect(paid.order.status == .open && paid.order.paymentStatus == .paid && shop.stripe.held == 1999)
        #expect(shop.stripe.steps.filter { $0 == "confirm" }.count == 1)
    }

    @Test("Who fails at their bank is told so; the payment is closed at Stripe, and another card pays another order")
    func failed() async throws {
        let shop = try await StripeShop.open()
        let waiting = try await shop.checkOut("pm_secure")
        shop.stripe.client { $0.fail("payment_intent_authentication_failure") }
        let failed = try await shop.settle(waiting.order, .resume(details: nil))
        #expect(failed.failure == "You have not confirmed the payment to your bank. Try again.")
        #expect(shop.stripe.intent?.status == "canceled" && failed.order.status == .cancelled)
        #expect(try await shop.checkOut().order.status == .open)
    }

    @Test("Who fails and sends another card with the same checkout pays with that one")
    func anotherCard() async throws {
        let shop = try await StripeShop.open()
        let waiting = try await shop.checkOut("pm_secure")
        shop.stripe.client { $0.fail("payment_intent_authentication_failure") }
        let paid = try await shop.settle(waiting.order, .resume(details: StripeShop.details("pm_card_visa")))
        #expect(paid.order.status == .open && shop.stripe.held == 1999)
        #expect(shop.stripe.intents.count == 1 && shop.stripe.intent?.method == "pm_card_visa")
    }

    @Test(
        "Without a card the client collects one with the client secret, tries again when it fails, and pays by itself"
    )
    func collecting() async throws {
        let shop = try await StripeShop.open()
        let waiting = try await shop.checkOut(nil)
        #expect(waiting.isWaiting && waiting.action["next"] == "pay")
        #expect(waiting.action["client_secret"] == "pi_1_secret_x" && waiting.action["error"] == nil)
        shop.stripe.client { $0.fail("card_declined", "insufficient_funds") }
        let again = try await shop.settle(waiting.order, .resume(details: nil))
        #expect(again.isWaiting && again.action["next"] == "pay")
        #expect(again.action["error"] == "The card has too little money for this payment.")
        shop.stripe.client { $0.succeed() }
        #expect(try await shop.settle(waiting.order, .resume(details: nil)).order.paymentStatus == .paid)
        #expect(!shop.stripe.steps.contains("confirm") && shop.stripe.held == 1999)
    }

    @Test("Who does not come back in time pays no more: the payment is cancelled at Stripe, and the stock is free")
    func late() async throws {
        let shop = try await StripeShop.open()
        let order = try await shop.checkOut("pm_secure").order
        shop.shop.clock.advance(milliseconds: 3_600_000)
        try await shop.lookAfterAll()
        #expect(try await shop.order(order.id).status == .cancelled)
        #expect(shop.stripe.intent?.status == "canceled" && shop.stripe.held == 0)
        #expect(try await shop.shop.number("SELECT MIN(quantity) FROM inventory") == 10)
    }

    @Test("Who wants to pay no more gives the payment up at Stripe; who has paid meanwhile has bought")
    func givingUp() async throws {
        let shop = try await StripeShop.open()
        let first = try await shop.checkOut("pm_secure").order
        #expect(try await shop.settle(first, .giveUp).order.status == .cancelled)
        #expect(shop.stripe.intent?.status == "canceled")
        let second = try await shop.checkOut("pm_secure").order
        shop.stripe.client { $0.succeed() }
        #expect(try await shop.settle(second, .giveUp).order.paymentStatus == .paid)
        #expect(shop.stripe.held == 1999)
    }

    @Test("A card that takes its time is neither paid nor declined until Stripe knows")
    func slow() async throws {
        let shop = try await StripeShop.open()
        let waiting = try await shop.checkOut("pm_slow")
        #expect(waiting.isWaiting && waiting.action == .null)
        #expect(try await shop.settle(waiting.order).isWaiting)
        shop.stripe.client { $0.succeed() }
        #expect(try await shop.settle(waiting.order).order.paymentStatus == .paid)
    }
}
