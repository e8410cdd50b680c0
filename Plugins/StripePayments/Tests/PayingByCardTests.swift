import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Paying by card")
struct PayingByCardTests {
    @Test(
        "A card that the client has made a payment method of pays at once, with the shop's key and Stripe's own words"
    )
    func paying() async throws {
        let shop = try await StripeShop.open()
        let order = try await shop.checkOut().order
        #expect(order.status == .open && order.paymentStatus == .paid)
        let intent = try #require(shop.stripe.intent)
        #expect(order.payments[0].transactionID == intent.id && order.payments[0].method == "stripe.card")
        #expect(intent.received == 1999 && intent.currency == "usd" && intent.customer == nil)
        #expect(shop.stripe.steps == ["create", "confirm"])

        let create = shop.stripe.heard[0]
        let key = try #require(create.headers["idempotency-key"])
        #expect(create.headers["authorization"] == "Bearer sk_test_1")
        #expect(create.headers["stripe-version"] == "2024-06-20")
        #expect(create.headers["content-type"] == "application/x-www-form-urlencoded")
        #expect(
            create.fields == [
                "amount": "1999", "currency": "usd", "payment_method_types[]": "card", "capture_method": "automatic",
                "payment_method": "pm_card_visa", "metadata[payment]": key, "metadata[order]": order.number,
            ]
        )
        #expect(shop.stripe.heard[1].headers["idempotency-key"] == key + "-confirm-1")
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM stripe_payments") == 1)
    }

    @Test(
        "With manual capture it is reserved, taken in a part, and given back in parts; the rest is not reserved any more"
    )
    func reserved() async throws {
        let shop = try await StripeShop.open(["capture_method": "manual"])
        let order = try await shop.checkOut().order
        #expect(order.paymentStatus == .authorized && shop.stripe.held == 1999)
        #expect(try await shop.capture(order, 1500).order.paymentStatus == .partiallyPaid)
        #expect(shop.stripe.held == 1500)
        let more = try await shop.capture(order, 100)
        #expect(more.failure?.contains("once") == true && shop.stripe.held == 1500)
        #expect(try await shop.void(order).failure == nil)
        #expect(try await shop.refund(order, 400).failure == nil)
        #expect(try await shop.refund(order, 1100).order.paymentStatus == .refunded)
        #expect(shop.stripe.held == 0 && shop.stripe.refunds.map(\.amount) == [400, 1100])
        #expect(Set(shop.stripe.refunds.map(\.operation)).count == 2)
    }

    @Test(
        "An order that is cancelled gives up what is reserved, and gives back what is taken",
        arguments: ["manual", "automatic"]
    )
    func cancelled(capture: String) async throws {
        let shop = try await StripeShop.open(["capture_method": .string(capture)])
        let order = try await shop.checkOut().order
        try await shop.shop.move(order.id, to: .cancelled)
        try await shop.kernel.finishOperations(of: order.id, shop.kernel.context(for: .system))
        #expect(shop.stripe.held == 0)
        #expect(shop.stripe.intent?.status == (capture == "manual" ? "canceled" : "succeeded"))
        #expect(try await shop.order(order.id).paymentStatus == (capture == "manual" ? .voided : .refunded))
    }

    @Test(
        "A declined card releases the order at once, in words that a buyer understands and that tell no thief anything",
        arguments: [
            ("pm_decline_insufficient_funds", "The card has too little money for this payment."),
            ("pm_decline_expired_card", "The card has expired."),
            ("pm_decline_incorrect_cvc", "The card's security code is wrong."),
            ("pm_decline_stolen_card", "The card was declined. Ask your bank, or pay in another way."),
            ("pm_decline_fraudulent", "The card was declined. Ask your bank, or pay in another way."),
            ("pm_decline_generic_decline", "The card was declined. Ask your bank, or pay in another way."),
            ("pm_decline_tomorrows_code", "The card was declined. Ask your bank, or pay in another way."),
            ("pm_missing", "The card could not be used. Enter it again, or pay in another way."),
        ]
    )
    func declined(method: String, words: String) async throws {
        let shop = try await StripeShop.open()
        let outcome = try await shop.checkOut(method)
        #expect(outcome.failure == words && outcome.order.status == .cancelled)
        #expect(try await shop.shop.number("SELECT MIN(quantity) FROM inventory") == 10)
        #expect(shop.stripe.held == 0)
        // Another card pays another order, and nothing is left of the first.
        #expect(try await shop.checkOut().order.status == .open)
        try await shop.lookAfterAll()
        #expect(shop.stripe.held == 1999)
    }

    @Test(
        "Details that are none are refused in words that name them, and Stripe is not asked",
        arguments: [
            ["payment_method": "card_1"], ["payment_method": "pm_1/../x"], ["payment_method": 12], "pm_card_visa", [1],
            ["save": "yes"], ["payment_method": ""],
        ] as [JSONValue]
    )
    func badDetails(details: JSONValue) async throws {
        let shop = try await StripeShop.open()
        let outcome = try await shop.settle(try await shop.place(), .begin(details: details))
        #expect(outcome.failure?.contains("payment.details must be") == true)
        #expect(shop.stripe.heard.isEmpty)
    }

    @Test("Without keys the card is not offered, and keys of two modes or of no kind are refused by their fields")
    func settings() async throws {
        let shop = try await StripeShop.open()
        let change: @Sendable ([String: JSONValue]) async -> [String]? = { settings in
            let all = StripeShop.settings(shop.stripe).merging(settings) { _, new in new }
            return await refusal {
                _ = try await shop.shop.host.change(
                    "stripe",
                    to: PluginChange(settings: .object(all)),
                    by: .system
                )
            }?.fields.map(\.field)
        }
        #expect(await change(["publishable_key": "pk_live_1"]) == ["settings.publishable_key"])
        #expect(await change(["secret_key": "pk_test_1"]) == ["settings.secret_key"])
        #expect(await change(["webhook_secret": "secret"]) == ["settings.webhook_secret"])
        #expect(await change(["capture_method": "later"]) == ["settings.capture_method"])
        for base in [
            "https://example.com", "https://api.stripe.com.example.com", "https://api.stripe.com/x",
            "ftp://api.stripe.com",
        ] {
            #expect(await change(["api_base": .string(base)]) == ["settings.api_base"], "\(base)")
        }
        let shown = try #require(try await shop.shop.info("stripe")?.settings)
        #expect(shown["secret_key"] == ["set": true] && shown["webhook_secret"] == ["set": true])
        #expect(
            try await shop.shop.send("GET", "/config", of: "stripe", by: .guest).json == [
                "publishable_key": "pk_test_1"
            ]
        )

        let other = try await PluginShop.open()
        try StripeShop.assemble(into: other.folder)
        try await other.enable("stripe", settings: ["secret_key": "sk_test_1"])
        let cart = try await other.cart()
        let offered = try await other.kernel.read(as: .guest) { tx, context in
            try OfferedMethods.list(["manual", "stripe.card"], for: cart.token, in: tx, context)
        }
        #expect(offered == ["manual"])
    }

    @Test("What costs too little is refused by the field before anything is sold", arguments: [(1, 49), (0, 50)])
    func minimum(refusals: Int, price: Int64) async throws {
        let shop = try await StripeShop.open()
        _ = try await shop.kernel.write(as: .system) { tx, context in
            try tx.execute("UPDATE products SET price = $1", Int64(price))
        }
        let refused = await refusal { _ = try await shop.place() }
        #expect(refused?.fields.map(\.field) == (refusals == 0 ? nil : ["payment.method"]))
        #expect(refusals == 0 || refused?.fields[0].message.contains("0.50 USD at least") == true)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM orders") == Int64(1 - refusals))
    }
}
