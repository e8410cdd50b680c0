import TotemPluginKit

/// A cart whose taxes could be more than a number of 64 bits.
struct CartTooLarge: Error, CustomStringConvertible {
    var description: String { "a cart of more than \(TaxCalculation.largestNet) can't be taxed" }
}

/// The taxes of one cart: what is taxed, at which rates, and what comes of it.
struct CartTaxation {
    let liability: Liability
    let settings: TaxSettings

    /// What an amount belongs to: several parts may be of one thing, such as the slices of shipping.
    private struct Taxed {
        let what: TaxedPart
        let part: TaxCalculation.Part
    }

    /// Adds what the buyer owes; where that is nothing, a row that says why.
    func add(to event: TaxEvent, _ call: Call) throws {
        if let freedom = liability.freedom {
            return try addNothing(freedom, on: event, call)
        }
        let taxed = parts(of: event)
        guard TaxCalculation.hasRoom(for: taxed.map(\.part)) else { throw CartTooLarge() }
        let calculation = TaxCalculation(
            pricesIncludeTax: event.cart.pricesIncludeTax,
            roundsPerOrder: event.roundsPerOrder
        )
        let amounts = calculation.amounts(of: taxed.map(\.part))
        for (thing, amounts) in zip(taxed, amounts) {
            for (rate, amount) in zip(thing.part.stack.rates, amounts) where amount > 0 {
                try call.addTax(amount: amount, on: thing.what, label: rate.label, rule: "rate:\(rate.id)")
            }
        }
        try addRatesOfNothing(taxed, amounts, on: event, call)
    }

    /// A rate that comes to nothing is told, too: the cart is taxed, and the shop's own tax does not hold.
    private func addRatesOfNothing(_ taxed: [Taxed], _ amounts: [[Int64]], on event: TaxEvent, _ call: Call) throws {
        var sums: [Int64: (rate: TaxRate, on: TaxedPart, amount: Int64)] = [:]
        for (thing, amounts) in zip(taxed, amounts) {
            for (rate, amount) in zip(thing.part.stack.rates, amounts) {
                sums[rate.id, default: (rate, thing.what, 0)].amount += amount
            }
        }
        for sum in sums.values.sorted(by: { $0.rate.id < $1.rate.id }) where sum.amount == 0 {
            try call.addTax(0, on: sum.on, label: sum.rate.label, rule: "rate:\(sum.rate.id)")
        }
        if sums.isEmpty { try addNothing(.untaxed, on: event, call) }
    }

    /// On what can be taxed: on anything else it would lapse.
    private func addNothing(_ freedom: Liability.Freedom, on event: TaxEvent, _ call: Call) throws {
        let line = event.cart.lines.first(where: \.isTaxed).map(TaxedPart.line)
        guard let first = line ?? (event.shipping > 0 ? .shipping : event.fees.isEmpty ? nil : .fee(0)) else { return }
        try call.addTax(0, on: first, label: freedom.label, rule: freedom.rule)
    }

    // MARK: - Parts

    /// Lines that are taxed, then shipping, then fees.
    private func parts(of event: TaxEvent) -> [Taxed] {
        let rates = liability.owed
        func part(_ line: Line) -> TaxCalculation.Part {
            .init(net: line.total - line.discount, stack: rates[line.taxClass])
        }
        let lines = event.cart.lines.filter(\.isTaxed)
        let fees = event.fees.enumerated().map { place, fee in
            Taxed(what: .fee(place), part: .init(net: fee.amount, stack: rates[fee.taxClass]))
        }
        let shipping = shippingParts(of: event.shipping, beside: lines.filter(\.ships).map(part))
        return lines.map { Taxed(what: .line($0), part: part($0)) } + shipping.map { Taxed(what: .shipping, part: $0) }
            + fees
    }

    private func shippingParts(of net: Int64, beside lines: [TaxCalculation.Part]) -> [TaxCalculation.Part] {
        guard net > 0 else { return [] }
        switch settings.shippingTax {
        case .none:
            return []
        case .taxClass:
            return [.init(net: net, stack: liability.owed[settings.shippingClass].onShipping)]
        case .proportional:
            let groups = Self.groups(of: lines)
            let shares = Rounding.shares(of: net, over: groups.map { Int128($0.net) })
            return zip(groups, shares).map { .init(net: $1, stack: $0.stack.onShipping) }
        }
    }

    /// The nets of the lines by their rates, in the order of the lines.
    static func groups(of lines: [TaxCalculation.Part]) -> [TaxCalculation.Part] {
        lines.reduce(into: []) { groups, line in
            guard let place = groups.firstIndex(where: { $0.stack == line.stack }) else { return groups.append(line) }
            groups[place] = .init(net: groups[place].net + line.net, stack: line.stack)
        }
    }
}
