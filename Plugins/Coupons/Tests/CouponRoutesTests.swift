import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Coupons over HTTP")
struct CouponRoutesTests {
    private static let wrongFields: [([String: JSONValue], [String])] = [
        (["code": ""], ["code"]), (["code": "TEN PERCENT"], ["code"]), (["code": "A\u{7F}"], ["code"]),
        (["code": .string(String(repeating: "x", count: 65))], ["code"]), (["code": 12], ["code"]),
        (["code": nil], ["code"]), (["type": "free"], ["type"]), (["value": 0], ["value"]),
        (["value": -1], ["value"]),
        (["value": 10_001], ["value"]), (["value": 12.5], ["value"]), (["value": 1e30], ["value"]),
        (["value": "1000"], ["value"]),
        (["minimum_purchase": -1], ["minimum_purchase"]), (["usage_limit": 0], ["usage_limit"]),
        (["usage_limit": 1e19], ["usage_limit"]), (["start_date": "tomorrow"], ["start_date"]),
        (["start_date": "2026-02-30T00:00:00Z"], ["start_date"]), (["start_date": 12], ["start_date"]),
        (["start_date": "2026-11-02T00:00:00Z", "end_date": "2026-11-02T00:00:00Z"], ["end_date"]),
        (["products": [1, 99]], ["products[1]"]),
        (["excluded_products": [98, 99]], ["excluded_products[0]", "excluded_products[1]"]),
        (["categories": [7]], ["categories[0]"]), (["excluded_categories": [7]], ["excluded_categories[0]"]),
        (
            ["type": "buy_x_get_y", "buy_quantity": 1, "get_quantity": 1, "get_products": [99], "get_categories": [7]],
            ["get_products[0]", "get_categories[0]"]
        ),
        (["is_active": "yes"], ["is_active"]), (["is_active": nil], ["is_active"]),
        (["colour": "red", "size": 1], ["colour", "size"]),
        (["value": -1, "usage_limit": -5], ["usage_limit", "value"]),
        (["activation": "maybe"], ["activation"]), (["label": ""], ["label"]),
        (["maximum_discount": 0], ["maximum_discount"]),
        (["products": [1, 1]], ["products"]), (["categories": [0]], ["categories[0]"]),
        (["segments": "7"], ["segments"]),
        (["excluded_products": ["x"]], ["excluded_products[0]"]), (["priority": 1001], ["priority"]),
        (["products": .array((1...1001).map { .integer($0) })], ["products"]),
        (["minimum_quantity": 0], ["minimum_quantity"]),
        (["usage_limit_per_customer": 1001], ["usage_limit_per_customer"]),
        (["free_shipping": nil], ["free_shipping"]), (["free_shipping": true, "value": -1], ["value"]),
    ]

    private static let everything: JSONValue = [
        "label": "Half of many things", "activation": "automatic", "type": "buy_x_get_y", "value": 5000,
        "maximum_discount": 9999, "free_shipping": true, "buy_quantity": 2, "get_quantity": 3, "times_per_order": 4,
        "get_products": [1, 4], "get_categories": [1], "products": [2, 3], "excluded_products": [4],
        "categories": [2], "excluded_categories": [3, 1], "segments": [14], "excluded_segments": [15],
        "minimum_purchase": 16, "minimum_quantity": 17, "first_order_only": true, "is_exclusive": true,
        "priority": -18, "usage_limit": 19, "usage_limit_per_customer": 20,
        "start_date": "2026-11-01T00:00:00.000Z", "end_date": "2026-12-01T00:00:00.000Z", "is_active": true,
    ]

    @Test("Made, read, changed field by field, cleared with null, and deleted while no order has used it")
    func life() async throws {
        let coupons = try await CouponShop.open()
        let made = try await coupons.send(
            "POST",
            "/coupons",
            [
                "code": "WELCOME10", "type": "percentage", "value": 1000, "minimum_purchase": 2000, "usage_limit": 100,
                "start_date": "2026-11-01T00:00:00Z", "end_date": nil,
            ]
        )
        #expect(made.status == 201)
        let id = try #require(made["id"].integer)
        let expected: JSONValue = [
            "id": .integer(id), "code": "WELCOME10", "type": "percentage", "value": 1000, "minimum_purchase": 2000,
            "usage_limit": 100, "times_used": 0, "start_date": "2026-11-01T00:00:00.000Z", "end_date": nil,
            "is_active": true, "label": nil, "activation": "code", "maximum_discount": nil, "free_shipping": false,
            "buy_quantity": nil, "get_quantity": nil, "times_per_order": nil, "get_products": nil,
            "get_categories": nil, "products": nil, "excluded_products": nil, "categories": nil,
            "excluded_categories": nil, "segments": nil, "excluded_segments": nil, "minimum_quantity": nil,
            "first_order_only": false, "is_exclusive": false, "priority": 0, "usage_limit_per_customer": nil,
        ]
        #expect(made.json == expected)
        #expect(try await coupons.send("GET", "/coupons/\(id)").json == expected)
        let changed = try await coupons.send(
            "PATCH",
            "/coupons/\(id)",
            ["type": "fixed_amount", "value": 500, "usage_limit": nil, "code": "welcome10"]
        )
        #expect(changed["usage_limit"] == .null)
        #expect(changed["minimum_purchase"] == 2000)
        #expect(changed["code"] == "welcome10")
        try await coupons.add("VASE", price: 5000, in: ["Home", "Kitchen", "Vases"])
        let wholly = try await coupons.send("PATCH", "/coupons/\(id)", Self.everything)
        for (name, value) in Self.everything.members { #expect(wholly[name] == value, "\(name)") }
        let same = try await coupons.send("PATCH", "/coupons/\(id)", [:])
        #expect(same.json == wholly.json)
        #expect(try await coupons.send("DELETE", "/coupons/\(id)").status == 204)
        #expect(await refusal { _ = try await coupons.send("GET", "/coupons/\(id)") }?.kind == .notFound)
    }

    @Test(
        "What is wrong is named by its field, and nothing is written",
        arguments: wrongFields
    )
    func badFields(change: [String: JSONValue], fields: [String]) async throws {
        let coupons = try await CouponShop.open()
        let good: [String: JSONValue] = ["code": "GOOD", "type": "percentage", "value": 1000]
        let bad = JSONValue.object(good.merging(change) { _, new in new })
        let refused = await refusal { _ = try await coupons.send("POST", "/coupons", bad) }
        #expect(refused?.kind == .invalid)
        #expect(refused?.fields.map(\.field) == fields, "\(refused?.detail ?? "nothing")")
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupons") == 0)
        let id = try await coupons.add("GOOD")
        let kept = await refusal { _ = try await coupons.send("PATCH", "/coupons/\(id)", .object(change)) }
        #expect(kept?.fields.map(\.field) == fields)
        #expect(try await coupons.send("GET", "/coupons/\(id)")["value"] == 1000)
    }

    @Test("A product that is deleted counts for nothing, and the coupon that names it can be changed otherwise")
    func deleted() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("POTS", "percentage", 1000, ["products": [1, 2]])
        try await coupons.shop.files.store.write { tx in try ProductStore.delete(Product.ID(1), in: tx) }
        #expect(try await coupons.send("PATCH", "/coupons/\(id)", ["value": 2000])["products"] == [1, 2])
        #expect(try await coupons.discount([("MUG-1", 1)], codes: ["POTS"]) == 67)
        let refused = await refusal { try await coupons.change(id, ["products": [1, 2]]) }
        #expect(refused?.fields == [KernelError.Field("products[0]", "names no product: 1")])
    }

    @Test("A body that is no JSON object is refused", arguments: ["", "[]", "12", "{", "null", "\u{FEFF}"])
    func badBodies(body: String) async throws {
        let coupons = try await CouponShop.open()
        let refused = await refusal {
            _ = try await coupons.shop.send("POST", "/coupons", of: "coupons", bytes: Array(body.utf8))
        }
        #expect(refused?.fields.map(\.field) == ["body"])
    }

    @Test("What is needed and missing is named")
    func missing() async throws {
        let coupons = try await CouponShop.open()
        let refused = await refusal {
            _ = try await coupons.send("POST", "/coupons", ["code": "X", "type": "percentage"])
        }
        #expect(refused?.fields == [KernelError.Field("value", "is missing")])
    }

    @Test("Two coupons never differ by capitals alone")
    func duplicates() async throws {
        let coupons = try await CouponShop.open()
        try await coupons.add("Summer")
        let other = try await coupons.add("WINTER")
        let made = await refusal { _ = try await coupons.add("sUMMER") }
        #expect(made?.fields.map(\.field) == ["code"])
        let renamed = await refusal { _ = try await coupons.send("PATCH", "/coupons/\(other)", ["code": "SUMMER"]) }
        #expect(renamed?.fields.first?.message.contains("is taken") == true)
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupons") == 2)
    }

    @Test("One that orders have used is not deleted, and what is no id is not found")
    func undeletable() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("USED")
        _ = try await coupons.shop.order(try await coupons.shop.cart(codes: ["USED"]).token)
        let refused = await refusal { _ = try await coupons.send("DELETE", "/coupons/\(id)") }
        #expect(refused?.code == "coupon-in-use")
        #expect(refused?.kind == .conflict)
        for id in ["0", "-1", "999", "x", "99999999999999999999"] {
            #expect(await refusal { _ = try await coupons.send("GET", "/coupons/\(id)") }?.kind == .notFound)
            #expect(await refusal { _ = try await coupons.send("GET", "/coupons/\(id)/usage") }?.kind == .notFound)
        }
    }

    @Test("The list is in pages, newest first; a bad limit or cursor is named")
    func pages() async throws {
        let coupons = try await CouponShop.open()
        for number in 1...5 { try await coupons.add("C\(number)") }
        var codes: [String?] = []
        var query = ["limit": "2"]
        // One page more than there should be, lest a cursor that leads nowhere new is followed for ever.
        for _ in 1...4 {
            let page = try await coupons.send("GET", "/coupons", query: query)
            codes += page["data"].elements.map { $0["code"]?.text }
            guard let cursor = page["next_cursor"].text else { break }
            query["cursor"] = cursor
        }
        #expect(codes == ["C5", "C4", "C3", "C2", "C1"])
        for bad in [["limit": "0"], ["limit": "101"], ["limit": "x"], ["cursor": "rubbish"]] {
            let refused = await refusal { _ = try await coupons.send("GET", "/coupons", query: bad) }
            #expect(refused?.fields.map(\.field) == Array(bad.keys))
        }
    }
}
