import Testing
import TotemDelivery
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Saved cards")
struct SavedCardTests {
    private static func customer(_ user: User) -> TotemKernel.Actor { .user(user.id, roles: [.customer]) }

    @Test("A customer saves a card with a payment, sees it, pays with it again, and forgets it")
    func life() async throws {
        let shop = try await StripeShop.open()
        let ada = Self.customer(try await shop.register("ada@example.com"))
        #expect(try await shop.methods(ada).json == ["data": []])
        #expect(try await shop.checkOut(save: true, by: ada).order.paymentStatus == .paid)
        #expect(shop.stripe.steps == ["customer", "create", "confirm"])
        #expect(shop.stripe.heard[1].fields["setup_future_usage"] == "on_session")
        #expect(
            try await shop.methods(ada).json == [
                "data": [["id": "pm_card_visa", "brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2030]]
            ]
        )
        #expect(try await shop.checkOut("pm_card_visa", by: ada).order.paymentStatus == .paid)
        #expect(
            shop.stripe.customers.count == 1 && shop.stripe.intents.map(\.customer) == ["customer_1", "customer_1"]
        )
        #expect(try await shop.forget("pm_card_visa", ada).status == 204)
        #expect(try await shop.methods(ada).json == ["data": []])
    }

    @Test("Nobody sees, forgets or pays with the cards of another, and a guest saves none")
    func others() async throws {
        let shop = try await StripeShop.open()
        let ada = Self.customer(try await shop.register("ada@example.com"))
        let bob = Self.customer(try await shop.register("bob@example.com"))
        _ = try await shop.checkOut(save: true, by: ada)
        #expect(try await shop.methods(bob).json == ["data": []])
        for id in ["pm_card_visa", "pm_none", "cus_1", "pm_..%2Fx"] {
            #expect(await refusal { _ = try await shop.forget(id, bob) }?.code == "not-found", "\(id)")
        }
        _ = try await shop.checkOut("pm_of_bob", save: true, by: bob)
        #expect(await refusal { _ = try await shop.forget("pm_card_visa", bob) }?.code == "not-found")
        #expect(await refusal { _ = try await shop.methods(.system) }?.code == "no-customer")
        #expect(try await shop.checkOut("pm_card_visa", by: bob).failure != nil)
        #expect(try await shop.checkOut("pm_card_visa").failure != nil)
        #expect(shop.stripe.owners == ["pm_card_visa": "customer_1", "pm_of_bob": "customer_3"])
        #expect(try await shop.checkOut("pm_of_a_guest", save: true).order.paymentStatus == .paid)
        #expect(shop.stripe.customers.count == 2)
    }

    @Test("A customer that Stripe does not know any more is forgotten: the next payment goes through without")
    func goneAtStripe() async throws {
        let shop = try await StripeShop.open()
        let ada = Self.customer(try await shop.register("ada@example.com"))
        _ = try await shop.checkOut(save: true, by: ada)
        shop.stripe.change { books in
            books.customers = []
            books.owners = [:]
        }
        #expect(try await shop.checkOut("pm_new", by: ada).failure != nil)
        #expect(try await shop.checkOut("pm_new", by: ada).order.paymentStatus == .paid)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM stripe_customers") == 0)
        _ = try await shop.checkOut("pm_new", save: true, by: ada)
        shop.stripe.change { $0.customers = [] }
        #expect(try await shop.methods(ada).json == ["data": []])
    }

    @Test("Who was erased while the plugin was off is deleted at Stripe when it is on again")
    func erasedMeanwhile() async throws {
        let shop = try await StripeShop.open()
        let user = try await shop.register("ada@example.com")
        _ = try await shop.checkOut(save: true, by: Self.customer(user))
        try await shop.shop.disable("stripe")
        try await shop.erase(user)
        #expect(try await shop.runJobs() == 0)
        try await shop.shop.enable("stripe")
        #expect(try await shop.runJobs() == 1)
        #expect(shop.stripe.customers.isEmpty && shop.stripe.owners.isEmpty)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM stripe_customers") == 0)
        #expect(try await shop.shop.number("SELECT COUNT(customer_id) FROM stripe_payments") == 0)
    }

    @Test("Who is erased while Stripe can't be asked for a long time is deleted there later, by itself")
    func erasedInVain() async throws {
        let shop = try await StripeShop.open()
        let user = try await shop.register("ada@example.com")
        _ = try await shop.checkOut(save: true, by: Self.customer(user))
        try await shop.erase(user)
        for _ in 1...8 {
            shop.stripe.trouble("forget", .refused(401, [:]))
            _ = try await shop.runJobs()
            shop.shop.clock.advance(milliseconds: 3_700_000)
        }
        // It is given up.
        #expect(try await shop.runJobs() == 0)
        #expect(shop.stripe.customers.count == 1)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM stripe_customers WHERE user_id IS NULL") == 1)
        shop.shop.clock.advance(milliseconds: 86_400_000)
        #expect(try await shop.runJobs() == 1)
        #expect(shop.stripe.customers.isEmpty && shop.stripe.owners.isEmpty)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM stripe_customers") == 0)
    }

    @Test("Who is erased is gone at Stripe, too, with their cards; who asks is told what is there")
    func erased() async throws {
        let shop = try await StripeShop.open()
        let user = try await shop.register("ada@example.com")
        _ = try await shop.checkOut(save: true, by: Self.customer(user))
        let data = try await shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: user.id, in: tx, context)
        }
        #expect(data.extensions == ["stripe": ["stripe_customer": "customer_1", "stripe_payments": ["pi_2"]]])
        try await shop.erase(user)
        shop.stripe.trouble("forget", .refused(500, ["Stripe-Should-Retry": "false"]))
        #expect(try await shop.runJobs() == 1)
        #expect(shop.stripe.customers.count == 1)
        shop.waitOutLeases()
        #expect(try await shop.runJobs() == 1)
        #expect(shop.stripe.customers.isEmpty && shop.stripe.owners.isEmpty)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM stripe_customers") == 0)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM stripe_payments WHERE user_id IS NOT NULL") == 0)
        #expect(try await shop.shop.number("SELECT COUNT(intent_id) FROM stripe_payments") == 1)
    }
}

extension StripeShop {
    func methods(_ actor: TotemKernel.Actor) async throws -> TestResponse {
        try await shop.send("GET", "/methods", of: "stripe", by: actor)
    }

    func forget(_ method: String, _ actor: TotemKernel.Actor) async throws -> TestResponse {
        try await shop.send("DELETE", "/methods/\(method)", of: "stripe", by: actor)
    }

    func erase(_ user: User) async throws {
        try await kernel.prepareErasure(of: user.id, kernel.context(for: .system))
        try await kernel.write(as: .system) { tx, context in try CustomerErasure.finish(user.id, in: tx, context) }
    }

    /// Runs every job that is due.
    /// - Returns: how many were.
    func runJobs() async throws -> Int {
        let runner = JobRunner(kernel, log: shop.log.logger)
        var count = 0
        while let run = try await runner.next() {
            await runner.perform(run)
            count += 1
        }
        return count
    }
}
