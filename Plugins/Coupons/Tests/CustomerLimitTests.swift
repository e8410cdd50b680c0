import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("How often one customer may use a coupon")
struct CustomerLimitTests {
    @Test("A limit for each customer counts accounts and e-mails, also uses from before there was one")
    func limitOfCustomer() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("TWICE", "fixed_amount", 100)
        try await coupons.buy(["TWICE"], email: "ada@example.com")
        try await coupons.change(id, ["usage_limit_per_customer": 2])
        let second = try await coupons.buy(["TWICE"], email: "ada@example.com")
        let third = await refusal { try await coupons.buy(["TWICE"], email: "ada@example.com") }
        #expect(third?.code == "coupon-customer-limit")
        try await coupons.buy(["TWICE"], email: "bob@example.com")

        let ada = try await coupons.register("ada@example.com")
        let user = TotemKernel.Actor.user(ada.id, roles: [.customer])
        let loggedIn = await refusal { try await coupons.buy(["TWICE"], by: user, email: "ada@example.com") }
        #expect(loggedIn?.code == "coupon-customer-limit")
        try await coupons.shop.move(second.id, to: .cancelled)
        try await coupons.buy(["TWICE"], by: user, email: "ada@example.com")
        #expect(try await coupons.timesUsed(id) == 3)
    }

    @Test(
        "Who is logged in is known by the account's e-mail too, whatever e-mail the order has; erased, by none of them"
    )
    func otherEmail() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("ONCE", "fixed_amount", 100, ["usage_limit_per_customer": 1])
        try await coupons.add("FIRST", "fixed_amount", 100, ["first_order_only": true])
        let used = try await coupons.buy(["ONCE"], email: "ada@example.com")
        let ada = try await coupons.register("ada@example.com")
        let user = TotemKernel.Actor.user(ada.id, roles: [.customer])
        for code in ["ONCE", "FIRST"] {
            let refused = await refusal { try await coupons.buy([code], by: user, email: "other@example.com") }
            #expect(refused?.code == (code == "ONCE" ? "coupon-customer-limit" : "coupon-not-first-order"))
        }
        try await coupons.shop.move(used.id, to: .cancelled)
        try await coupons.buy(["ONCE"], by: user, email: "other@example.com")
        for email in ["ada@example.com", "other@example.com"] {
            let refused = await refusal { try await coupons.buy(["ONCE"], email: email) }
            #expect(refused?.code == "coupon-customer-limit", "\(email)")
        }
        let kernel = coupons.shop.kernel
        try await kernel.prepareErasure(of: ada.id, kernel.context(for: .system))
        try await kernel.write(as: .system) { tx, context in try CustomerErasure.finish(ada.id, in: tx, context) }
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_customer_uses") == 0)
    }

    @Test("Who has used up what one customer may is told so when the code is entered; a cancelled order gives it back")
    func entered() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("ONCE", "fixed_amount", 100, ["usage_limit_per_customer": 1])
        let ada = try await coupons.register("ada@example.com")
        let user = TotemKernel.Actor.user(ada.id, roles: [.customer])
        for _ in 1...2 {
            let order = try await coupons.buy(["ONCE"], by: user, email: "ada@example.com")
            #expect(await coupons.refusalCode(codes: ["ONCE"], by: user) == "coupon-customer-limit")
            try await coupons.shop.move(order.id, to: .cancelled)
        }
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_customer_uses") == 0)
    }

    @Test("Who orders sixteen times at once, logged in or not, has a coupon once for each use that is left")
    func atOnce() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("THRICE", "fixed_amount", 100)
        try await coupons.buy(["THRICE"])
        try await coupons.change(id, ["usage_limit_per_customer": 3])
        let outcomes = try await Self.order(["THRICE"], in: coupons)
        #expect(outcomes.count { $0 == "ordered" } == 2)
        #expect(outcomes.count { $0 == "coupon-customer-limit" } == 14)
        #expect(try await coupons.timesUsed(id) == 3)
    }

    @Test("Of sixteen orders at once one is the customer's first")
    func firstAtOnce() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("FIRST", "fixed_amount", 100, ["first_order_only": true])
        #expect(try await Self.order(["FIRST"], in: coupons).count { $0 == "ordered" } == 1)
        #expect(try await coupons.timesUsed(id) == 1)
    }

    @Test("Of sixteen orders at once one is the customer's first, with whichever coupon for first orders")
    func firstWithOthersAtOnce() async throws {
        let coupons = try await CouponShop.open()
        let codes = (1...8).map { "FIRST-\($0)" }
        for code in codes { try await coupons.add(code, "fixed_amount", 100, ["first_order_only": true]) }
        #expect(try await Self.order(codes, in: coupons).count { $0 == "ordered" } == 1)
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_usage") == 1)
    }

    /// What comes of sixteen orders of one person, every other of which is logged in. They have these codes by turns.
    private static func order(_ codes: [String], in coupons: CouponShop) async throws -> [String] {
        let buyer = try await coupons.register("buyer@example.com")
        let actors: [TotemKernel.Actor] = [.guest, .user(buyer.id, roles: [.customer])]
        var carts: [(token: String, actor: TotemKernel.Actor)] = []
        for number in 0..<16 {
            let actor = actors[number % 2]
            let code = codes[number / 2 % codes.count]
            carts.append((try await coupons.shop.cart(codes: [code], by: actor).token, actor))
        }
        return await withTaskGroup(of: String.self) { group in
            for cart in carts {
                group.addTask {
                    await refusal { _ = try await coupons.shop.order(cart.token, by: cart.actor) }?.code ?? "ordered"
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
