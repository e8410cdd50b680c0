import Testing
import TotemKernel
import TotemStore
import TotemTesting

/// Examples with their figures as tax authorities have published them.
@Suite("Published examples of taxes")
struct PublishedExamplesTests {
    /// Revenu Québec, "Calculating the Taxes" (basic rules since 1 January 2013): "You sell a taxable good for $100. GST ($100 × 5%)
    /// $5.00, QST ($100 × 9.975%) $9.98, Total $114.98."
    @Test("Québec since 2013: two taxes side by side, one of them with three decimals")
    func quebecToday() async throws {
        let taxes = try await TaxShop.open()
        let zone = try await taxes.zone("Québec", ["CA"], ["states": ["QC", "Quebec", "Québec"]])
        try await taxes.rate(zone, "GST", "5")
        try await taxes.rate(zone, "QST", "9.975")
        try await taxes.product("GOOD", 10_000)
        for state in ["QC", "CA-QC", "Québec", " quebec "] {
            let cart = try await taxes.cart([("GOOD", 1)], to: try TaxShop.address("CA", state: state, "G1R 2B5"))
            #expect(cart.taxes == ["GST 5 %": 500, "QST 9.975 %": 998], "\(state)")
            #expect(cart.total == 11_498)
        }
    }

    /// Ministère du Revenu du Québec, "QST and GST/HST: General information" (9 February 2008): "Selling price $100.00, GST ($100 x 5%)
    /// $5.00, QST ([$100 + $5] x 7.5%) $7.88, Total $112.88."
    @Test("Québec until 2012: a tax on top of another", arguments: ["line", "order"])
    func quebecOfOld(rounding: String) async throws {
        let taxes = try await TaxShop.open(store: ["tax_rounding": rounding])
        let zone = try await taxes.zone("Québec", ["CA"], ["states": ["QC"]])
        try await taxes.rate(zone, "QST", "7.5", ["priority": 2, "is_compound": true])
        try await taxes.rate(zone, "GST", "5", ["priority": 1])
        try await taxes.product("GOOD", 10_000)
        let cart = try await taxes.cart([("GOOD", 1)], to: try TaxShop.address("CA", state: "QC", "G1R 2B5"))
        #expect(cart.taxes == ["GST 5 %": 500, "QST 7.5 %": 788])
        #expect(cart.total == 11_288)
    }

    /// Government of Canada, Budget 2012, "Rounding": "A 1 dollar and 83 cent coffee and a 2 dollar and 86 cent sandwich would be 4
    /// dollars and 92 cents after the 5 percent Goods and Services Tax."
    @Test("Canada's coffee and sandwich", arguments: ["line", "order"])
    func canada(rounding: String) async throws {
        let taxes = try await TaxShop.open(store: ["tax_rounding": rounding])
        let zone = try await taxes.zone("Canada", ["CA"])
        try await taxes.rate(zone, "GST", "5")
        try await taxes.product("COFFEE", 183)
        try await taxes.product("SANDWICH", 286)
        let address = try TaxShop.address("CA", state: "AB", "T5J 0N3")
        #expect(try await taxes.cart([("COFFEE", 1), ("SANDWICH", 1)], to: address).total == 492)
    }

    /// Canada Revenue Agency, GST/HST interpretation 125136 (28 November 2011), on section 165.2 of the Excise Tax Act: of a sale of
    /// $31.95 in Ontario HST may be 13 %, rounded once, or its parts of 5 % and 8 %, each rounded.
    @Test("Ontario's tax as one and in its two parts")
    func ontario() async throws {
        let address = try TaxShop.address("CA", state: "ON", "K1A 0L5")
        for (rates, tax) in [(["13"], 415), (["5", "8"], 160 + 256)] as [([String], Int64)] {
            let taxes = try await TaxShop.open()
            let zone = try await taxes.zone("Ontario", ["CA"], ["states": ["ON"]])
            for rate in rates { try await taxes.rate(zone, "HST", rate) }
            try await taxes.product("FOOD", 3195)
            #expect(try await taxes.cart([("FOOD", 1)], to: address).tax == tax)
        }
    }

    /// Umsatzsteuer-Anwendungserlass (UStAE) of the German Federal Ministry of Finance, section 15.4 (2) and (3): "Rechnungspreis 149,95
    /// €, Steuersatz 19 %: 149,95 € × 19 / (100 + 19) = 23,94 € Vorsteuer", and "149,95 € / 1,19 = 126,01 € Entgelt".
    @Test("Germany: the tax in a price", arguments: ["line", "order"])
    func germany(rounding: String) async throws {
        let taxes = try await TaxShop.including(store: ["tax_rounding": rounding])
        let zone = try await taxes.zone("Germany", ["DE"])
        try await taxes.rate(zone, "USt", "19")
        try await taxes.product("LAMP", 14_995)
        let cart = try await taxes.cart([("LAMP", 1)], to: try TaxShop.address("DE"))
        #expect(cart.tax == 2394 && cart.total == 14_995)
        #expect(cart.total - cart.tax == 12_601)
    }

    /// HM Revenue & Customs, "VAT rates and fractions" (Crown copyright): the fraction of a price with VAT at 15 % is 3/23, £115 × 3/23 =
    /// £15.00; at 17.5 % 7/47, £117.50 × 7/47 = £17.50; at 20 % 1/6, £120 × 1/6 = £20.00.
    @Test(
        "The United Kingdom's VAT fractions",
        arguments: [("15", 11_500, 1500), ("17.5", 11_750, 1750), ("20", 12_000, 2000)] as [(String, Int64, Int64)]
    )
    func unitedKingdom(percent: String, price: Int64, tax: Int64) async throws {
        let taxes = try await TaxShop.including()
        let zone = try await taxes.zone("United Kingdom", ["GB"])
        try await taxes.rate(zone, "VAT", percent)
        try await taxes.product("TEAPOT", price)
        #expect(try await taxes.cart([("TEAPOT", 1)], to: try TaxShop.address("GB", "ST1 1AA")).tax == tax)
    }

    /// Central Goods and Services Tax Rules, 2017, rule 35: the tax in a value is "(value inclusive of taxes × tax rate in % of IGST or, as
    /// the case may be, CGST, SGST) ÷ (100 + sum of tax rates)".
    @Test("India: the central and the state's tax in one price")
    func india() async throws {
        let taxes = try await TaxShop.including()
        let zone = try await taxes.zone("Maharashtra", ["IN"], ["states": ["MH", "Maharashtra"]])
        try await taxes.rate(zone, "CGST", "9")
        try await taxes.rate(zone, "SGST", "9")
        try await taxes.product("RADIO", 118_000)
        let address = try TaxShop.address("IN", state: "Maharashtra", "400001")
        // 1180.00 × 9 / 118 each.
        #expect(try await taxes.cart([("RADIO", 1)], to: address).taxes == ["CGST 9 %": 9000, "SGST 9 %": 9000])
    }
}
