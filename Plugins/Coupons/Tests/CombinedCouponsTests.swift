import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Several coupons of one cart")
struct CombinedCouponsTests {
    @Test("Priorities say which comes first, and among equal ones those that come by themselves")
    func order() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("LAST", "fixed_amount", 10, ["priority": 5])
        try await coupons.add("CODE", "fixed_amount", 20)
        try await coupons.add("SELF", "fixed_amount", 30, ["activation": "automatic", "label": "For everybody"])
        try await coupons.add("FIRST", "fixed_amount", 40, ["priority": -1])
        let cart = try await coupons.shop.cart(codes: ["LAST", "CODE", "FIRST"])
        #expect(cart.adjustments.map(\.rule) == ["FIRST", "SELF", "CODE", "LAST"])
        #expect(cart.adjustments.map(\.label) == ["FIRST", "For everybody", "CODE", "LAST"])
        #expect(cart.totals.discount.amount == 100)
    }

    @Test("An exclusive one is alone: the second of the two is refused, whichever it is")
    func exclusive() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("ALONE", "fixed_amount", 100, ["is_exclusive": true])
        let other = try await coupons.add("OTHER", "fixed_amount", 50)
        for codes in [["ALONE", "OTHER"], ["OTHER", "ALONE"]] {
            let cart = try await coupons.shop.cart(codes: [codes[0]])
            let refused = await refusal { _ = try await coupons.shop.enter(codes[1], into: cart.token) }
            #expect(refused?.code == "coupon-exclusive")
            #expect(refused?.kind == .conflict)
            #expect(refused?.detail.contains(codes[0]) == true)
        }
        // Also one that would take something off before it.
        try await coupons.add("EARLY", "fixed_amount", 5, ["priority": -1])
        let alone = try await coupons.shop.cart(codes: ["ALONE"])
        let early = await refusal { _ = try await coupons.shop.enter("EARLY", into: alone.token) }
        #expect(early?.code == "coupon-exclusive")
        #expect(try await coupons.shop.order(alone.token).totals.discount.amount == 100)
        // One that becomes exclusive later gives way to what was entered before it.
        try await coupons.add("THIRD", "fixed_amount", 5)
        let cart = try await coupons.shop.cart(codes: ["THIRD", "OTHER"])
        try await coupons.change(other, ["is_exclusive": true])
        #expect(try await coupons.shop.look(cart.token).adjustments.map(\.rule) == ["THIRD"])
        #expect(await refusal { _ = try await coupons.shop.order(cart.token) }?.code == "coupon-exclusive")
    }

    @Test("What comes by itself gives way to codes that are exclusive, and stays away from codes when it is")
    func automaticExclusive() async throws {
        let coupons = try await CouponShop.open()
        let own = try await coupons.add("SELF", "fixed_amount", 30, ["activation": "automatic"])
        try await coupons.add("ALONE", "fixed_amount", 100, ["is_exclusive": true, "priority": 9])
        try await coupons.add("CODE", "fixed_amount", 20)
        #expect(try await coupons.discount(codes: ["ALONE"]) == 100)
        #expect(try await coupons.discount(codes: ["CODE"]) == 50)
        try await coupons.change(own, ["is_exclusive": true])
        #expect(try await coupons.discount(codes: ["CODE"]) == 20)
        #expect(try await coupons.discount(codes: []) == 30)
    }

    @Test("One without a code is taken off by itself, is used when it has taken something, and can't be entered")
    func automatic() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add(
            "AUTO",
            "percentage",
            1000,
            ["activation": "automatic", "minimum_purchase": 3998, "usage_limit": 2]
        )
        #expect(try await coupons.discount(codes: []) == 0)
        #expect(await coupons.refusalCode([("POT-1", 2)], codes: ["AUTO"]) == "coupon-automatic")
        try await coupons.buy([])
        #expect(try await coupons.timesUsed(id) == 0)
        for _ in 0..<2 {
            let order = try await coupons.shop.order(try await coupons.shop.cart([("POT-1", 2)]).token)
            #expect(order.totals.discount.amount == 400)
        }
        #expect(try await coupons.timesUsed(id) == 2)
        let third = try await coupons.shop.order(try await coupons.shop.cart([("POT-1", 2)]).token)
        #expect(third.totals.discount.amount == 0)
        try await coupons.change(id, ["is_active": false])
        #expect(await coupons.refusalCode([("POT-1", 2)], codes: ["AUTO"]) == "unknown-code")
    }

    @Test("No more than ten come by themselves, and all of them with twenty codes fit")
    func most() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.shop.set("shipping_flat_amount", "490")
        var own: Int64 = 0
        for number in 0..<10 {
            let more: [String: JSONValue] = ["activation": "automatic", "free_shipping": true]
            own = try await coupons.add("SELF\(number)", "fixed_amount", 1, more)
        }
        let refused = await refusal { try await coupons.add("SELF10", "fixed_amount", 1, ["activation": "automatic"]) }
        #expect(refused?.fields.map(\.field) == ["activation"])
        let spare = try await coupons.add(
            "SELF11",
            "fixed_amount",
            1,
            ["activation": "automatic", "is_active": false]
        )
        let switched = await refusal { try await coupons.change(spare, ["is_active": true]) }
        #expect(switched?.fields.map(\.field) == ["activation"])
        // One of the ten may be changed.
        try await coupons.change(own, ["priority": 1])
        for number in 0..<20 { try await coupons.add("C\(number)", "fixed_amount", 1, ["free_shipping": true]) }
        let order = try await coupons.buy((0..<20).map { "C\($0)" })
        #expect(order.totals.total.amount == 1999 - 30)
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_usage") == 30)
    }

    @Test("Of twenty that are made at once, no more than ten come by themselves")
    func mostAtOnce() async throws {
        let coupons = try await CouponShop.open()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    _ = await refusal {
                        try await coupons.add("SELF\(number)", "fixed_amount", 1, ["activation": "automatic"])
                    }
                }
            }
        }
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupons") == 10)
    }
}
