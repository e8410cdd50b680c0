/// A rate of a zone.
struct TaxRate: Equatable {
    let id: Int64
    /// What the buyer reads, without the percentage: `VAT`.
    var name: String
    /// Of products, variants and fees; nil: the usual one.
    var taxClass: String?
    var percent: Percent
    /// The order in which rates are taken, lowest first.
    var priority: Int64
    /// Whether it is on top of the taxes of lower priorities, and not of the net alone.
    var isCompound: Bool
    /// Whether shipping is taxed by it, too.
    var isOnShipping: Bool

    /// What the buyer reads: `QST 9.975 %`.
    var label: String { "\(name) \(percent.text) %" }
}

/// The rates that one thing is taxed at together, by their priority.
struct RateStack: Equatable {
    /// What ``weights`` are parts of.
    static let unit: Int128 = 1_000_000_000_000_000_000

    let rates: [TaxRate]
    /// What each rate comes to on a net of one ``unit``: exact for three on top of each other, and then rounded.
    let weights: [Int128]
    let sum: Int128

    /// - Parameter rates: in any order.
    init(_ rates: [TaxRate]) {
        self.rates = rates.sorted { ($0.priority, $0.id) < ($1.priority, $1.id) }
        var weights: [Int128] = []
        for rate in self.rates {
            let base = rate.isCompound ? Self.unit + Self.lower(weights, than: rate, in: self.rates) : Self.unit
            let whole = Int128(Percent.whole)
            weights.append((base * Int128(rate.percent.millionths) + whole / 2) / whole)
        }
        self.weights = weights
        sum = weights.reduce(0, +)
    }

    static let none = RateStack([])

    /// The sum of what belongs to rates of a lower priority. There may be values for the first rates only.
    static func lower<Value: SignedInteger>(_ values: [Value], than rate: TaxRate, in rates: [TaxRate]) -> Value {
        zip(rates, values).reduce(0) { $1.0.priority < rate.priority ? $0 + $1.1 : $0 }
    }

    /// Those that shipping is taxed at.
    var onShipping: RateStack { RateStack(rates.filter(\.isOnShipping)) }
}
