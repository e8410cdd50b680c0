import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Which taxes a place has")
struct ZoneTests {
    @Test("Without a zone the shop's own tax holds; with one, a place in none is untaxed, and says so")
    func none() async throws {
        let taxes = try await TaxShop.open(store: ["tax_rate": "1000"])
        let germany = try TaxShop.address("DE")
        #expect(try await taxes.cart(to: germany).tax == 200)
        let zone = try await taxes.zone("France", ["FR"])
        #expect(try await taxes.cart(to: germany).taxes == ["No tax": 0])
        #expect(try await taxes.cart(to: try TaxShop.address("FR")).taxes == ["No tax": 0])
        try await taxes.rate(zone, "TVA", "20")
        #expect(try await taxes.cart(to: try TaxShop.address("FR")).taxes == ["TVA 20 %": 400])
        // Nobody has said where it goes, and where the shop is neither.
        #expect(try await taxes.cart().tax == 200)
        _ = try await taxes.send("PATCH", "/zones/\(zone)", ["is_active": false])
        #expect(try await taxes.cart(to: germany).tax == 200)
    }

    /// Zones by what they are: everything, a country, a state, and some postal codes.
    private static func spread() async throws -> TaxShop {
        let taxes = try await TaxShop.open()
        let zones: [(String, [String], [String: JSONValue])] = [
            ("World", [], [:]), ("States", ["US"], [:]), ("Texas", ["US"], ["states": ["TX", "Texas"]]),
            ("Austin", ["US"], ["states": ["TX", "Texas"], "postal_codes": ["73301", "787*"]]),
            ("One street", ["US"], ["states": ["TX", "Texas"], "postal_codes": ["78701"]]),
            ("New York City", ["US"], ["postal_codes": ["10001..10292", "112*"]]),
            ("Kingdom", ["GB", "IM"], [:]), ("Northern Ireland", ["GB"], ["postal_codes": ["BT*"]]),
            ("Japan", ["JP"], ["postal_codes": ["100-0001..100-9999"]]),
        ]
        for (name, countries, more) in zones {
            try await taxes.rate(try await taxes.zone(name, countries, more), name, "1")
        }
        return taxes
    }

    @Test(
        "The most exact zone wins: postal codes before states, states before countries, a smaller range before a larger"
    )
    func exact() async throws {
        let taxes = try await Self.spread()
        let places: [(country: String, state: String?, code: String?, zone: String)] = [
            ("BR", "SP", "01310-100", "World"), ("US", "CA", "90001", "States"), ("US", "TX", "75001", "Texas"),
            ("US", "texas", "75001", "Texas"), ("US", "US-TX", "75001", "Texas"),
            ("US", " Texas ", "78704-1234", "Austin"),
            ("US", "TX", "73301", "Austin"), ("US", "TX", "73302", "Texas"), ("US", "TX", "78701", "One street"),
            ("US", "TX", "78701-0001", "One street"), ("US", "NY", "10000", "States"),
            ("US", "NY", "10001", "New York City"),
            ("US", "NY", "10292-9999", "New York City"), ("US", "NY", "10293", "States"),
            ("US", "NY", "11201", "New York City"),
            ("US", "LA", "78701", "States"), ("GB", nil, "ST1 1AA", "Kingdom"), ("IM", nil, "IM1 1AA", "Kingdom"),
            ("GB", nil, "bt1 5gs", "Northern Ireland"), ("GB", nil, "BT", "Northern Ireland"),
            ("JP", "Tokyo", "1000005", "Japan"),
            ("JP", "Tokyo", "〒100-0005", "Japan"), ("JP", "Tokyo", "101-0001", "World"),
        ]
        for place in places {
            let address = try TaxShop.address(place.country, state: place.state, place.code)
            let cart = try await taxes.cart(to: address)
            #expect(cart.taxes.keys.first == "\(place.zone) 1 %", "\(place)")
        }
    }

    @Test("The setting says which address decides, the other one where it is missing, the shop's where there is none")
    func addresses() async throws {
        let taxes = try await TaxShop.open(["shop_country": "DE", "pickup_rates": "store:* flat-pickup flat"])
        for (country, percent) in [("DE", "19"), ("FR", "20"), ("IT", "22")] {
            try await taxes.rate(try await taxes.zone(country, [country]), country, percent)
        }
        let (france, italy) = (try TaxShop.address("FR"), try TaxShop.address("IT"))
        let label = { (cart: Cart) in cart.taxes.keys.first }
        #expect(label(try await taxes.cart()) == "DE 19 %")
        #expect(label(try await taxes.cart(to: france, billing: italy)) == "FR 20 %")
        #expect(label(try await taxes.cart(billing: italy)) == "IT 22 %")
        try await taxes.set(["shop_country": "DE", "address": "billing", "pickup_rates": "store:* flat"])
        let cart = try await taxes.cart(to: france, billing: italy)
        #expect(label(cart) == "IT 22 %")
        #expect(label(try await taxes.cart(to: france)) == "FR 20 %")
        // Fetched from the shop.
        #expect(label(try await taxes.change(cart) { $0.shippingRate = "flat" }) == "DE 19 %")
        try await taxes.set(["shop_country": "DE", "pickup_rates": "fla"])
        #expect(label(try await taxes.shop.look(cart.token)) == "FR 20 %")
    }

    @Test("A class that the zone has no rate for is taxed as the usual one, and 0 % is a rate")
    func classes() async throws {
        let taxes = try await TaxShop.open()
        let zone = try await taxes.zone("Germany", ["DE"])
        try await taxes.rate(zone, "USt", "19")
        try await taxes.rate(zone, "USt", "7", ["tax_class": "reduced"])
        try await taxes.rate(zone, "USt", "0", ["tax_class": "solar"])
        for (sku, taxClass) in [("A", nil), ("B", "reduced"), ("C", "solar"), ("D", "other")] {
            try await taxes.product(sku, 1000, taxClass)
        }
        let address = try TaxShop.address("DE")
        let cart = try await taxes.cart([("A", 1), ("B", 1), ("C", 1), ("D", 1)], to: address)
        #expect(cart.items.map(\.tax.amount) == [190, 70, 0, 190])
        #expect(cart.taxes == ["USt 19 %": 380, "USt 7 %": 70, "USt 0 %": 0])
        #expect(try await taxes.order(cart, to: address).totals == cart.totals)
    }

    @Test(
        "Switched off, the shop's own tax holds; switched on again, the zones are as they were; removed, nothing is left"
    )
    func life() async throws {
        let taxes = try await TaxShop.open(store: ["tax_rate": "1000"])
        let zone = try await taxes.zone("Germany", ["DE"])
        try await taxes.rate(zone, "USt", "19")
        let cart = try await taxes.cart(to: try TaxShop.address("DE"))
        #expect(cart.tax == 380)
        try await taxes.shop.disable("taxes")
        #expect(try await taxes.shop.look(cart.token).tax == 200)
        try await taxes.shop.enable("taxes")
        #expect(try await taxes.shop.look(cart.token).tax == 380)
        _ = try await taxes.send("DELETE", "/zones/\(zone)")
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_rates") == 0)
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_zone_areas") == 0)
        try await taxes.shop.disable("taxes")
        try await taxes.shop.host.remove("taxes", dropData: true)
        #expect(try await !taxes.shop.tables().contains { $0.hasPrefix("tax_") })
    }
}
