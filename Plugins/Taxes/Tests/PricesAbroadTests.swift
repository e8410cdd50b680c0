import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

/// A German shop whose prices include 19 %, or 7 % for books.
@Suite("Prices that include a tax, for buyers who pay another")
struct PricesAbroadTests {
    private static func shop(_ prices: String, shipping: String = "class") async throws -> TaxShop {
        let settings: JSONValue = [
            "shop_country": "DE", "prices_abroad": .string(prices), "shipping": .string(shipping),
        ]
        let taxes = try await TaxShop.including(settings, store: ["shipping_flat_amount": "595"])
        for (country, rates) in [("DE", ["19", "7"]), ("FR", ["20", "5.5"]), ("HU", ["27", "5"])] {
            let zone = try await taxes.zone(country, [country], ["reverse_charge": true])
            try await taxes.rate(zone, "VAT", rates[0])
            try await taxes.rate(zone, "VAT", rates[1], ["tax_class": "reduced"])
        }
        try await taxes.product("LAMP", 11_900)
        try await taxes.product("BOOK", 1070, "reduced")
        return taxes
    }

    private static let lines: [(sku: String, quantity: Int64)] = [("LAMP", 1), ("BOOK", 3)]

    @Test("The gross stays the same: everybody pays the price, and the tax in it is the buyer's")
    func gross() async throws {
        let taxes = try await Self.shop("gross")
        let home = try await taxes.cart(Self.lines, to: try TaxShop.address("DE"))
        #expect(home.total == 11_900 + 3210 + 595)
        #expect(home.items.map(\.tax.amount) == [1900, 210] && home.totals.shippingTax.amount == 95)
        let abroad = try await taxes.cart(Self.lines, to: try TaxShop.address("HU"))
        #expect(abroad.total == home.total)
        // 119 × 27/127, 32.10 × 5/105, 5.95 × 27/127.
        #expect(abroad.items.map(\.tax.amount) == [2530, 153] && abroad.totals.shippingTax.amount == 126)
        let export = try await taxes.cart(Self.lines, to: try TaxShop.address("CH", "8001"))
        #expect(export.total == home.total && export.tax == 0)
    }

    @Test(
        "The net stays the same: lines and shipping are converted, the trace says by how much, and the order has it all"
    )
    func net() async throws {
        let taxes = try await Self.shop("net")
        let address = try TaxShop.address("HU")
        let cart = try await taxes.cart(Self.lines, to: address)
        #expect(cart.items.map(\.price.amount) == [12_700, 1050])
        #expect(cart.items.map(\.tax.amount) == [2700, 150])
        #expect(cart.totals.shipping.amount == 635 && cart.totals.shippingTax.amount == 135)
        #expect(cart.total == 12_700 + 3150 + 635)
        let rows = cart.adjustments.filter { $0.hook == "cart.prices" }
        #expect(rows.map(\.amount.amount) == [800, -60, 40] && rows.map(\.kind) == [.price, .price, .shipping])
        #expect(rows.allSatisfy { $0.source == "taxes" && $0.label == "Tax where it is sent" })
        #expect(cart.adjustments.filter { $0.kind == .shipping }.map(\.amount.amount) == [595, 40])
        let order = try await taxes.order(cart, to: address)
        #expect(order.totals == cart.totals && order.adjustments.map(\.amount) == cart.adjustments.map(\.amount))
        #expect(cart.shippingRates.map(\.amount.amount) == [635])

        let export = try await taxes.cart(Self.lines, to: try TaxShop.address("CH", "8001"))
        #expect(export.items.map(\.price.amount) == [10_000, 1000] && export.total == 13_500 && export.tax == 0)
        let home = try await taxes.cart(Self.lines, to: try TaxShop.address("DE"))
        #expect(home.total == 15_705 && !home.adjustments.contains { $0.hook == "cart.prices" })
    }

    @Test("Who owes no tax pays the price without it", arguments: ["gross", "net"])
    func reverseCharge(prices: String) async throws {
        let taxes = try await Self.shop(prices)
        let address = try TaxShop.address("HU", taxID: "HU12892312")
        let cart = try await taxes.cart([("LAMP", 1), ("BOOK", 1)], to: address)
        // The price includes the buyer's tax where the gross is the same for all, and else the shop's.
        let net = { (price: Int64, included: Int64) in (price * 100 * 2 + (100 + included)) / (2 * (100 + included)) }
        let expected = prices == "gross" ? [net(11_900, 27), net(1070, 5)] : [net(11_900, 19), net(1070, 7)]
        #expect(cart.items.map(\.price.amount) == expected)
        #expect(cart.taxes == ["Reverse charge": 0])
        #expect(cart.total == expected.reduce(cart.totals.shipping.amount, +))
        #expect(cart.totals.shipping.amount == net(595, prices == "gross" ? 27 : 19))
    }

    @Test("Of shipping at the lines' rates, the price is converted as those of the lines are")
    func proportional() async throws {
        let taxes = try await Self.shop("net", shipping: "proportional")
        let cart = try await taxes.cart(Self.lines, to: try TaxShop.address("CH", "8001"))
        // (119 / 1.19 + 32.10 / 1.07) / 151.10 of 5.95.
        #expect(cart.totals.shipping.amount == (595 * 13_000 * 2 + 15_110) / (2 * 15_110))
    }

    @Test("Where prices have no tax in them, they are the same for all")
    func excluding() async throws {
        let taxes = try await Self.shop("net")
        try await taxes.shop.set("prices_include_tax", "false")
        let cart = try await taxes.cart(Self.lines, to: try TaxShop.address("HU"))
        #expect(cart.items.map(\.price.amount) == [11_900, 1070] && cart.items.map(\.tax.amount) == [3213, 161])
    }

    @Test("Units that are given back of a converted order come to what was paid for them")
    func refund() async throws {
        let taxes = try await Self.shop("net")
        let address = try TaxShop.address("HU")
        let order = try await taxes.order(try await taxes.cart(Self.lines, to: address), to: address)
        let book = try #require(order.items.last)
        let payment = try #require(order.payments.first)
        let refunded = try await taxes.shop.kernel.write(as: .system) { tx, context in
            _ = try OrderPayments.capture(payment.id, of: order.id, amount: nil, in: tx, context)
            let line = RefundRequest.Item(id: book.id, quantity: try Quantity(3), restock: false)
            let request = try RefundRequest(items: [line], shipping: order.totals.shipping, reason: "")
            return try OrderRefunds.refund(request, of: order.id, in: tx, context).order
        }
        #expect(refunded.refunds.map(\.amount.amount) == [3150 + 635])
    }

    @Test("Settings that make no sense are refused by their names")
    func settings() async throws {
        let taxes = try await TaxShop.open()
        for (settings, field) in [
            (["prices_abroad": "net"], "settings.shop_country"), (["shop_country": "UK"], "settings.shop_country"),
            (["shop_country": "de"], "settings.shop_country"), (["shop_country": "ZZ"], "settings.shop_country"),
            (["shipping": "half"], "settings.shipping"),
        ] as [(JSONValue, String)] {
            let refused = await refusal { try await taxes.set(settings) }
            #expect(refused?.fields.map(\.field) == [field], "\(settings): \(refused?.detail ?? "taken")")
        }
    }
}
