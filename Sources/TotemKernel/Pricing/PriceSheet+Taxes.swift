/// A tax on one part of a price.
package struct PartTax: Sendable {
    package let part: PricePart
    package let size: TaxSize
    /// Which tax it is: those of one number are rounded together where taxes are rounded per order.
    package let kind: Int

    package init(_ part: PricePart, _ size: TaxSize, kind: Int) {
        self.part = part
        self.size = size
        self.kind = kind
    }
}

extension PriceSheet {
    /// Taxes the net of every line that is taxed, and those of shipping and fees when the rules say so.
    /// - Throws: ``KernelError`` when an amount is too large.
    package mutating func tax(by rules: PricingRules) throws(KernelError) {
        guard rules.taxRate != .none else { return }
        var parts = lines.indices.filter { lines[$0].isTaxed }.map { PricePart.line($0) }
        if rules.taxesShipping { parts += [.shipping] + fees.indices.map { .fee($0) } }
        let taxes = parts.map { PartTax($0, .rate(rules.taxRate), kind: 0) }
        for (part, amount) in zip(parts, try amounts(of: taxes, rules.taxRounding)) {
            guard add(tax: amount, to: part) else { throw .moneyOverflow("items") }
        }
    }

    /// What taxes come to.
    ///
    /// A rate is of a part's net; of several that are in the same price, the sum of the rates is, and each has its share. Rounded per
    /// order, that is done over the sum of the nets with the same taxes, and spread over them: over the lines, then shipping, then
    /// the fees.
    /// - Throws: ``KernelError`` when an amount is too large.
    package func amounts(
        of taxes: [PartTax],
        _ rounding: PricingRules.TaxRounding
    ) throws(KernelError) -> [Int64] {
        var amounts = taxes.map { tax in
            if case .amount(let amount) = tax.size { amount } else { Int64(0) }
        }
        for group in groups(of: taxes, rounding) {
            let nets = group.map { net(of: $0.part) }
            let tax = TaxRate.tax(on: try Self.sum(nets), basisPoints: group[0].sum, isIncluded: pricesIncludeTax)
            let shares = group.count == 1 ? [tax] : Spread.shares(of: tax, over: nets)
            for (rated, share) in zip(group, shares) {
                let parts = rated.taxes.count == 1 ? [share] : Spread.shares(of: share, over: rated.basisPoints)
                for (tax, amount) in zip(rated.taxes, parts) { amounts[tax] = amount }
            }
        }
        return amounts
    }

    /// Rates that are taken of one net together.
    private struct RatedPart {
        let part: PricePart
        /// Their places.
        var taxes: [Int]
        var basisPoints: [Int64]
        var kinds: [Int]

        var sum: Int64 { basisPoints.reduce(0, +) }
    }

    /// Rates that are added to a price are each by itself; those that are in it share it.
    private func ratedParts(_ taxes: [PartTax]) -> [RatedPart] {
        var rated: [RatedPart] = []
        rated.reserveCapacity(taxes.count)
        var places: [PricePart: Int] = [:]
        for (index, tax) in taxes.enumerated() {
            guard case .rate(let rate) = tax.size else { continue }
            if pricesIncludeTax, let place = places[tax.part] {
                rated[place].taxes.append(index)
                rated[place].basisPoints.append(rate.basisPoints)
                rated[place].kinds.append(tax.kind)
                continue
            }
            if pricesIncludeTax { places[tax.part] = rated.count }
            rated.append(
                RatedPart(part: tax.part, taxes: [index], basisPoints: [rate.basisPoints], kinds: [tax.kind])
            )
        }
        return rated
    }

    /// What is rounded together.
    private func groups(of taxes: [PartTax], _ rounding: PricingRules.TaxRounding) -> [[RatedPart]] {
        let rated = ratedParts(taxes)
        guard rounding == .order else { return rated.map { [$0] } }
        var places: [[Int]: Int] = [:]
        var groups: [[RatedPart]] = []
        for part in rated {
            let kinds = part.kinds.sorted()
            if let place = places[kinds] {
                groups[place].append(part)
            } else {
                places[kinds] = groups.count
                groups.append([part])
            }
        }
        return groups.map { $0.sorted { $0.part.order < $1.part.order } }
    }
}

extension PricePart {
    /// Lines, then shipping, then fees.
    fileprivate var order: (Int, Int) {
        switch self {
        case .line(let line): (0, line)
        case .shipping: (1, 0)
        case .fee(let fee): (2, fee)
        }
    }
}
