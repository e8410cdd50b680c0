internal import CTotem
internal import TotemKernel

extension Tax: CartAmount {}

extension CallFrame {
    private static let largestTaxCount = 10_000

    func addTax(_ pointer: UnsafePointer<totem_tax>?) -> totem_status {
        guard let taxes = effects(.addTax, CartEffects<Tax>.self) else { return HostTable.misuse }
        guard let tax = totem_tax.read(pointer) else {
            return refuse(TOTEM_INVALID, "a tax needs its size: {.size = sizeof(totem_tax), …}")
        }
        guard let words = words(tax.label, tax.rule) else { return totem_status(TOTEM_INVALID) }
        guard let size = TaxSize(tax) else {
            return refuse(
                TOTEM_INVALID,
                "a tax has a rate of 0 to \(TaxRate.largest) basis points, or an amount above 0 and no rate"
            )
        }
        guard let part = taxedPart(tax, taxes) else { return totem_status(TOTEM_INVALID) }
        guard taxes.countOfTurn < Self.largestTaxCount else {
            return refuse(TOTEM_LIMIT, "at most \(Self.largestTaxCount) taxes can be added")
        }
        guard tax.amount <= CartEffects<Tax>.largestTotal else {
            return refuse(TOTEM_LIMIT, "a tax of \(tax.amount) is larger than any that a cart can have")
        }
        let net = taxes.sheet.net(of: part)
        guard !taxes.sheet.pricesIncludeTax || tax.amount <= net else {
            return refuse(TOTEM_LIMIT, "a tax of \(tax.amount) is more than the price that includes it, \(net)")
        }
        let name = Tax.Name(
            source: plugin.name,
            hook: HookPoint.cartTaxes.rawValue,
            rule: words.rule,
            label: words.label
        )
        taxes.append(Tax(name, on: part, size))
        return HostTable.ok
    }

    /// Nil when there is no such; then ``lastError`` says so.
    private func taxedPart(_ tax: totem_tax, _ taxes: CartEffects<Tax>) -> PricePart? {
        switch Int(tax.target) {
        case TOTEM_TAX_LINE:
            if let line = taxes.lines[tax.id] { return .line(line) }
            lastError = "the cart has no line \(tax.id)"
        case TOTEM_TAX_FEE:
            if tax.id >= 1, tax.id <= taxes.sheet.fees.count { return .fee(Int(tax.id) - 1) }
            lastError = "the cart has no fee \(tax.id)"
        case TOTEM_TAX_SHIPPING:
            if tax.id == 0 { return .shipping }
            lastError = "a tax of shipping has no id"
        default: lastError = "a tax has no target \(tax.target)"
        }
        return nil
    }
}

extension TaxSize {
    fileprivate init?(_ tax: totem_tax) {
        if tax.amount > 0, tax.rate == 0 {
            self = .amount(tax.amount)
            return
        }
        guard tax.amount == 0, let rate = TaxRate(basisPoints: tax.rate) else { return nil }
        self = .rate(rate)
    }
}
