/// A rate as the test has made it.
struct TestRate: Equatable {
    let name: String
    /// Ten thousandths of a percent.
    let millionths: Int64
    let priority: Int64
    let isCompound: Bool
    let isOnShipping: Bool

    var fraction: ExactFraction { ExactFraction(millionths, 1_000_000) }
}

/// Something that is taxed by itself.
struct TestPart {
    let net: Int64
    let rates: [TestRate]
}

/// What taxes come to by the rules of the README, reckoned with exact fractions, one unit and one part at a time.
struct ExpectedTaxes {
    let includesTax: Bool
    let perOrder: Bool

    /// - Returns: of each part the amounts by the names of its rates.
    func amounts(of parts: [TestPart]) -> [[String: Int64]] {
        guard perOrder else { return parts.map { group([$0])[0] } }
        guard includesTax else { return added(to: parts) }
        // Parts with the same rates are reckoned together.
        var result = parts.map { _ in [String: Int64]() }
        for place in parts.indices where !parts[..<place].contains(where: { names($0) == names(parts[place]) }) {
            let members = parts.indices.filter { names(parts[$0]) == names(parts[place]) }
            for (member, amounts) in zip(members, group(members.map { parts[$0] })) { result[member] = amounts }
        }
        return result
    }

    private func names(_ part: TestPart) -> [String] { part.rates.map(\.name).sorted() }

    private func group(_ parts: [TestPart]) -> [[String: Int64]] {
        includesTax ? included(in: parts) : added(to: parts)
    }

    // MARK: - Added

    private func added(to parts: [TestPart]) -> [[String: Int64]] {
        var amounts = parts.map { _ in [String: Int64]() }
        var rates: [TestRate] = []
        for rate in parts.flatMap(\.rates) where !rates.contains(rate) { rates.append(rate) }
        for priority in Set(rates.map(\.priority)).sorted() {
            let before = amounts
            for rate in rates where rate.priority == priority {
                let places = parts.indices.filter { parts[$0].rates.contains(rate) }
                let bases = places.map { place in
                    let lower = parts[place].rates.filter { $0.priority < priority }.compactMap {
                        before[place][$0.name]
                    }
                    return parts[place].net + (rate.isCompound ? lower.reduce(0, +) : 0)
                }
                let tax = (ExactFraction(bases.reduce(0, +)) * rate.fraction).rounded
                for (place, share) in zip(places, spread(tax, bases.map { ExactFraction($0) })) {
                    amounts[place][rate.name] = share
                }
            }
        }
        return amounts
    }

    // MARK: - Included

    /// - Parameter parts: with the same rates.
    private func included(in parts: [TestPart]) -> [[String: Int64]] {
        let rates = parts[0].rates.sorted { $0.priority < $1.priority }
        guard !rates.isEmpty else { return parts.map { _ in [:] } }
        var weights: [ExactFraction] = []
        for rate in rates {
            var base = ExactFraction(1)
            if rate.isCompound {
                for (lower, weight) in zip(rates, weights) where lower.priority < rate.priority { base = base + weight }
            }
            weights.append(base * rate.fraction)
        }
        let sum = weights.reduce(ExactFraction(0)) { $0 + $1 }
        let gross = parts.map(\.net).reduce(0, +)
        let tax = (ExactFraction(gross) * sum / (ExactFraction(1) + sum)).rounded
        return spread(tax, parts.map { ExactFraction($0.net) }).map { share in
            Dictionary(uniqueKeysWithValues: zip(rates.map(\.name), spread(share, weights)))
        }
    }

    // MARK: - Spreading

    /// Gives away unit by unit, each to whom the most of one is missing.
    func spread(_ amount: Int64, _ weights: [ExactFraction]) -> [Int64] {
        let sum = weights.reduce(ExactFraction(0)) { $0 + $1 }
        guard !sum.isZero else { return weights.indices.map { $0 == 0 ? amount : 0 } }
        let quotas = weights.map { ExactFraction(amount) * $0 / sum }
        var shares = quotas.map(\.floor)
        var waiting = Array(quotas.indices)
        while shares.reduce(0, +) < amount {
            var best = waiting[0]
            for place in waiting where quotas[best].rest < quotas[place].rest { best = place }
            shares[best] += 1
            waiting.removeAll { $0 == best }
        }
        return shares
    }
}
