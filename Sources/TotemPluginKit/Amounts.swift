internal import CTotem

/// What plugins add to the price of a cart, in minor units of its currency. `rule` is the plugin's own name for the reason, such
/// as a code. Each throws ``HostError`` when the host refuses it.
extension Call {
    /// Changes the price of one unit. Only in `price.resolve`.
    /// - Parameter item: its place in the event's items.
    public func changePrice(of item: Int, _ change: PriceChange, label: String, rule: String? = nil) throws {
        let status = Text.with(label) { label in
            Text.with(rule) { rule in
                var raw = totem_price_change()
                raw.size = UInt32(MemoryLayout<totem_price_change>.size)
                (raw.kind, raw.value) = change.raw
                raw.item = Int64(item)
                raw.label = label
                raw.rule = rule
                return totem_change_price(self.raw, &raw)
            }
        }
        try HostError.check(status)
    }

    /// Multiplies prices by a fraction. Only in `cart.prices`.
    /// - Parameter numerator, denominator: from 1 to 10^15.
    public func scale(
        _ prices: ScaledPrices,
        by numerator: Int64,
        over denominator: Int64,
        label: String,
        rule: String? = nil
    ) throws {
        let (target, taxClass) = prices.raw
        let status = Text.withAll([taxClass, label, rule]) { texts in
            var scale = totem_price_scale()
            scale.size = UInt32(MemoryLayout<totem_price_scale>.size)
            scale.target = target
            scale.tax_class = texts[0]
            scale.numerator = numerator
            scale.denominator = denominator
            scale.label = texts[1]
            scale.rule = texts[2]
            return totem_scale_prices(raw, &scale)
        }
        try HostError.check(status)
    }

    /// Takes an amount off the whole cart. Only in `cart.discounts`.
    public func takeOff(_ amount: Int64, label: String, rule: String? = nil) throws {
        try takeOff(amount, UInt32(TOTEM_DISCOUNT_LINES), line: 0, label, rule)
    }

    /// Takes an amount off one line. Only in `cart.discounts`.
    public func takeOff(_ amount: Int64, of line: Line, label: String, rule: String? = nil) throws {
        try takeOff(amount, UInt32(TOTEM_DISCOUNT_LINES), line: line.id, label, rule)
    }

    /// Takes one amount off several lines, each named once, spread in proportion to what is left of each. Only in `cart.discounts`.
    public func takeOff(_ amount: Int64, of lines: [Line], label: String, rule: String? = nil) throws {
        try with(amount, UInt32(TOTEM_DISCOUNT_LINES), line: 0, label, rule) {
            totem_spread_discount(raw, $0, lines.map(\.id), lines.count)
        }
    }

    /// Takes an amount off shipping, as far as it costs so much. Only in `cart.discounts`.
    public func takeOffShipping(_ amount: Int64, label: String, rule: String? = nil) throws {
        try takeOff(amount, UInt32(TOTEM_DISCOUNT_SHIPPING), line: 0, label, rule)
    }

    /// Offers a way of shipping. Only in `cart.shipping_rates`.
    /// - Parameter id: what tells it from the plugin's other rates: lower case letters, digits and '-'.
    public func addRate(_ id: String, _ amount: Int64, label: String, rule: String? = nil) throws {
        let status = Text.with(id) { id in
            Text.with(label) { label in
                Text.with(rule) { rule in
                    var rate = totem_rate()
                    rate.size = UInt32(MemoryLayout<totem_rate>.size)
                    rate.id = id
                    rate.amount = amount
                    rate.label = label
                    rate.rule = rule
                    return totem_add_rate(raw, &rate)
                }
            }
        }
        try HostError.check(status)
    }

    /// Says why this cart can't be sent, in a sentence for its buyer. Where no plugin offers a rate it can't be bought then. Only in
    /// `cart.shipping_rates`.
    public func cannotShip(because reason: String) throws {
        try HostError.check(Text.with(reason) { totem_cannot_ship(raw, $0) })
    }

    /// Charges an amount beside lines and shipping. Only in `cart.fees`.
    /// - Parameter taxClass: of what is charged for; nil: the usual one.
    public func addFee(_ amount: Int64, label: String, rule: String? = nil, taxClass: String? = nil) throws {
        let status = Text.with(label) { label in
            Text.with(rule) { rule in
                Text.with(taxClass) { taxClass in
                    var fee = totem_fee()
                    fee.size = UInt32(MemoryLayout<totem_fee>.size)
                    fee.amount = amount
                    fee.label = label
                    fee.rule = rule
                    fee.tax_class = taxClass
                    return totem_add_fee(raw, &fee)
                }
            }
        }
        try HostError.check(status)
    }

    /// Taxes a line, shipping or a fee at a rate in basis points: 1900 is 19 %. Only in `cart.taxes`.
    public func addTax(_ basisPoints: Int64, on part: TaxedPart, label: String, rule: String? = nil) throws {
        try addTax(part, rate: basisPoints, amount: 0, label, rule)
    }

    /// Taxes a line, shipping or a fee by an amount above 0. Only in `cart.taxes`.
    public func addTax(amount: Int64, on part: TaxedPart, label: String, rule: String? = nil) throws {
        try addTax(part, rate: 0, amount: amount, label, rule)
    }

    /// Pays a part of the total. Only in `cart.tenders`.
    public func addTender(_ amount: Int64, label: String, rule: String? = nil) throws {
        let status = Text.with(label) { label in
            Text.with(rule) { rule in
                var tender = totem_tender()
                tender.size = UInt32(MemoryLayout<totem_tender>.size)
                tender.amount = amount
                tender.label = label
                tender.rule = rule
                return totem_add_tender(raw, &tender)
            }
        }
        try HostError.check(status)
    }

    private func addTax(
        _ part: TaxedPart,
        rate: Int64,
        amount: Int64,
        _ label: String,
        _ rule: String?
    ) throws {
        let status = Text.with(label) { label in
            Text.with(rule) { rule in
                var tax = totem_tax()
                tax.size = UInt32(MemoryLayout<totem_tax>.size)
                (tax.target, tax.id) = part.raw
                tax.rate = rate
                tax.amount = amount
                tax.label = label
                tax.rule = rule
                return totem_add_tax(raw, &tax)
            }
        }
        try HostError.check(status)
    }

    private func takeOff(_ amount: Int64, _ target: UInt32, line: Int64, _ label: String, _ rule: String?) throws {
        try with(amount, target, line: line, label, rule) { totem_add_discount(raw, $0) }
    }

    private func with(
        _ amount: Int64,
        _ target: UInt32,
        line: Int64,
        _ label: String,
        _ rule: String?,
        _ add: (UnsafePointer<totem_discount>) -> totem_status
    ) throws {
        let status = Text.with(label) { label in
            Text.with(rule) { rule in
                var discount = totem_discount()
                discount.size = UInt32(MemoryLayout<totem_discount>.size)
                discount.target = target
                discount.line = line
                discount.amount = amount
                discount.label = label
                discount.rule = rule
                return add(&discount)
            }
        }
        try HostError.check(status)
    }
}

/// What a tax is on.
public enum TaxedPart {
    case line(Line)
    case shipping
    /// By its place among the event's fees, from 0.
    case fee(Int)

    fileprivate var raw: (target: UInt32, id: Int64) {
        switch self {
        case .line(let line): (UInt32(TOTEM_TAX_LINE), line.id)
        case .shipping: (UInt32(TOTEM_TAX_SHIPPING), 0)
        case .fee(let place): (UInt32(TOTEM_TAX_FEE), Int64(place) + 1)
        }
    }
}

/// Prices that are scaled together. A class of nil is the usual one.
public enum ScaledPrices {
    case lines(taxClass: String?)
    case shipping
    case fees(taxClass: String?)

    fileprivate var raw: (target: UInt32, taxClass: String?) {
        switch self {
        case .lines(let taxClass): (UInt32(TOTEM_TAX_LINE), taxClass)
        case .shipping: (UInt32(TOTEM_TAX_SHIPPING), nil)
        case .fees(let taxClass): (UInt32(TOTEM_TAX_FEE), taxClass)
        }
    }
}

/// How the price of one unit is changed.
public enum PriceChange {
    /// To minor units.
    case set(Int64)
    /// By basis points: -1000 takes 10 % off.
    case percent(Int64)
    /// By minor units, which may be below 0.
    case add(Int64)

    fileprivate var raw: (kind: UInt32, value: Int64) {
        switch self {
        case .set(let value): (UInt32(TOTEM_PRICE_SET), value)
        case .percent(let value): (UInt32(TOTEM_PRICE_PERCENT), value)
        case .add(let value): (UInt32(TOTEM_PRICE_ADD), value)
        }
    }
}
