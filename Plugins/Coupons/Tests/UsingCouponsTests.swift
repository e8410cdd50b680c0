import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What a coupon is worth, and when")
struct UsingCouponsTests {
    private static let percentages: [(Int64, [(sku: String, quantity: Int64)], Int64)] = [
        (1000, [("POT-1", 1)], 200), (1000, [("MUG-1", 1)], 33), (5000, [("MUG-1", 1)], 167),
        (1, [("POT-1", 1)], 0),
        (1, [("BOWL-1", 1)], 1), (1250, [("POT-1", 3), ("MUG-1", 2)], 833), (10_000, [("BOWL-1", 7)], 70_007),
        (9999, [("BOWL-1", 900_000)], 8_999_999_910), (3333, [("MUG-1", 3)], 333),
    ]

    @Test(
        "A percentage is exact, half a cent is rounded up",
        arguments: percentages
    )
    func percentage(basisPoints: Int64, lines: [(sku: String, quantity: Int64)], discount: Int64) async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("PART", "percentage", basisPoints)
        let cart = try await coupons.shop.cart(lines, codes: ["PART"])
        #expect(cart.totals.discount.amount == discount)
        #expect(cart.totals.total.amount == cart.totals.subtotal.amount - cart.totals.discount.amount)
    }

    @Test(
        "A fixed amount is at most what the cart is worth",
        arguments: [(1, 1), (1998, 1998), (1999, 1999), (2000, 1999), (Int64.max, 1999)] as [(Int64, Int64)]
    )
    func fixedAmount(value: Int64, discount: Int64) async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("OFF", "fixed_amount", value)
        let cart = try await coupons.shop.cart(codes: ["OFF"])
        #expect(cart.totals.discount.amount == discount)
        #expect(cart.adjustments.map(\.label) == ["OFF"])
        #expect(try await coupons.shop.order(cart.token).totals.total.amount == 1999 - discount)
    }

    @Test("Lines that take no discounts count for nothing, and the last cent of the others can be taken")
    func withoutSomeLines() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("HALF", "percentage", 5000)
        try await coupons.add("OFF", "fixed_amount", 5000)
        let cart = try await coupons.shop.kernel.write(as: .guest) { tx, context in
            try CartStore.create(
                items: [
                    LineRequest(.sku("POT-1"), quantity: try Quantity(1)),
                    LineRequest(.sku("BOWL-1"), quantity: try Quantity(1), flags: .noDiscount),
                ],
                codes: ["HALF", "OFF"],
                in: tx,
                context
            )
        }
        #expect(cart.adjustments.map(\.amount.amount) == [-1000, -999])
        #expect(cart.items.map(\.discount.amount) == [1999, 0])
        #expect(cart.totals.total.amount == 10_001)
    }

    @Test("Several codes add up in the order in which they were entered, and the last gets what is left")
    func several() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("HALF", "percentage", 5000)
        try await coupons.add("TENNER", "fixed_amount", 1000)
        let cart = try await coupons.shop.cart(codes: ["HALF", "TENNER"])
        #expect(cart.adjustments.map(\.amount.amount) == [-1000, -999])
        #expect(cart.totals.total.amount == 0)
    }

    @Test("Capitals make no difference, and one coupon counts once however it is spelled")
    func spelling() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("Half-É", "percentage", 5000)
        let cart = try await coupons.shop.cart(codes: ["half-é"])
        #expect(cart.adjustments.map(\.rule) == ["Half-É"])
        let twice = await refusal { _ = try await coupons.shop.enter("HALF-É", into: cart.token) }
        #expect(twice?.code == "coupon-entered")
        #expect(twice?.kind == .conflict)
        #expect(try await coupons.shop.order(cart.token).totals.discount.amount == 1000)
        #expect(try await coupons.timesUsed(id) == 1)
        #expect(await refusal { _ = try await coupons.shop.cart(codes: ["HALF"]) }?.code == "unknown-code")
    }

    @Test("A code is taken out of the cart in any capitals too", arguments: ["half-é", "HALF-É", " Half-é "])
    func takenOut(spelling: String) async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("Half-É", "percentage", 5000)
        try await coupons.add("OFF", "fixed_amount", 100)
        let cart = try await coupons.shop.cart(codes: ["half-É", "OFF"])
        let rest = try await coupons.shop.takeOut(spelling, of: cart.token)
        #expect(rest.codes.map(\.code) == ["OFF"])
        #expect(rest.totals.discount.amount == 100)
        #expect(await refusal { _ = try await coupons.shop.takeOut(spelling, of: cart.token) }?.kind == .notFound)
    }

    @Test("The minimum is of the subtotal; a cart that falls below it shows no discount, and checkout says why")
    func minimum() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("BIG", "fixed_amount", 100, ["minimum_purchase": 3998])
        #expect(await refusal { _ = try await coupons.shop.cart(codes: ["BIG"]) }?.code == "coupon-minimum")
        let cart = try await coupons.shop.cart([("POT-1", 2)], codes: ["BIG"])
        #expect(cart.totals.discount.amount == 100)
        let smaller = try await coupons.shop.kernel.write(as: .guest) { tx, context in
            try CartStore.change(
                cart.items[0].id,
                quantity: try Quantity(1),
                properties: nil,
                in: cart.token,
                in: tx,
                context
            )
        }
        #expect(smaller.totals.discount.amount == 0)
        #expect(await refusal { _ = try await coupons.shop.order(cart.token) }?.code == "coupon-minimum")
    }

    @Test("It begins with the first millisecond of start_date and ends before that of end_date")
    func dates() async throws {
        let coupons = try await CouponShop.open()
        let clock = coupons.shop.clock
        try await coupons.add(
            "WEEK",
            "fixed_amount",
            100,
            ["start_date": "2026-11-24T10:00:00Z", "end_date": "2026-11-24T11:00:00.500+00:00"]
        )
        let enter = { await refusal { _ = try await coupons.shop.cart(codes: ["WEEK"]) }?.code }
        #expect(await enter() == "coupon-not-started")
        clock.set(try #require(Timestamp(rfc3339: "2026-11-24T09:59:59.999Z")))
        #expect(await enter() == "coupon-not-started")
        clock.advance(milliseconds: 1)
        #expect(await enter() == nil)
        clock.set(try #require(Timestamp(rfc3339: "2026-11-24T11:00:00.499Z")))
        let cart = try await coupons.shop.cart(codes: ["WEEK"])
        clock.advance(milliseconds: 1)
        #expect(await enter() == "coupon-expired")
        #expect(try await coupons.shop.look(cart.token).totals.discount.amount == 0)
        #expect(await refusal { _ = try await coupons.shop.order(cart.token) }?.code == "coupon-expired")
    }

    @Test("Switched off it takes nothing off; the plugin switched off, its codes are unknown at checkout")
    func switchedOff() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("OFF", "fixed_amount", 100)
        let cart = try await coupons.shop.cart(codes: ["OFF"])
        _ = try await coupons.send("PATCH", "/coupons/\(id)", ["is_active": false])
        #expect(try await coupons.shop.look(cart.token).totals.discount.amount == 0)
        #expect(await refusal { _ = try await coupons.shop.order(cart.token) }?.code == "coupon-inactive")
        _ = try await coupons.send("PATCH", "/coupons/\(id)", ["is_active": true])
        try await coupons.shop.disable("coupons")
        #expect(await refusal { _ = try await coupons.shop.order(cart.token) }?.code == "unknown-code")
        try await coupons.shop.enable("coupons")
        #expect(try await coupons.shop.order(cart.token).totals.discount.amount == 100)
    }

    @Test("A use is written with the order, told in pages, refused beyond the limit, and given back by a cancellation")
    func usage() async throws {
        let coupons = try await CouponShop.open()
        let shop = coupons.shop
        let id = try await coupons.add("TWICE", "fixed_amount", 100, ["usage_limit": 2])
        try await coupons.add("OTHER", "fixed_amount", 100)
        try await coupons.buy(["OTHER"])
        let carts = [
            try await shop.cart(codes: ["TWICE"]), try await shop.cart(codes: ["TWICE"]),
            try await shop.cart(codes: ["TWICE"]),
        ]
        #expect(try await coupons.timesUsed(id) == 0)
        let first = try await shop.order(carts[0].token)
        let second = try await shop.order(carts[1].token)
        #expect(await refusal { _ = try await shop.order(carts[2].token) }?.code == "coupon-used-up")
        #expect(try await shop.look(carts[2].token).totals.discount.amount == 0)
        #expect(try await coupons.timesUsed(id) == 2)

        let page = try await coupons.send("GET", "/coupons/\(id)/usage", query: ["limit": "1"])
        #expect(page["data"].elements.map { $0["order_id"] } == [.integer(second.id.value)])
        let cursor = try #require(page["next_cursor"].text)
        let rest = try await coupons.send("GET", "/coupons/\(id)/usage", query: ["limit": "1", "cursor": cursor])
        #expect(rest["data"].elements.map { $0["order_id"] } == [.integer(first.id.value)])
        #expect(rest["next_cursor"] == .null)

        try await shop.move(first.id, to: .cancelled)
        #expect(try await coupons.timesUsed(id) == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM coupon_usage") == 2)
        #expect(try await shop.order(carts[2].token).totals.discount.amount == 100)
        #expect(try await coupons.timesUsed(id) == 2)
    }

    @Test("What was cancelled while the plugin was off gives its uses back when it is switched on, once")
    func cancelledMeanwhile() async throws {
        let coupons = try await CouponShop.open()
        let shop = coupons.shop
        let id = try await coupons.add("THRICE", "fixed_amount", 100, ["usage_limit": 3])
        let other = try await coupons.add("OTHER", "fixed_amount", 100)
        var orders: [Order] = []
        for codes in [["THRICE"], ["THRICE", "OTHER"], ["THRICE"]] {
            orders.append(try await shop.order(try await shop.cart(codes: codes).token))
        }
        try await shop.disable("coupons")
        for order in orders.prefix(2) { try await shop.move(order.id, to: .cancelled) }
        try await shop.enable("coupons")
        try await coupons.runJobs()
        #expect(try await coupons.timesUsed(id) == 1)
        #expect(try await shop.number("SELECT times_used FROM coupons WHERE code = 'THRICE'") == 1)
        #expect(try await coupons.timesUsed(other) == 0)
        #expect(try await shop.number("SELECT COUNT(*) FROM coupon_usage") == 1)
        try await shop.disable("coupons")
        try await shop.enable("coupons")
        try await coupons.runJobs()
        #expect(try await coupons.timesUsed(id) == 1)
    }

    @Test("Switching on looks at no order: a job does, some at a time, each with how far it has come")
    func caughtUpInParts() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("MANY", "fixed_amount", 100, ["usage_limit": 10_000])
        let orders = [try await coupons.buy(["MANY"]), try await coupons.buy(["MANY"])]
        try await coupons.shop.disable("coupons")
        try await coupons.shop.move(orders[1].id, to: .cancelled)
        // The first has used more than one look is for.
        try await coupons.shop.files.store.write { tx in
            _ = try tx.execute(
                """
                INSERT INTO coupon_usage (coupon_id, order_id, used_at)
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
                SELECT 1000 + i, $1, 0 FROM n
                """,
                orders[0].id
            )
        }
        try await coupons.shop.enable("coupons")
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_usage") == 502)
        try await coupons.runJobs()
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_usage") == 501)
        #expect(try await coupons.shop.number("SELECT times_used FROM coupons") == 1)
    }

    @Test("An order that fails after its coupon was taken uses nothing")
    func shortage() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("ONE", "fixed_amount", 100, ["usage_limit": 1])
        let cart = try await coupons.shop.cart([("POT-1", 100_001)], codes: ["ONE"])
        #expect(await refusal { _ = try await coupons.shop.order(cart.token) }?.code == "insufficient-stock")
        #expect(try await coupons.timesUsed(id) == 0)
    }
}
