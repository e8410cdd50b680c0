import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Taxes of random carts, reckoned twice")
struct RandomCartsTests {
    /// xorshift64*: the same carts every time.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return state &* 2_685_821_657_736_338_717
        }
    }

    /// A zone as the test has made it: its rates by tax class.
    private struct TestZone {
        let country: String
        var rates: [String?: [TestRate]] = [:]

        func rates(of taxClass: String?) -> [TestRate] { rates[taxClass] ?? rates[nil] ?? [] }
    }

    private static let countries = ["DE", "FR", "IT", "AT", "GB", "NL"]
    private static let classes: [String?] = [nil, "reduced", "books", "odd"]
    private static let percents: [Int64] = [
        0, 10_000, 21_000, 55_000, 70_000, 99_750, 190_000, 255_000, 1_000_000, 83_333,
    ]

    @Test(
        "To the last unit: lines, shipping and totals, with several rates, on top of each other, discounts and both roundings",
        arguments: [false, true],
        ["line", "order"]
    )
    func carts(includesTax: Bool, rounding: String) async throws {
        var dice = Dice(state: includesTax ? 88_172_645_463_325_252 : 362_436_069)
        let store = [
            "prices_include_tax": String(includesTax), "tax_rounding": rounding, "shipping_flat_amount": "1295",
        ]
        let taxes = try await TaxShop.open(store: store)
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: taxes.shop.folder)
        try await taxes.shop.enable("coupons")
        for (code, percent) in [("SOME", 1333), ("ALL", 10_000)] as [(String, Int64)] {
            let coupon: JSONValue = ["code": .string(code), "type": "percentage", "value": .integer(percent)]
            _ = try await taxes.shop.send("POST", "/coupons", of: "coupons", coupon)
        }
        let zones = try await Self.zones(in: taxes, &dice)
        let products = try await Self.products(in: taxes, &dice)
        let expected = ExpectedTaxes(includesTax: includesTax, perOrder: rounding == "order")
        for mode in ["class", "proportional", "none"] {
            try await taxes.set(["shipping": .string(mode), "shipping_class": "reduced"])
            for number in 0..<25 {
                let zone = zones[Int.random(in: zones.indices, using: &dice)]
                let lines = (0..<Int.random(in: 1...7, using: &dice)).map { _ in
                    (products[Int.random(in: products.indices, using: &dice)], Int64.random(in: 1...13, using: &dice))
                }
                let codes = [[], [], ["SOME"], ["SOME"], ["ALL"]][Int.random(in: 0..<5, using: &dice)]
                let address = try TaxShop.address(zone.country)
                let cart = try await taxes.cart(lines.map { ($0.0, $0.1) }, to: address, codes: codes)
                Self.check(cart, in: zone, mode, expected, "\(mode) \(number)")
                guard number % 8 == 0 else { continue }
                let order = try await taxes.order(cart, to: address)
                #expect(order.totals == cart.totals && order.items.map(\.tax) == cart.items.map(\.tax))
            }
        }
    }

    // MARK: - What is bought where

    private static func zones(in taxes: TaxShop, _ dice: inout Dice) async throws -> [TestZone] {
        var zones: [TestZone] = []
        for country in countries {
            var zone = TestZone(country: country)
            let id = try await taxes.zone(country, [country])
            for taxClass in classes where taxClass != "odd" {
                for place in 0..<Int.random(in: 1...3, using: &dice) {
                    let rate = TestRate(
                        name: "\(taxClass ?? "usual")-\(place)",
                        millionths: percents[Int.random(in: percents.indices, using: &dice)],
                        priority: Int64(place),
                        isCompound: place > 0 && Bool.random(using: &dice),
                        isOnShipping: Int.random(in: 0..<4, using: &dice) > 0
                    )
                    zone.rates[taxClass, default: []].append(rate)
                    let percent =
                        String(rate.millionths / 10_000) + "." + String(rate.millionths % 10_000 + 10_000).dropFirst()
                    try await taxes.rate(
                        id,
                        rate.name,
                        percent,
                        [
                            "tax_class": taxClass.map { .string($0) } ?? .null, "priority": .integer(rate.priority),
                            "is_compound": .boolean(rate.isCompound), "on_shipping": .boolean(rate.isOnShipping),
                        ]
                    )
                }
            }
            zones.append(zone)
        }
        return zones
    }

    private static func products(in taxes: TaxShop, _ dice: inout Dice) async throws -> [String] {
        var skus: [String] = []
        for number in 0..<24 {
            let sku = "P-\(number)"
            let price =
                number < 2 ? Int64(number) : Int64.random(in: 1...[99, 9999, 4_000_000][number % 3], using: &dice)
            try await taxes.product(sku, price, classes[number % classes.count])
            skus.append(sku)
        }
        return skus
    }

    // MARK: - The other reckoning

    private static func check(
        _ cart: Cart,
        in zone: TestZone,
        _ mode: String,
        _ expected: ExpectedTaxes,
        _ which: String
    ) {
        let lines = cart.items.map {
            TestPart(net: $0.total.amount - $0.discount.amount, rates: zone.rates(of: $0.taxClass))
        }
        let shipping = shippingParts(of: cart.totals.shipping.amount, mode, lines, zone, expected)
        let amounts = expected.amounts(of: lines + shipping)
        let taxesOfLines = amounts.prefix(lines.count).map { $0.values.reduce(0, +) }
        let taxOfShipping = amounts.dropFirst(lines.count).flatMap(\.values).reduce(0, +)
        #expect(cart.items.map(\.tax.amount) == taxesOfLines, "\(which)")
        #expect(cart.totals.shippingTax.amount == taxOfShipping, "\(which)")
        let tax = taxesOfLines.reduce(taxOfShipping, +)
        let nets = lines.map(\.net).reduce(cart.totals.shipping.amount, +)
        #expect(cart.tax == tax && cart.total == nets + (expected.includesTax ? 0 : tax), "\(which)")
        var ofRates: [String: Int64] = [:]
        for (name, amount) in amounts.flatMap(\.self) { ofRates[name, default: 0] += amount }
        let told = cart.adjustments.filter { $0.kind == .tax }
        for (name, amount) in ofRates {
            let rows = told.filter { $0.label.hasPrefix(name + " ") }
            #expect(!rows.isEmpty && rows.map(\.amount.amount).reduce(0, +) == amount, "\(which) \(name)")
        }
    }

    private static func shippingParts(
        of net: Int64,
        _ mode: String,
        _ lines: [TestPart],
        _ zone: TestZone,
        _ expected: ExpectedTaxes
    ) -> [TestPart] {
        switch mode {
        case "class":
            return [TestPart(net: net, rates: zone.rates(of: "reduced").filter(\.isOnShipping))]
        case "proportional":
            var groups: [TestPart] = []
            for line in lines {
                if let place = groups.firstIndex(where: { $0.rates == line.rates }) {
                    groups[place] = TestPart(net: groups[place].net + line.net, rates: line.rates)
                } else {
                    groups.append(line)
                }
            }
            let shares = expected.spread(net, groups.map { ExactFraction($0.net) })
            return zip(groups, shares).map { TestPart(net: $1, rates: $0.rates.filter(\.isOnShipping)) }
        default:
            return []
        }
    }
}
