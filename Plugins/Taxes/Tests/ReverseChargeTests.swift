import Testing
import TotemDelivery
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Reverse charge")
struct ReverseChargeTests {
    /// A German shop that sells to businesses in three places, and to others in one.
    private static func shop(_ more: [String: JSONValue] = [:]) async throws -> TaxShop {
        let settings: [String: JSONValue] = ["shop_country": "DE", "pickup_rates": "flat"]
        let taxes = try await TaxShop.open(.object(settings.merging(more) { $1 }))
        for country in ["DE", "AT", "FR"] {
            let zone = try await taxes.zone(country, [country], ["reverse_charge": true])
            try await taxes.rate(zone, "VAT", "20")
        }
        try await taxes.rate(try await taxes.zone("NL", ["NL"]), "VAT", "21")
        let options: [String: JSONValue] = ["reverse_charge": true, "postal_codes": ["BT*"]]
        try await taxes.rate(try await taxes.zone("Northern Ireland", ["GB"], options), "VAT", "20")
        try await taxes.rate(try await taxes.zone("Great Britain", ["GB"], ["reverse_charge": true]), "VAT", "20")
        return taxes
    }

    private static func isReversed(_ cart: Cart) -> Bool { cart.taxes == ["Reverse charge": 0] && cart.tax == 0 }

    @Test("A business of another member state owes the tax itself; others, and whoever buys at home, pay it")
    func who() async throws {
        let taxes = try await Self.shop()
        let cases: [(country: String, code: String, number: String?, isReversed: Bool)] = [
            ("AT", "1010", "ATU13585627", true), ("AT", "1010", "atu 1358 5627", true),
            ("FR", "75001", "ATU13585627", true),
            ("AT", "1010", nil, false), ("AT", "1010", "ATU13585628", false), ("AT", "1010", "13585627", false),
            ("AT", "1010", "DE136695976", false), ("DE", "10115", "ATU13585627", false),
            ("NL", "1011", "NL004495445B01", false),
            ("GB", "BT1 5GS", "XI980780684", true), ("GB", "ST1 1AA", "XI980780684", false),
            ("AT", "1010", "XI980780684", false),
            ("GB", "BT1 5GS", "ATU13585627", true),
        ]
        for test in cases {
            let address = try TaxShop.address(test.country, test.code, taxID: test.number)
            let cart = try await taxes.cart(to: address)
            #expect(Self.isReversed(cart) == test.isReversed, "\(test)")
            #expect(cart.tax == 0 || !test.isReversed)
        }
        // The number of who pays counts, too, and the order is as the cart was.
        let address = try TaxShop.address("AT", "1010")
        let billing = try TaxShop.address("AT", "1010", taxID: "ATU13585627")
        let cart = try await taxes.cart(to: address, billing: billing)
        #expect(Self.isReversed(cart))
        let order = try await taxes.order(cart, to: address)
        #expect(order.totals == cart.totals && order.totals.tax.amount == 0)
        // What is fetched from the shop is sold at home.
        let other = try await taxes.cart(to: address, billing: billing)
        let fetched = try await taxes.change(other) { $0.shippingRate = "flat" }
        #expect(fetched.tax == 400)
    }

    @Test("A shop that has not said where it is charges everybody")
    func nowhere() async throws {
        let taxes = try await Self.shop(["shop_country": nil])
        #expect(try await taxes.cart(to: try TaxShop.address("AT", "1010", taxID: "ATU13585627")).tax == 400)
    }

    @Test(
        "A number that an online check has refused counts for nothing, one that it has confirmed may be needed; for 30 days"
    )
    func confirmed() async throws {
        let taxes = try await Self.shop(["vat_numbers": "confirmed"])
        let address = try TaxShop.address("AT", "1010", taxID: "ATU13585627")
        let cart = try await taxes.cart(to: address)
        #expect(cart.tax == 400)
        let path = "/vat-numbers/ATU13585627"
        #expect(try await taxes.send("GET", path)["check"] == "asked")
        #expect(try await taxes.send("PUT", path, ["is_valid": true])["check"] == "valid")
        #expect(try await Self.isReversed(taxes.shop.look(cart.token)))
        _ = try await taxes.send("PUT", path, ["is_valid": false])
        #expect(try await taxes.shop.look(cart.token).tax == 400)
        try await taxes.set(["shop_country": "DE"])
        #expect(try await taxes.shop.look(cart.token).tax == 400)
        _ = try await taxes.send("PUT", path, ["is_valid": true])
        #expect(try await Self.isReversed(taxes.shop.look(cart.token)))
        try await taxes.set(["shop_country": "DE", "vat_numbers": "confirmed"])
        #expect(try await Self.isReversed(taxes.shop.look(cart.token)))
        taxes.shop.clock.advance(milliseconds: 30 * 86_400_000)
        #expect(try await taxes.shop.look(cart.token).tax == 400)
        #expect(try await taxes.send("GET", path)["check"] == .null)
        let retention = RetentionRuns(taxes.shop.kernel, log: taxes.shop.log.logger)
        try await retention.runIfDue()
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_vat_checks") == 0)
    }

    @Test("A number is asked about once in a while, and at most a thousand wait")
    func asking() async throws {
        let taxes = try await Self.shop(["vat_numbers": "confirmed"])
        let address = try TaxShop.address("AT", "1010", taxID: "ATU13585627")
        let asked = {
            try await taxes.shop.number("SELECT checked_at FROM tax_vat_checks WHERE number = 'ATU13585627'")
        }
        let cart = try await taxes.cart(to: address)
        let first = try #require(try await asked())
        taxes.shop.clock.advance(milliseconds: 3_599_999)
        _ = try await taxes.change(cart) {
            $0.locale = nil
            $0.billingAddress = address
        }
        #expect(try await asked() == first)
        taxes.shop.clock.advance(milliseconds: 1)
        _ = try await taxes.change(cart) { $0.billingAddress = nil }
        #expect(try await asked() == first + 3_600_000)
        // A number that is wrong is nothing to ask about, and neither is one that nobody wants confirmed.
        _ = try await taxes.cart(to: try TaxShop.address("AT", "1010", taxID: "ATU13585628"))
        try await taxes.set(["shop_country": "DE"])
        _ = try await taxes.cart(to: try TaxShop.address("FR", "75001", taxID: "FR40303265045"))
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_vat_checks") == 1)
        try await taxes.set(["shop_country": "DE", "vat_numbers": "confirmed"])
        let now = taxes.shop.clock.now.milliseconds
        try await taxes.shop.files.store.write { tx in
            for number in 0..<999 {
                try tx.execute(
                    "INSERT INTO tax_vat_checks (number, outcome, checked_at) VALUES ($1, 'asked', $2)",
                    "X\(number)",
                    now
                )
            }
        }
        _ = try await taxes.cart(to: try TaxShop.address("FR", "75001", taxID: "FR40303265045"))
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_vat_checks") == 1000)
    }

    @Test("The services say whether a number is well-formed, and keep what a check has found")
    func services() async throws {
        let taxes = try await Self.shop(["vat_numbers": "confirmed"])
        let call = { (name: String, arguments: [JSONValue]) in
            try await taxes.shop.kernel.write(as: .system) { tx, context in
                try context.hooks.service("taxes." + name).call(arguments, in: HookCall(tx, context))
            }
        }
        #expect(try await call("check_vat_number", ["AT U13585627"]) == true)
        #expect(try await call("check_vat_number", ["AT U13585628"]) == false)
        _ = try await call("record_vat_check", ["ATU 13585627", true])
        #expect(try await Self.isReversed(taxes.cart(to: try TaxShop.address("AT", "1010", taxID: "ATU13585627"))))
        let refused = await refusal { _ = try await call("record_vat_check", ["ATU13585628", true]) }
        #expect(refused?.code.hasSuffix("no-vat-number") == true)
    }
}
