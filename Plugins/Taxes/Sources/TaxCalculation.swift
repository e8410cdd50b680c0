/// What taxes come to. Whole minor units at every step, half a unit rounded up.
///
/// Without tax in the prices each rate is of the net, or of the net and the taxes below it. Where prices include their taxes, those of
/// one price are taken out of it at once, and spread over its rates. Rounded per order, each step is done over the sum of the parts
/// with the same rates, and spread over them.
struct TaxCalculation {
    /// A part of the price that is taxed by itself: a line, a fee, shipping or a slice of it.
    struct Part {
        /// What it costs less its discounts: 0 or more.
        let net: Int64
        let stack: RateStack
    }

    /// Of all parts together. Eight rates on top of each other, of 100 % each, still fit 64 bits with it.
    static let largestNet: Int64 = 1 << 53

    let pricesIncludeTax: Bool
    let roundsPerOrder: Bool

    static func hasRoom(for parts: [Part]) -> Bool {
        var left = largestNet
        for part in parts {
            guard part.net <= left else { return false }
            left -= part.net
        }
        return true
    }

    /// - Returns: of each part the amount of each of its rates.
    func amounts(of parts: [Part]) -> [[Int64]] {
        guard roundsPerOrder else { return parts.map { pricesIncludeTax ? included(in: $0) : added(to: $0) } }
        return pricesIncludeTax ? includedPerOrder(in: parts) : addedPerOrder(to: parts)
    }

    // MARK: - Per line

    private func added(to part: Part) -> [Int64] {
        var amounts: [Int64] = []
        for rate in part.stack.rates {
            amounts.append(Self.tax(on: Self.base(of: rate, on: part, with: amounts), rate.percent))
        }
        return amounts
    }

    private func included(in part: Part) -> [Int64] {
        let tax = Rounding.half(part.net, part.stack.sum, over: RateStack.unit + part.stack.sum)
        return Rounding.shares(of: tax, over: part.stack.weights)
    }

    // MARK: - Per order

    /// Every rate once, the lowest first: what is on top of it has to know it.
    private func addedPerOrder(to parts: [Part]) -> [[Int64]] {
        var amounts = parts.map { _ in [Int64]() }
        let rates = parts.flatMap(\.stack.rates).sorted { ($0.priority, $0.id) < ($1.priority, $1.id) }
        var last: Int64?
        for rate in rates where rate.id != last {
            last = rate.id
            let places = parts.indices.filter { place in parts[place].stack.rates.contains { $0.id == rate.id } }
            let bases = places.map { Self.base(of: rate, on: parts[$0], with: amounts[$0]) }
            let tax = Self.tax(on: bases.reduce(0, +), rate.percent)
            let shares = Rounding.shares(of: tax, over: bases.map { Int128($0) })
            for (place, share) in zip(places, shares) { amounts[place].append(share) }
        }
        return amounts
    }

    private func includedPerOrder(in parts: [Part]) -> [[Int64]] {
        var amounts = parts.map { part in part.stack.rates.map { _ in Int64(0) } }
        var seen: [[Int64]] = []
        for part in parts {
            let ids = part.stack.rates.map(\.id)
            guard !seen.contains(ids) else { continue }
            seen.append(ids)
            let places = parts.indices.filter { parts[$0].stack.rates.map(\.id) == ids }
            let nets = places.map { parts[$0].net }
            let tax = Rounding.half(nets.reduce(0, +), part.stack.sum, over: RateStack.unit + part.stack.sum)
            for (place, share) in zip(places, Rounding.shares(of: tax, over: nets.map { Int128($0) })) {
                amounts[place] = Rounding.shares(of: share, over: part.stack.weights)
            }
        }
        return amounts
    }

    // MARK: - One rate

    /// - Parameter amounts: of the rates before it.
    private static func base(of rate: TaxRate, on part: Part, with amounts: [Int64]) -> Int64 {
        rate.isCompound ? part.net + RateStack.lower(amounts, than: rate, in: part.stack.rates) : part.net
    }

    private static func tax(on base: Int64, _ percent: Percent) -> Int64 {
        Rounding.half(base, Int128(percent.millionths), over: Int128(Percent.whole))
    }
}
