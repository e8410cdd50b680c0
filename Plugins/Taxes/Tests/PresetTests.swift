import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Presets of taxes")
struct PresetTests {
    @Test("The European Union's rates are loaded once, with their date and source, and are the owner's from then on")
    func europeanUnion() async throws {
        let taxes = try await TaxShop.open(["shop_country": "DE"])
        let listed = try await taxes.send("GET", "/presets")
        let preset = try #require(listed["data"].elements.first)
        #expect(preset["name"] == "eu" && preset["as_of"] == "2026-01-01" && preset["zones"] == 33)
        #expect(preset["source"]?.text?.hasPrefix("European Commission") == true)
        try await taxes.zone("Austria", ["AT"])
        #expect(try await taxes.send("POST", "/presets/eu")["zones_made"] == 32)
        #expect(try await taxes.send("POST", "/presets/eu")["zones_made"] == 0)
        let loaded = try await taxes.shop.kernel.write(as: .system) { tx, context in
            try context.hooks.service("taxes.load_preset").call(["eu"], in: HookCall(tx, context))
        }
        #expect(loaded == 0)
        let missing = await refusal { _ = try await taxes.send("POST", "/presets/mars") }
        #expect(missing?.kind == .notFound && missing?.detail.contains("there is eu") == true)

        try await taxes.product("BOOK", 1000, "reduced")
        try await taxes.product("LAMP", 1000)
        let cases: [(country: String, code: String, lamp: Int64, book: Int64)] = [
            ("DE", "10115", 190, 70), ("DE", "27498", 0, 0), ("FI", "00100", 255, 100), ("FR", "75001", 200, 55),
            ("MC", "98000", 200, 55),
            ("FR", "97110", 0, 0), ("ES", "28001", 210, 100), ("ES", "35001", 0, 0), ("DK", "1050", 250, 250),
            ("HU", "1011", 270, 50), ("LU", "1009", 170, 80), ("EE", "10111", 240, 90), ("SK", "81101", 230, 50),
            ("RO", "010011", 210, 110), ("CH", "8001", 0, 0), ("AT", "1010", 0, 0),
        ]
        for test in cases {
            let address = try TaxShop.address(test.country, test.code)
            let cart = try await taxes.cart([("LAMP", 1), ("BOOK", 1)], to: address)
            #expect(cart.items.map(\.tax.amount) == [test.lamp, test.book], "\(test)")
        }
        let business = try TaxShop.address("FR", "75001", taxID: "FR40303265045")
        #expect(try await taxes.cart([("LAMP", 1)], to: business).taxes == ["Reverse charge": 0])
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_zones WHERE reverse_charge = 1") == 26)

        // What the owner has changed stays changed.
        let germany = try #require(try await taxes.shop.number("SELECT id FROM tax_zones WHERE preset = 'eu:DE'"))
        let rates = try await taxes.send("GET", "/rates", query: ["zone_id": "\(germany)"])["data"].elements
        let usual = try #require(rates.first { $0["tax_class"] == .null }?["id"]?.integer)
        _ = try await taxes.send("PATCH", "/rates/\(usual)", ["percent": "16"])
        _ = try await taxes.send("POST", "/presets/eu")
        #expect(try await taxes.cart([("LAMP", 1)], to: try TaxShop.address("DE")).tax == 160)
    }
}
