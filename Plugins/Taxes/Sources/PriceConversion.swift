import TotemPluginKit

/// Prices that include a tax, for a buyer who pays another one, or none.
///
/// The prices of the shop include the taxes of its own zone where their net is to stay the same for all, and those of the buyer's zone
/// where their gross is. Either way who pays none of them pays the price without.
struct PriceConversion {
    /// What the prices include.
    let included: ZoneRates
    /// What they are to include.
    let owed: ZoneRates
    let settings: TaxSettings
    let label: String

    /// Nil where prices stay as they are.
    init?(of cart: Cart, _ liability: Liability, _ settings: TaxSettings, _ call: Call) throws {
        switch settings.pricesAbroad {
        case .gross:
            guard let freedom = liability.freedom else { return nil }
            included = liability.rates
            label = freedom.label
        case .net:
            guard let shop = settings.shop, let home = try ZoneStore.find(shop, call) else { return nil }
            included = ZoneRates(try RateStore.all(of: home.id, call))
            label = liability.freedom?.label ?? "Tax where it is sent"
        }
        owed = liability.owed
        self.settings = settings
    }

    func scale(_ cart: Cart, _ call: Call) throws {
        let classes: [String?] =
            [nil] + Set(included.classes + owed.classes + cart.lines.compactMap(\.taxClass)).sorted()
        for taxClass in classes {
            let (from, to) = (Self.gross(included[taxClass]), Self.gross(owed[taxClass]))
            guard from != to else { continue }
            try call.scale(.lines(taxClass: taxClass), by: to, over: from, label: label, rule: "prices-abroad")
            try call.scale(.fees(taxClass: taxClass), by: to, over: from, label: label, rule: "prices-abroad")
        }
        let (from, to) = shippingFactor(beside: cart)
        guard from != to else { return }
        try call.scale(.shipping, by: to, over: from, label: label, rule: "prices-abroad")
    }

    /// What a billion of net, to the thousandth, comes to with its taxes: as much as the host's fractions have room for.
    private static func gross(_ stack: RateStack) -> Int64 {
        let fineness = RateStack.unit / 1_000_000_000_000
        return Int64((RateStack.unit + stack.sum + fineness / 2) / fineness)
    }

    private func shippingFactor(beside cart: Cart) -> (from: Int64, to: Int64) {
        switch settings.shippingTax {
        case .none:
            return (1, 1)
        case .taxClass:
            let taxClass = settings.shippingClass
            return (Self.gross(included[taxClass].onShipping), Self.gross(owed[taxClass].onShipping))
        case .proportional:
            return proportionalFactor(beside: cart)
        }
    }

    /// As the factors of the lines that are sent and taxed, in proportion to what they cost; to the billionth.
    private func proportionalFactor(beside cart: Cart) -> (from: Int64, to: Int64) {
        let billion: Int128 = 1_000_000_000
        var (weighted, total): (Int128, Int128) = (0, 0)
        for line in cart.lines where line.ships && line.isTaxed {
            let from = Int128(Self.gross(included[line.taxClass].onShipping))
            let to = Int128(Self.gross(owed[line.taxClass].onShipping))
            weighted += Int128(line.total) * ((to * billion + from / 2) / from)
            total += Int128(line.total)
        }
        guard total > 0 else { return (1, 1) }
        return (Int64(billion), Int64((weighted + total / 2) / total))
    }
}
