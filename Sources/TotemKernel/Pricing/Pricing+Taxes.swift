extension Pricing {
    /// Plugins' taxes, or the settings' where no plugin answers.
    mutating func tax() throws {
        let taxes = try ask { [fees, rules] cart, sheet in
            CartTaxes(cart: cart, fees: fees, sheet: sheet, rounding: rules.taxRounding)
        }
        if taxes.isEmpty { try taxByRules() } else { try add(taxes) }
    }

    // MARK: - By the settings

    /// One row for the lines, with the tax of each, one for shipping and one for each fee; none where there is no tax.
    private mutating func taxByRules() throws(KernelError) {
        guard rules.taxRate != .none else { return }
        try sheet.tax(by: rules)
        let name = Tax.Name(
            source: Adjustment.core,
            hook: nil,
            rule: SettingDefinition.taxRate.key,
            label: "Tax \(rules.taxRate.formatted)"
        )
        let lines = sheet.lines.map(\.tax)
        let rows =
            [row(name, lines.reduce(0, +), shares: lines), row(name, sheet.shipping.tax, of: " on shipping")]
            + sheet.fees.map { row(name, $0.tax, of: " on a fee") }
        cart.adjustments += rows.filter { $0.amount.amount > 0 }
    }

    // MARK: - By plugins

    /// Taxes of one name and rate are one tax, with a row for the lines, one for shipping and one for each fee.
    private struct Kind: Hashable {
        let name: Tax.Name
        /// Nil: it says its amounts.
        let rate: TaxRate?
    }

    /// What one tax comes to.
    private struct Sums {
        let kind: Kind
        var nanoseconds: Int64 = 0
        /// Of each line; nil: it is on none.
        var lines: [Int64]?
        var others: [Int64] = []
    }

    /// Those on what is not taxed lapse.
    /// - Throws: ``KernelError`` when they are too many, too large, or more than the prices that include them.
    private mutating func add(_ taxes: [Tax]) throws(KernelError) {
        var kinds: [Kind: Int] = [:]
        var sums: [Sums] = []
        let parts = taxes.filter { sheet.isTaxed($0.part) }.map { tax in
            let kind = Kind(name: tax.name, rate: tax.size.rate)
            let place = kinds[kind] ?? sums.count
            if place == sums.count {
                kinds[kind] = place
                sums.append(Sums(kind: kind, nanoseconds: tax.nanoseconds))
            }
            return PartTax(tax.part, tax.size, kind: place)
        }
        for (tax, amount) in zip(parts, try sheet.amounts(of: parts, rules.taxRounding)) {
            guard amount >= 0, sheet.add(tax: amount, to: tax.part) else {
                throw .badAdjustment(row(sums[tax.kind].kind.name, amount), "is below nothing, or more than its price")
            }
            if case .line(let line) = tax.part {
                sums[tax.kind].lines = sums[tax.kind].lines ?? sheet.lines.map { _ in 0 }
                sums[tax.kind].lines?[line] += amount
            } else {
                sums[tax.kind].others.append(amount)
            }
        }
        _ = try sheet.totals(in: rules.currency)
        let rows = sums.flatMap { sum in
            let lines = sum.lines.map { [row(sum.kind.name, $0.reduce(0, +), shares: $0)] } ?? []
            return (lines + sum.others.map { row(sum.kind.name, $0) }).map { row in
                var row = row
                row.nanoseconds = sum.nanoseconds
                return row
            }
        }
        guard rows.count <= Self.largestAdjustmentCount else { throw .tooManyAdjustments }
        cart.adjustments += rows
    }

    private func row(
        _ name: Tax.Name,
        _ amount: Int64,
        of what: String = "",
        shares: [Int64] = []
    ) -> Adjustment {
        Adjustment(
            kind: .tax,
            source: name.source,
            hook: name.hook,
            rule: name.rule,
            label: name.label + what,
            amount: Money(amount, rules.currency),
            shares: shares
        )
    }
}

extension TaxSize {
    fileprivate var rate: TaxRate? {
        if case .rate(let rate) = self { rate } else { nil }
    }
}
