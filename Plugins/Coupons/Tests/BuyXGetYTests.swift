import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Buy X, get Y")
struct BuyXGetYTests {
    private static let groups: [(quantity: Int64, free: Int64)] = [
        (1, 0), (2, 0), (3, 1), (4, 1), (5, 1), (6, 2), (900, 300),
    ]

    @Test("Three for two: every third unit is free", arguments: groups)
    func threeForTwo(quantity: Int64, free: Int64) async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("3FOR2", "buy_x_get_y", 10_000, ["buy_quantity": 2, "get_quantity": 1])
        #expect(try await coupons.discount([("MUG-1", quantity)], codes: ["3FOR2"]) == free * 333)
    }

    @Test("A code that has taken nothing off is not used: it holds for the next order")
    func inVain() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add(
            "3FOR2",
            "buy_x_get_y",
            10_000,
            ["buy_quantity": 2, "get_quantity": 1, "usage_limit": 1, "usage_limit_per_customer": 1]
        )
        for (quantity, uses) in [(2, 0), (3, 1)] as [(Int64, Int64)] {
            let cart = try await coupons.shop.cart([("MUG-1", quantity)], codes: ["3FOR2"])
            #expect(try await coupons.shop.order(cart.token).totals.discount.amount == uses * 333)
            #expect(try await coupons.timesUsed(id) == uses)
        }
        #expect(await coupons.refusalCode([("MUG-1", 3)], codes: ["3FOR2"]) == "coupon-used-up")
    }

    @Test("A group that is begun gets what there is, and the cheapest units are the ones that are got")
    func cheapest() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("2PLUS2", "buy_x_get_y", 5000, ["buy_quantity": 2, "get_quantity": 2])
        let lines = [("POT-1", 2), ("MUG-1", 1)] as [(sku: String, quantity: Int64)]
        let cart = try await coupons.shop.cart(lines, codes: ["2PLUS2"])
        #expect(cart.items.map(\.discount.amount) == [0, 167])
        // Of seven units: two groups' worth of buying leaves three to get: mugs, and one pot.
        let more = try await coupons.discount([("POT-1", 5), ("MUG-1", 2)], codes: ["2PLUS2"])
        #expect(more == 333 + 1000)
    }

    @Test("What is got may be something else than what is bought, and as often as is said")
    func others() async throws {
        let coupons = try await CouponShop.open()
        let (pot, mug) = (try await coupons.product("POT-1"), try await coupons.product("MUG-1"))
        let offer: [String: JSONValue] = [
            "buy_quantity": 1, "get_quantity": 2, "products": [.integer(pot)], "get_products": [.integer(mug)],
        ]
        try await coupons.add("MUGS", "buy_x_get_y", 10_000, offer)
        try await coupons.add("ONCE", "buy_x_get_y", 10_000, offer.merging(["times_per_order": 1]) { $1 })
        #expect(try await coupons.discount([("POT-1", 2), ("MUG-1", 3)], codes: ["MUGS"]) == 999)
        #expect(try await coupons.discount([("POT-1", 2), ("MUG-1", 5)], codes: ["MUGS"]) == 4 * 333)
        #expect(try await coupons.discount([("POT-1", 2), ("MUG-1", 5)], codes: ["ONCE"]) == 2 * 333)
        #expect(try await coupons.discount([("POT-1", 2)], codes: ["MUGS"]) == 0)
        #expect(await coupons.refusalCode([("MUG-1", 2)], codes: ["MUGS"]) == "coupon-no-goods")
    }

    @Test("A unit that could be bought or got is counted once")
    func overlapping() async throws {
        let coupons = try await CouponShop.open()
        let mug = try await coupons.product("MUG-1")
        // Buy any two, get a mug.
        let offer: [String: JSONValue] = ["buy_quantity": 2, "get_quantity": 1, "get_products": [.integer(mug)]]
        try await coupons.add("ANY2", "buy_x_get_y", 10_000, offer)
        #expect(try await coupons.discount([("POT-1", 2), ("MUG-1", 1)], codes: ["ANY2"]) == 333)
        #expect(try await coupons.discount([("POT-1", 1), ("MUG-1", 1)], codes: ["ANY2"]) == 0)
        #expect(try await coupons.discount([("POT-1", 1), ("MUG-1", 2)], codes: ["ANY2"]) == 333)
        #expect(try await coupons.discount([("POT-1", 4), ("MUG-1", 2)], codes: ["ANY2"]) == 666)
        #expect(try await coupons.discount([("POT-1", 1), ("MUG-1", 5)], codes: ["ANY2"]) == 666)
        // Buy two pots or mugs, get a mug or a bowl: a mug that has to be bought is not got, however cheap it is.
        let (pot, bowl) = (try await coupons.product("POT-1"), try await coupons.product("BOWL-1"))
        let either: [String: JSONValue] = [
            "buy_quantity": 2, "get_quantity": 1, "products": [.integer(pot), .integer(mug)],
            "get_products": [.integer(mug), .integer(bowl)],
        ]
        try await coupons.add("EITHER", "buy_x_get_y", 10_000, either)
        let lines = [("POT-1", 1), ("MUG-1", 1), ("BOWL-1", 1)] as [(sku: String, quantity: Int64)]
        let cart = try await coupons.shop.cart(lines, codes: ["EITHER"])
        #expect(cart.items.map(\.discount.amount) == [0, 0, 10_001])
        #expect(try await coupons.discount([("POT-1", 1), ("MUG-1", 2), ("BOWL-1", 1)], codes: ["EITHER"]) == 333)
    }

    @Test("What the coupon excludes is neither bought nor got, and a maximum ends what is taken off")
    func limits() async throws {
        let coupons = try await CouponShop.open()
        let mug = try await coupons.product("MUG-1")
        let offer: [String: JSONValue] = ["buy_quantity": 1, "get_quantity": 1]
        try await coupons.add(
            "POTS",
            "buy_x_get_y",
            10_000,
            offer.merging(["excluded_products": [.integer(mug)]]) { $1 }
        )
        try await coupons.add("CAPPED", "buy_x_get_y", 10_000, offer.merging(["maximum_discount": 1500]) { $1 })
        #expect(try await coupons.discount([("POT-1", 1), ("MUG-1", 5)], codes: ["POTS"]) == 0)
        #expect(try await coupons.discount([("POT-1", 2), ("MUG-1", 5)], codes: ["POTS"]) == 1999)
        #expect(try await coupons.discount([("POT-1", 2)], codes: ["CAPPED"]) == 1500)
    }

    @Test("Its members belong to it alone, and are needed")
    func members() async throws {
        let coupons = try await CouponShop.open()
        let missing = await refusal { try await coupons.add("X", "buy_x_get_y", 10_000) }
        #expect(missing?.fields.map(\.field) == ["buy_quantity", "get_quantity"])
        let elsewhere = await refusal { try await coupons.add("X", "percentage", 1000, ["buy_quantity": 1]) }
        #expect(elsewhere?.fields.map(\.field) == ["buy_quantity"])
        let id = try await coupons.add("X", "buy_x_get_y", 10_000, ["buy_quantity": 1, "get_quantity": 1])
        try await coupons.change(id, ["type": "percentage"])
        let shown = try await coupons.send("GET", "/coupons/\(id)")
        #expect(shown["type"] == "percentage" && shown["buy_quantity"] == .null)
    }
}
