import TotemKernel
import TotemTesting

/// A cart whose discounts, shipping, fees, taxes and tenders are plugins', and what it comes to by a plain calculation: whole
/// numbers of 128 bits, one rule after the other as they are written down.
struct PlainPrices {
    /// A tax on one part: its number among the names, and its rate, or its amount.
    struct PlainTax {
        let part: PricePart
        let name: Int
        let rate: Int64?
        let amount: Int64
    }

    var lines: [Int64] = []
    /// Of one line, or of the whole cart.
    var discounts: [(line: Int?, amount: Int64)] = []
    var shipping: Int64 = 0
    var shippingDiscounts: [Int64] = []
    var fees: [Int64] = []
    var taxes: [PlainTax] = []
    /// In thousandths of what is due.
    var tenders: [Int64] = []
    var rules: PricingRules

    private(set) var lineDiscounts: [Int128] = []
    private(set) var takenOffShipping: Int128 = 0
    private(set) var taxAmounts: [Int128] = []
    private(set) var tenderAmounts: [Int64] = []

    var subtotal: Int128 { lines.reduce(0) { $0 + Int128($1) } }
    var tax: Int128 { taxAmounts.reduce(0, +) }
    var discount: Int128 { lineDiscounts.reduce(0, +) + takenOffShipping }
    var total: Int128 {
        let net = subtotal - discount + Int128(shipping) + fees.reduce(Int128(0)) { $0 + Int128($1) }
        return rules.pricesIncludeTax ? net : net + tax
    }
    var due: Int128 { total - tenderAmounts.reduce(Int128(0)) { $0 + Int128($1) } }

    func tax(of part: PricePart) -> Int128 {
        zip(taxes, taxAmounts).filter { $0.0.part == part }.reduce(0) { $0 + $1.1 }
    }

    mutating func calculate() {
        lineDiscounts = lines.map { _ in 0 }
        for discount in discounts {
            if let line = discount.line {
                lineDiscounts[line] += Int128(discount.amount)
            } else {
                let left = lines.indices.map { Int128(lines[$0]) - lineDiscounts[$0] }
                for (line, share) in SlowPrices.spread(Int128(discount.amount), left).enumerated() {
                    lineDiscounts[line] += share
                }
            }
        }
        for discount in shippingDiscounts {
            takenOffShipping += min(Int128(discount), Int128(shipping) - takenOffShipping)
        }
        taxAmounts = taxes.map { Int128($0.amount) }
        for group in rateGroups() { tax(group) }
        for thousandths in tenders {
            let amount = Int64(due * Int128(thousandths) / 1000)
            if amount > 0 { tenderAmounts.append(amount) }
        }
    }

    private func net(_ part: PricePart) -> Int128 {
        switch part {
        case .line(let line): Int128(lines[line]) - lineDiscounts[line]
        case .shipping: Int128(shipping) - takenOffShipping
        case .fee(let fee): Int128(fees[fee])
        }
    }

    /// Places of taxes that are rounded together: each inner list is on one part.
    private func rateGroups() -> [[[Int]]] {
        let rated = taxes.indices.filter { taxes[$0].rate != nil }
        var bundles: [[Int]] = []
        for index in rated {
            let same = bundles.firstIndex { rules.pricesIncludeTax && taxes[$0[0]].part == taxes[index].part }
            if let same { bundles[same].append(index) } else { bundles.append([index]) }
        }
        guard rules.taxRounding == .order else { return bundles.map { [$0] } }
        var groups: [[[Int]]] = []
        for bundle in bundles {
            let same = groups.firstIndex { names($0[0]) == names(bundle) }
            if let same { groups[same].append(bundle) } else { groups.append([bundle]) }
        }
        return groups
    }

    private func names(_ bundle: [Int]) -> [[Int64]] {
        bundle.map { [Int64(taxes[$0].name), taxes[$0].rate ?? 0] }.sorted { $0[0] < $1[0] }
    }

    private mutating func tax(_ group: [[Int]]) {
        let rate = group[0].reduce(Int128(0)) { $0 + Int128(taxes[$1].rate ?? 0) }
        let whole: Int128 = rules.pricesIncludeTax ? 10_000 + rate : 10_000
        let bundles = group.sorted { order(taxes[$0[0]].part) < order(taxes[$1[0]].part) }
        let nets = bundles.map { net(taxes[$0[0]].part) }
        let all = (2 * nets.reduce(0, +) * rate + whole) / (2 * whole)
        guard all > 0 else { return }
        for (bundle, share) in zip(bundles, SlowPrices.spread(all, nets)) where share > 0 {
            let rates = bundle.map { Int128(taxes[$0].rate ?? 0) }
            for (tax, amount) in zip(bundle, SlowPrices.spread(share, rates)) { taxAmounts[tax] = amount }
        }
    }

    private func order(_ part: PricePart) -> Int {
        switch part {
        case .line(let line): line
        case .shipping: 1000
        case .fee(let fee): 1001 + fee
        }
    }
}

extension PlainPrices {
    static func random(_ numbers: inout SeededNumbers, _ currency: Currency) -> PlainPrices {
        let largest: Int64 = [9, 1000, 100_000, 1_000_000_000_000].randomElement(using: &numbers) ?? 1000
        var prices = PlainPrices(
            rules: PricingRules(
                currency: currency,
                pricesIncludeTax: Bool.random(using: &numbers),
                // What plugins say counts, and this does not.
                taxRate: TaxRate(basisPoints: 777) ?? .none,
                taxRounding: PricingRules.TaxRounding.allCases.randomElement(using: &numbers) ?? .line,
                shippingFlatAmount: 12_345
            )
        )
        func amount(_ numbers: inout SeededNumbers, _ largest: Int64) -> Int64 {
            Int64.random(in: 0...largest, using: &numbers)
        }
        prices.lines = (0..<Int.random(in: 1...9, using: &numbers)).map { _ in amount(&numbers, largest) }
        prices.shipping = amount(&numbers, 999)
        prices.fees = (0..<Int.random(in: 0...3, using: &numbers)).map { _ in 1 + amount(&numbers, 500) }
        prices.shippingDiscounts = (0..<Int.random(in: 0...2, using: &numbers)).map { _ in 1 + amount(&numbers, 700) }
        if Bool.random(using: &numbers), prices.subtotal > 0 {
            prices.discounts.append((nil, max(1, amount(&numbers, Int64(prices.subtotal)))))
        } else if prices.lines[0] > 0 {
            prices.discounts.append((0, max(1, amount(&numbers, prices.lines[0]))))
        }
        prices.tenders = (0..<Int.random(in: 0...2, using: &numbers)).map { _ in amount(&numbers, 1000) }
        let parts = prices.lines.indices.map { PricePart.line($0) } + [.shipping] + prices.fees.indices.map { .fee($0) }
        let rates: [Int64] = [0, 1, 500, 725, 888, 1900, 10_000]
        let names = (0..<3).map { _ in rates.randomElement(using: &numbers) ?? 0 }
        for part in parts.shuffled(using: &numbers) {
            for name in names.indices where Int.random(in: 0...2, using: &numbers) > 0 {
                prices.taxes.append(PlainTax(part: part, name: name, rate: names[name], amount: 0))
            }
            if !prices.rules.pricesIncludeTax, Int.random(in: 0...5, using: &numbers) == 0 {
                prices.taxes.append(PlainTax(part: part, name: 9, rate: nil, amount: 1 + amount(&numbers, 50)))
            }
        }
        if prices.taxes.isEmpty { prices.taxes = [PlainTax(part: .shipping, name: 0, rate: 0, amount: 0)] }
        prices.calculate()
        return prices
    }

    /// The plugin that brings all of it.
    var hooks: TestHooks {
        let plain = self
        return TestHooks(CartDiscounts.self) { hook, _ in
            let lines = plain.discounts.map { discount in
                Self.row(.discount, -discount.amount, hook.cart, line: discount.line)
            }
            return lines + plain.shippingDiscounts.map { Self.row(.shippingDiscount, -$0, hook.cart) }
        }.adding(CartShippingRates.self) { hook, _ in
            let amount = Money(plain.shipping, hook.cart.currency)
            return ShippingOffer([ShippingRate(id: "test:r", label: "r", amount: amount, source: "test")])
        }.adding(CartFees.self) { hook, _ in
            plain.fees.map { Fee(Self.row(.fee, $0, hook.cart), taxClass: "wrapping") }
        }.adding(CartTaxes.self) { hook, _ in
            plain.taxes.map { tax in
                let name = Tax.Name(source: "test", hook: "cart.taxes", rule: "\(tax.name)", label: "Tax")
                let rate = tax.rate.flatMap { TaxRate(basisPoints: $0) }
                return Tax(name, on: tax.part, rate.map { .rate($0) } ?? .amount(tax.amount))
            }
        }.adding(CartTenders.self) { hook, _ in
            plain.tenderAmounts.map { Self.row(.tender, $0, hook.cart) }
        }
    }

    private static func row(_ kind: Adjustment.Kind, _ amount: Int64, _ cart: Cart, line: Int? = nil) -> Adjustment {
        Adjustment(
            kind: kind,
            source: "test",
            rule: nil,
            label: kind.rawValue,
            itemID: line.map { cart.items[$0].id },
            amount: Money(amount, cart.currency)
        )
    }
}
