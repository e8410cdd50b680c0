import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Tax on shipping")
struct ShippingTaxTests {
    private static func germany(_ settings: JSONValue?) async throws -> (TaxShop, Address) {
        let taxes = try await TaxShop.open(settings, store: ["shipping_flat_amount": "1000"])
        let zone = try await taxes.zone("Germany", ["DE"])
        try await taxes.rate(zone, "USt", "19")
        try await taxes.rate(zone, "USt", "7", ["tax_class": "reduced"])
        try await taxes.rate(zone, "Eco", "1", ["tax_class": "reduced", "on_shipping": false])
        try await taxes.product("LAMP", 3000)
        try await taxes.product("BOOK", 1000, "reduced")
        return (taxes, try TaxShop.address("DE"))
    }

    @Test(
        "At the rates of a class, of the lines in proportion, or none; never at a rate that is not on shipping",
        arguments: [
            (nil, 190), (["shipping_class": "reduced"], 70), (["shipping": "none"], 0),
            // 750 at 19 % is 142.5, 250 at 7 % is 17.5.
            (["shipping": "proportional"], 143 + 18),
        ] as [(JSONValue?, Int64)]
    )
    func shipping(settings: JSONValue?, tax: Int64) async throws {
        let (taxes, address) = try await Self.germany(settings)
        let cart = try await taxes.cart([("LAMP", 1), ("BOOK", 1)], to: address)
        #expect(cart.totals.shippingTax.amount == tax)
        #expect(cart.items.map(\.tax.amount) == [570, 80])
        #expect(cart.total == 5000 + 650 + tax)
        #expect(try await taxes.order(cart, to: address).totals == cart.totals)
    }

    @Test("In proportion to lines that cost nothing, shipping is taxed as the first of them is")
    func free() async throws {
        let (taxes, address) = try await Self.germany(["shipping": "proportional"])
        try await taxes.product("GIFT", 0, "reduced")
        #expect(try await taxes.cart([("GIFT", 1)], to: address).totals.shippingTax.amount == 70)
    }
}
