import Testing
import TotemKernel
import TotemTesting

@Suite("An order with a coupon, shipping and taxes, by a real daemon")
struct PricedOrdersTests {
    /// 1999 and 3 × 333 less 10 %, which is 300: 200 and 100 of it. Nets of 1799, 899, and 490 for shipping.
    private static let taxes: [(includes: String, taxes: [Int64], shippingTax: Int64, total: Int64)] = [
        ("false", [342, 171], 93, 3794), ("true", [287, 144], 78, 3188),
    ]

    @Test("Every amount is in the trace, tax added and included", arguments: taxes)
    func order(includes: String, taxes: [Int64], shippingTax: Int64, total: Int64) async throws {
        let plugins = try TemporaryFolder()
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: plugins.path)
        let shop = try await Shop.open(plugins: [plugins.path])
        #expect(
            try await shop.admin.patch("/v1/plugins/coupons", ["is_active": true, "grant": Shop.couponsGrant]).status
                == 200
        )
        let coupon: JSONValue = ["code": "TEN", "type": "percentage", "value": 1000]
        #expect(try await shop.admin.post("/v1/x/coupons/coupons", coupon).status == 201)
        for (key, value) in [
            ("tax_rate", "1900"), ("shipping_flat_amount", "490"), ("prices_include_tax", includes),
        ] {
            #expect(try await shop.admin.put("/v1/settings/\(key)", ["value": .string(value)]).status == 200)
        }
        let cart = try await shop.guest.post(
            "/v1/carts",
            ["items": [["sku": "POT-1", "quantity": 1], ["sku": "MUG-1", "quantity": 3]], "codes": ["TEN"]]
        )
        let id = try #require(cart["id"].text)
        let placed = try await shop.guest.post("/v1/carts/\(id)/checkout", Shop.checkout)
        #expect(placed.status == 201)
        #expect(placed["total"] == cart["total"])
        #expect(placed["due"] == cart["total"])
        let order = try await shop.admin.get("/v1/orders/\(placed["id"].integer ?? 0)?include=trace")
        #expect(order["total"]["amount"]?.integer == total)
        #expect(order["items"].elements.map { $0["discount"]?["amount"]?.integer } == [200, 100])
        #expect(order["items"].elements.map { $0["tax"]?["amount"]?.integer } == taxes)
        #expect(order["tax"]["amount"]?.integer == taxes.reduce(shippingTax, +))
        let parts = order["items"].elements.map { item in
            (item["adjustments"]?.elements ?? []).map { part in
                "\(part["source"]?.text ?? "") \(part["rule"]?.text ?? "") \(part["amount"]?["amount"]?.integer ?? 0)"
            }
        }
        #expect(parts[0] == ["coupons TEN -200", "core tax_rate \(taxes[0])"])
        #expect(parts[1] == ["coupons TEN -100", "core tax_rate \(taxes[1])"])
        #expect(order["items"][0]["adjustments"] == cart["items"][0]["adjustments"])
        let trace = order["trace"].elements.map { entry in
            "\(entry["kind"]?.text ?? "") \(entry["source"]?.text ?? "") \(entry["amount"]?["amount"]?.integer ?? 0)"
        }
        #expect(
            trace == [
                "item catalog 1999", "item catalog 999", "discount coupons -300", "shipping core 490",
                "tax core \(taxes.reduce(0, +))", "tax core \(shippingTax)",
            ]
        )
        #expect(await shop.daemon.stop() == 0)
    }
}
