import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

/// A German shop that sells gift cards of 50.00, whose worth is taxed when it is spent, beside a lamp at 19 % and a book at 7 %. The
/// prices include tax.
@Suite("Lines that are not taxed, beside others")
struct UntaxedLinesTests {
    private static func shop(
        _ settings: [String: JSONValue] = [:],
        store: [String: String] = [:]
    ) async throws -> TaxShop {
        let taxes = try await TaxShop.including(
            .object(["shop_country": "DE"].merging(settings) { $1 }),
            store: store
        )
        for (country, percent) in [("DE", "19"), ("AT", "20")] {
            let zone = try await taxes.zone(country, [country], ["reverse_charge": true])
            try await taxes.rate(zone, "VAT", percent)
            try await taxes.rate(zone, "VAT", "7", ["tax_class": "reduced"])
        }
        for (sku, price) in [("CARD", 5000), ("LAMP", 1001), ("VASE", 1003)] as [(String, Int64)] {
            try await taxes.product(sku, price)
        }
        try await taxes.product("BOOK", 1070, "reduced")
        try PluginFixtures.assemble("GiftCards", library: "GiftCards", into: taxes.shop.folder)
        try await taxes.shop.enable("gift-cards")
        let card = try #require(try await taxes.shop.cart([("CARD", 1)]).items.first)
        let made = try await taxes.shop.send("PUT", "/products/\(card.productID.value)", of: "gift-cards")
        #expect(made.status == 204)
        return taxes
    }

    @Test("Shipping is taxed at the rates of the lines that are, in proportion to what these cost")
    func shipping() async throws {
        let taxes = try await Self.shop(["shipping": "proportional"], store: ["shipping_flat_amount": "1070"])
        let address = try TaxShop.address("DE")
        let book = try await taxes.cart([("BOOK", 1)], to: address)
        let both = try await taxes.cart([("CARD", 1), ("BOOK", 1)], to: address)
        #expect(both.items.map(\.tax.amount) == [0, 70])
        #expect([book, both].map(\.totals.shippingTax.amount) == [70, 70])
        #expect(try await taxes.order(both, to: address).totals == both.totals)
    }

    @Test("Rounded per order, they have no part in the sum")
    func rounding() async throws {
        let taxes = try await Self.shop(store: ["tax_rounding": "order"])
        let address = try TaxShop.address("DE")
        // Of nine lamps with nine cards beside them the sum of all would take a cent.
        for quantity in 1...12 as ClosedRange<Int64> {
            let lines: [(sku: String, quantity: Int64)] = [("LAMP", quantity), ("VASE", 1)]
            let alone = try await taxes.cart(lines, to: address)
            let both = try await taxes.cart(lines + [("CARD", quantity)], to: address)
            #expect(both.items.map(\.tax) == alone.items.map(\.tax) + [.zero(both.currency)], "\(quantity)")
        }
    }

    @Test("Their prices hold for who pays another tax, or none", arguments: ["gross", "net"])
    func abroad(prices: String) async throws {
        let taxes = try await Self.shop(["prices_abroad": .string(prices)])
        for taxID in [nil, "ATU13585627"] {
            let address = try TaxShop.address("AT", "1010", taxID: taxID)
            let cart = try await taxes.cart([("CARD", 2), ("LAMP", 1)], to: address)
            #expect(cart.items.map(\.price.amount).first == 5000)
            let isConverted = prices == "net" || taxID != nil
            #expect((cart.items.map(\.price.amount).last != 1001) == isConverted)
            // Why nobody pays is told on what would be taxed.
            #expect(cart.taxes.keys.contains("Reverse charge") == (taxID != nil))
        }
    }
}
