import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Whom and what a coupon is for")
struct CouponConditionsTests {
    @Test("Of certain products alone, spread over their lines, and never of those that it excludes")
    func products() async throws {
        let coupons = try await CouponShop.open()
        let (pot, mug) = (try await coupons.product("POT-1"), try await coupons.product("MUG-1"))
        try await coupons.add("POTS", "percentage", 1000, ["products": [.integer(pot), .integer(mug)]])
        try await coupons.add("NO-POTS", "percentage", 5000, ["excluded_products": [.integer(pot)]])
        try await coupons.add("TENNER", "fixed_amount", 1000, ["products": [.integer(mug)]])
        let lines = [("POT-1", 1), ("MUG-1", 2), ("BOWL-1", 1)] as [(sku: String, quantity: Int64)]
        let cart = try await coupons.shop.cart(lines, codes: ["POTS"])
        // 10 % of 1999 + 666, in proportion.
        #expect(cart.totals.discount.amount == 267)
        #expect(cart.items.map(\.discount.amount) == [200, 67, 0])
        #expect(cart.adjustments.map(\.shares) == [[-200, -67, 0]])
        let order = try await coupons.shop.order(cart.token)
        #expect(order.items.map(\.discount.amount) == [200, 67, 0])
        #expect(order.totals.total.amount == 1999 + 666 + 10_001 - 267)
        #expect(try await coupons.shop.cart(lines, codes: ["NO-POTS"]).items.map(\.discount.amount) == [0, 333, 5001])
        // At most what these cost.
        #expect(try await coupons.discount(lines, codes: ["TENNER"]) == 666)
        #expect(await coupons.refusalCode([("BOWL-1", 1)], codes: ["POTS"]) == "coupon-no-goods")
        #expect(await coupons.refusalCode([("POT-1", 1)], codes: ["NO-POTS"]) == "coupon-no-goods")
    }

    @Test("Of more lines than there may be discounts it is one discount")
    func manyLines() async throws {
        let coupons = try await CouponShop.open()
        let mug = try await coupons.product("MUG-1")
        try await coupons.add("MUGS", "percentage", 1000, ["products": [.integer(mug)]])
        let cart = try await coupons.shop.kernel.write(as: .guest) { tx, context in
            let items = try (0..<150).map { number in
                let properties = try LineProperties(["n": .integer(Int64(number))])
                return LineRequest(.sku("MUG-1"), quantity: try Quantity(1), properties: properties)
            }
            return try CartStore.create(items: items, codes: ["MUGS"], in: tx, context)
        }
        #expect(cart.items.count == 150)
        // Half up of the sum, not of each line.
        #expect(cart.totals.discount.amount == 4995)
        #expect(cart.adjustments.count == 1)
    }

    @Test("Of a category it takes what is in all below it")
    func categories() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("SPADE", price: 1000, in: ["Garden", "Tools", "Hand"])
        try await coupons.add("ROSE", price: 3000, in: ["Garden", "Plants"])
        let (garden, tools) = (try await coupons.category("garden"), try await coupons.category("tools"))
        try await coupons.add("GARDEN", "percentage", 1000, ["categories": [.integer(garden)]])
        try await coupons.add(
            "NO-TOOLS",
            "percentage",
            1000,
            ["categories": [.integer(garden)], "excluded_categories": [.integer(tools)]]
        )
        let lines = [("POT-1", 1), ("SPADE", 1), ("ROSE", 1)] as [(sku: String, quantity: Int64)]
        #expect(try await coupons.shop.cart(lines, codes: ["GARDEN"]).items.map(\.discount.amount) == [0, 100, 300])
        #expect(try await coupons.shop.cart(lines, codes: ["NO-TOOLS"]).items.map(\.discount.amount) == [0, 0, 300])
        #expect(await coupons.refusalCode([("SPADE", 1)], codes: ["NO-TOOLS"]) == "coupon-no-goods")
    }

    @Test("A minimum of units counts what it applies to, and a maximum ends the discount")
    func quantities() async throws {
        let coupons = try await CouponShop.open()
        let mug = try await coupons.product("MUG-1")
        try await coupons.add("THREE", "percentage", 1000, ["products": [.integer(mug)], "minimum_quantity": 3])
        try await coupons.add("CAPPED", "percentage", 5000, ["maximum_discount": 300])
        #expect(await coupons.refusalCode([("MUG-1", 2), ("POT-1", 5)], codes: ["THREE"]) == "coupon-minimum-quantity")
        #expect(try await coupons.discount([("MUG-1", 3)], codes: ["THREE"]) == 100)
        #expect(try await coupons.discount([("MUG-1", 1)], codes: ["CAPPED"]) == 167)
        #expect(try await coupons.discount([("POT-1", 1)], codes: ["CAPPED"]) == 300)
    }

    @Test("Shipping is free, with a discount or alone")
    func freeShipping() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.shop.set("shipping_flat_amount", "490")
        try await coupons.add("FREE", "percentage", 0, ["free_shipping": true])
        try await coupons.add("BOTH", "percentage", 1000, ["free_shipping": true])
        let free = try await coupons.buy(["FREE"])
        #expect(free.totals.total.amount == 1999)
        #expect(free.totals.discount.amount == 490)
        #expect(try await coupons.buy(["BOTH"]).totals.total.amount == 1799)
        #expect(try await coupons.buy([]).totals.total.amount == 1999 + 490)
    }

    @Test("A first order is one without another by the same account or e-mail; a cancelled one does not count")
    func firstOrder() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("FIRST", "fixed_amount", 500, ["first_order_only": true])
        let first = try await coupons.buy(["FIRST"], email: "ada@example.com")
        // A guest is nobody before checkout.
        let cart = try await coupons.shop.cart(codes: ["FIRST"])
        let again = await refusal { _ = try await coupons.shop.order(cart.token, email: "ADA@example.com") }
        #expect(again?.code == "coupon-not-first-order")
        _ = try await coupons.shop.order(cart.token, email: "bob@example.com")

        let ada = try await coupons.register("ada@example.com")
        let user = TotemKernel.Actor.user(ada.id, roles: [.customer])
        #expect(await coupons.refusalCode(codes: ["FIRST"], by: user) == "coupon-not-first-order")
        try await coupons.shop.move(first.id, to: .cancelled)
        try await coupons.buy(["FIRST"], by: user, email: "ada@example.com")
        #expect(await coupons.refusalCode(codes: ["FIRST"], by: user) == "coupon-not-first-order")
        // A cart knows whose it is, whoever enters the code.
        let other = try await coupons.shop.cart(by: user)
        let entered = await refusal { _ = try await coupons.shop.enter("FIRST", into: other.token) }
        #expect(entered?.code == "coupon-not-first-order")
    }

    @Test("A minimum of purchase is of the whole cart, whatever the coupon applies to")
    func minimumOfAll() async throws {
        let coupons = try await CouponShop.open()
        let mug = try await coupons.product("MUG-1")
        let more: [String: JSONValue] = ["products": [.integer(mug)], "minimum_purchase": 2332]
        try await coupons.add("MUGS", "percentage", 1000, more)
        #expect(await coupons.refusalCode([("MUG-1", 7)], codes: ["MUGS"]) == "coupon-minimum")
        #expect(try await coupons.discount([("MUG-1", 1), ("POT-1", 1)], codes: ["MUGS"]) == 33)
    }

    @Test("Gifts are neither counted nor made cheaper")
    func gifts() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("HALF", "percentage", 5000)
        try await coupons.add("TWO", "percentage", 5000, ["minimum_quantity": 2])
        let lines = [
            LineRequest(.sku("POT-1"), quantity: try Quantity(1)),
            LineRequest(.sku("BOWL-1"), quantity: try Quantity(1), flags: .gift),
        ]
        let cart = try await coupons.shop.kernel.write(as: .guest) { tx, context in
            try CartStore.create(items: lines, codes: ["HALF"], in: tx, context)
        }
        #expect(cart.items.map(\.discount.amount) == [1000, 0])
        #expect(
            await refusal { _ = try await coupons.shop.enter("TWO", into: cart.token) }?.code
                == "coupon-minimum-quantity"
        )
    }
}
