import TotemKernel

/// The same amounts by another way: fractions of whole 128-bit numbers, and left-over units given away one at a time.
struct SlowPrices {
    struct Line {
        let price: Int64
        let quantity: Int64
        let takesDiscounts: Bool

        var total: Int128 { Int128(price) * Int128(quantity) }
    }

    enum Discount {
        /// Of what is left, in thousandths.
        case line(Int, thousandths: Int128)
        case cart(thousandths: Int128)
    }

    let lines: [Line]
    let discounts: [Discount]
    let shipping: Int64
    let fees: [Int64]
    let rules: PricingRules

    /// What is taken off, and how much.
    private(set) var taken: [(line: Int?, amount: Int64)] = []
    private(set) var lineDiscounts: [Int128] = []
    private(set) var lineTaxes: [Int128] = []
    private(set) var shippingTax: Int128 = 0
    private(set) var feeTaxes: [Int128] = []

    init(lines: [Line], discounts: [Discount], shipping: Int64, fees: [Int64], rules: PricingRules) {
        self.lines = lines
        self.discounts = discounts
        self.shipping = shipping
        self.fees = fees
        self.rules = rules
        lineDiscounts = lines.map { _ in 0 }
        for discount in discounts { take(discount) }
        addTaxes()
    }

    var subtotal: Int128 { lines.reduce(0) { $0 + $1.total } }
    var discount: Int128 { lineDiscounts.reduce(0, +) }
    var tax: Int128 { lineTaxes.reduce(shippingTax, +) + feeTaxes.reduce(0, +) }

    var total: Int128 {
        let net = subtotal - discount + Int128(shipping) + fees.reduce(Int128(0)) { $0 + Int128($1) }
        return rules.pricesIncludeTax ? net : net + tax
    }

    private mutating func take(_ discount: Discount) {
        let left = lines.indices.map { lines[$0].takesDiscounts ? lines[$0].total - lineDiscounts[$0] : 0 }
        switch discount {
        case .line(let line, let thousandths):
            let amount = left[line] * thousandths / 1000
            guard amount > 0 else { return }
            lineDiscounts[line] += amount
            taken.append((line, Int64(amount)))
        case .cart(let thousandths):
            let amount = left.reduce(0, +) * thousandths / 1000
            guard amount > 0 else { return }
            for (line, share) in Self.spread(amount, left).enumerated() { lineDiscounts[line] += share }
            taken.append((nil, Int64(amount)))
        }
    }

    private mutating func addTaxes() {
        let nets = lines.indices.map { lines[$0].total - lineDiscounts[$0] }
        let others: [Int128] = rules.taxesShipping ? [Int128(shipping)] + fees.map { Int128($0) } : []
        let all = nets + others
        let taxes: [Int128] =
            switch rules.taxRounding {
            case .line: all.map(rounded)
            case .order: Self.spread(rounded(all.reduce(0, +)), all)
            }
        lineTaxes = Array(taxes.prefix(lines.count))
        shippingTax = rules.taxesShipping ? taxes[lines.count] : 0
        feeTaxes = rules.taxesShipping ? Array(taxes.dropFirst(lines.count + 1)) : fees.map { _ in 0 }
    }

    /// Half a unit is rounded up: twice the fraction and one, halved downwards.
    private func rounded(_ net: Int128) -> Int128 {
        let rate = Int128(rules.taxRate.basisPoints)
        let whole: Int128 = rules.pricesIncludeTax ? 10_000 + rate : 10_000
        return (2 * net * rate + whole) / (2 * whole)
    }

    static func spread(_ amount: Int128, _ weights: [Int128]) -> [Int128] {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return weights }
        var shares = weights.map { amount * $0 / sum }
        var remainders = weights.map { amount * $0 % sum }
        while shares.reduce(0, +) < amount {
            var best = 0
            for part in remainders.indices where remainders[part] > remainders[best] { best = part }
            shares[best] += 1
            remainders[best] = -1
        }
        return shares
    }
}

/// The same numbers in every run (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SlowPrices {
    /// A basket as shops have them, and some as none has: prices of nothing, one unit that many lines want, large amounts.
    static func random(_ numbers: inout SeededNumbers, _ currency: Currency) -> SlowPrices {
        let largest: Int64 = [9, 1000, 100_000, 1_000_000_000_000].randomElement(using: &numbers) ?? 1000
        let lines = (0..<Int.random(in: 1...12, using: &numbers)).map { _ in
            Line(
                price: Int64.random(in: 0...largest, using: &numbers),
                quantity: Int64.random(in: 1...(largest > 1_000_000 ? 90 : 9), using: &numbers),
                takesDiscounts: Int.random(in: 0...4, using: &numbers) > 0
            )
        }
        let discounts = (0..<Int.random(in: 0...4, using: &numbers)).map { _ -> Discount in
            let part = Int128([1, 7, 100, 333, 999, 1000].randomElement(using: &numbers) ?? 1)
            return Bool.random(using: &numbers)
                ? .cart(thousandths: part)
                : .line(Int.random(in: lines.indices, using: &numbers), thousandths: part)
        }
        let rules = PricingRules(
            currency: currency,
            pricesIncludeTax: Bool.random(using: &numbers),
            taxRate: TaxRate(basisPoints: [0, 1, 550, 725, 1900, 10_000].randomElement(using: &numbers) ?? 0) ?? .none,
            taxesShipping: Bool.random(using: &numbers),
            taxRounding: PricingRules.TaxRounding.allCases.randomElement(using: &numbers) ?? .line,
            shippingFlatAmount: Int64.random(in: 0...999, using: &numbers)
        )
        return SlowPrices(
            lines: lines,
            discounts: discounts,
            shipping: rules.shippingFlatAmount,
            fees: (0..<Int.random(in: 0...2, using: &numbers)).map { _ in Int64.random(in: 0...500, using: &numbers) },
            rules: rules
        )
    }
}
