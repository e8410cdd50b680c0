import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Uses of coupons are counted exactly")
struct CouponUsesTests {
    /// What comes of it when many order at once.
    private static func order(_ count: Int, _ code: String, in coupons: CouponShop) async throws -> [String: Int] {
        var carts: [Cart] = []
        for _ in 0..<count { carts.append(try await coupons.shop.cart([("MUG-1", 1)], codes: [code])) }
        let outcomes = await withTaskGroup(of: String.self) { group in
            for cart in carts {
                group.addTask { await refusal { _ = try await coupons.shop.order(cart.token) }?.code ?? "ordered" }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        return Dictionary(grouping: outcomes) { $0 }.mapValues(\.count)
    }

    @Test("A limit of 1 is taken by one of fifty at once, a limit of 100 by a hundred of 120")
    func limits() async throws {
        let coupons = try await CouponShop.open()
        let one = try await coupons.add("ONE", "fixed_amount", 100, ["usage_limit": 1])
        let hundred = try await coupons.add("HUNDRED", "fixed_amount", 100, ["usage_limit": 100])
        #expect(try await Self.order(50, "ONE", in: coupons) == ["ordered": 1, "coupon-used-up": 49])
        #expect(try await Self.order(120, "HUNDRED", in: coupons) == ["ordered": 100, "coupon-used-up": 20])
        for (id, count) in [(one, 1), (hundred, 100)] as [(Int64, Int64)] {
            #expect(try await coupons.timesUsed(id) == count)
            let rows = try await coupons.shop.files.store.read { tx in
                try tx.first("SELECT COUNT(*) FROM coupon_usage WHERE coupon_id = $1", id) { row in
                    try row.get(0, as: Int64.self)
                }
            }
            #expect(rows == count)
        }
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM orders") == 101)
    }

    /// It would wait for ever if an order changed the row.
    @Test(
        "A coupon without a limit holds nobody up",
        .enabled(if: TestEngine.current == .postgres, "on SQLite nobody meets"),
        .timeLimit(.minutes(5))
    )
    func unlimited() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("SALE", "fixed_amount", 100)
        let cart = try await coupons.shop.cart(codes: ["SALE"])
        let (isHeld, mayEnd) = (Gate(), Gate())
        let store = coupons.shop.files.store
        async let holder: Void = store.write { tx in
            _ = try tx.query("SELECT id FROM coupons FOR UPDATE") { try $0.get(0, as: Int64.self) }
            isHeld.open()
            mayEnd.waitBlocking()
        }
        try await isHeld.wait()
        #expect(try await coupons.shop.order(cart.token).totals.discount.amount == 100)
        mayEnd.open()
        try await holder
        #expect(try await coupons.timesUsed(id) == 1)
    }

    @Test("A limit that comes later counts what was used before, and is counted again when no order of then is left")
    func laterLimit() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("LATER", "fixed_amount", 100)
        for _ in 0..<2 { try await coupons.buy(["LATER"]) }
        try await coupons.change(id, ["usage_limit": 4])
        #expect(try await coupons.timesUsed(id) == 2)
        // An order that did not know of the limit yet.
        _ = try await coupons.shop.files.store.write { tx in
            try tx.execute("INSERT INTO coupon_usage (coupon_id, order_id, used_at) VALUES ($1, 999, 0)", id)
        }
        try await coupons.runJobs()
        #expect(try await coupons.timesUsed(id) == 2)
        coupons.shop.clock.advance(milliseconds: 60_000)
        try await coupons.runJobs()
        #expect(try await coupons.timesUsed(id) == 3)
        try await coupons.buy(["LATER"])
        #expect(await coupons.refusalCode(codes: ["LATER"]) == "coupon-used-up")
        try await coupons.change(id, ["usage_limit": nil])
        try await coupons.buy(["LATER"])
        #expect(try await coupons.timesUsed(id) == 5)
        try await coupons.change(id, ["usage_limit": 6])
        #expect(try await coupons.timesUsed(id) == 5)
    }

    @Test("A full refund gives the use back where the setting says so, a part never", arguments: [false, true])
    func refunds(isSet: Bool) async throws {
        let coupons = try await CouponShop.open(settings: ["return_on_full_refund": .boolean(isSet)])
        let id = try await coupons.add("ONCE", "fixed_amount", 100, ["usage_limit": 1])
        let order = try await coupons.buy(["ONCE"])
        try await refund(500, of: order, in: coupons)
        #expect(try await coupons.timesUsed(id) == 1)
        try await refund(1399, of: order, in: coupons)
        #expect(try await coupons.timesUsed(id) == (isSet ? 0 : 1))
        #expect(await coupons.refusalCode(codes: ["ONCE"]) == (isSet ? nil : "coupon-used-up"))
    }

    @Test("A refund and a cancellation that nobody told it of are made up for when it is switched on")
    func refundedMeanwhile() async throws {
        let coupons = try await CouponShop.open(settings: ["return_on_full_refund": true])
        let id = try await coupons.add("TWICE", "fixed_amount", 100, ["usage_limit_per_customer": 2])
        let order = try await coupons.buy(["TWICE"])
        try await coupons.buy(["TWICE"])
        try await coupons.shop.disable("coupons")
        try await refund(1899, of: order, in: coupons)
        try await coupons.shop.enable("coupons")
        try await coupons.runJobs()
        #expect(try await coupons.timesUsed(id) == 1)
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_customer_uses") == 1)
        try await coupons.buy(["TWICE"])
    }

    @Test("A cancellation that had begun before it was switched on gives the uses back")
    func cancelledByAnEarlierRequest() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("TWICE", "fixed_amount", 100, ["usage_limit": 2, "usage_limit_per_customer": 2])
        let order = try await coupons.buy(["TWICE"])
        try await coupons.buy(["TWICE"])
        try await coupons.shop.disable("coupons")
        let begun = coupons.shop.kernel.context(for: .system)
        try await coupons.shop.enable("coupons")
        try await coupons.shop.kernel.write(begun) { tx, context in
            _ = try OrderTransitions.move(order.id, to: .cancelled, comment: "", in: tx, context)
        }
        #expect(try await coupons.timesUsed(id) == 2)
        try await coupons.tell()
        #expect(try await coupons.timesUsed(id) == 1)
        #expect(try await coupons.shop.number("SELECT times_used FROM coupons") == 1)
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_customer_uses") == 1)
    }

    @Test("What the shop knows of a person's coupons is in the person's data, and goes with the person")
    func people() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("MINE", "fixed_amount", 100, ["usage_limit_per_customer": 3])
        let ada = try await coupons.register("ada@example.com")
        let actor = TotemKernel.Actor.user(ada.id, roles: [.customer])
        let own = try await coupons.buy(["MINE"], by: actor, email: "ada@example.com")
        let asGuest = try await coupons.buy(["MINE"], email: "ada@example.com")
        try await coupons.buy(["MINE"], email: "bob@example.com")
        let data = try await coupons.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: ada.id, in: tx, context)
        }
        let uses = data.extensions["coupons"]?["coupon_usage"]?.elements ?? []
        #expect(uses.map { $0["order_id"]?.integer } == [asGuest.id.value, own.id.value])
        #expect(uses.allSatisfy { $0["code"] == "MINE" })
        let kernel = coupons.shop.kernel
        try await kernel.prepareErasure(of: ada.id, kernel.context(for: .system))
        try await kernel.write(as: .system) { tx, context in try CustomerErasure.finish(ada.id, in: tx, context) }
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_usage WHERE user_id IS NOT NULL") == 0)
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_customer_uses") == 1)
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_usage") == 3)
    }

    private func refund(_ amount: Int64, of order: Order, in coupons: CouponShop) async throws {
        let currency = order.totals.total.currency
        try await coupons.shop.kernel.write(as: .system) { tx, context in
            let now = try OrderStore.get(order.id, in: tx, context)
            if now.payments[0].status == .authorized {
                _ = try OrderPayments.capture(now.payments[0].id, of: order.id, amount: nil, in: tx, context)
            }
            let request = try RefundRequest(amount: Money(amount, currency), reason: "")
            _ = try OrderRefunds.refund(request, of: order.id, in: tx, context)
        }
    }
}
