/// The amounts of a basket while they are made, in minor units of one currency: lines, then discounts, shipping, fees, taxes
/// and tenders, in this order. Values alone, so that whoever wants to see a price before it is final can carry on a copy.
///
/// Amounts are 0 or more, and so is everything that comes of them. What would not fit 64 bits is refused.
package struct PriceSheet: Sendable {
    /// What has a net and a tax of its own: a line, a fee, or shipping.
    package struct Part: Sendable, Hashable {
        package let total: Int64
        /// Whether discounts of the whole basket, and of this line, are taken off it.
        package let takesDiscounts: Bool
        /// Whether taxes are put on it.
        package var isTaxed = true
        package fileprivate(set) var discount: Int64 = 0
        package fileprivate(set) var tax: Int64 = 0

        package var net: Int64 { total - discount }
    }

    package private(set) var lines: [Part] = []
    package private(set) var fees: [Part] = []
    package private(set) var shipping = Part(total: 0, takesDiscounts: false)
    package private(set) var subtotal: Int64 = 0
    package private(set) var tenders: Int64 = 0
    package let pricesIncludeTax: Bool

    /// The largest subtotal, tax or total of an order, in minor units: those of thousands of orders fit a 64-bit sum.
    package static let largest: Int64 = 1_000_000_000_000_000

    /// - Parameter pricesIncludeTax: whether the tax of an amount is contained in it.
    package init(pricesIncludeTax: Bool = false) {
        self.pricesIncludeTax = pricesIncludeTax
    }

    // MARK: - Lines

    mutating func expect(lines count: Int) { lines.reserveCapacity(count) }

    /// - Throws: ``KernelError`` when the sum of the lines is too large.
    package mutating func add(
        line total: Int64,
        takesDiscounts: Bool = true,
        isTaxed: Bool = true
    ) throws(KernelError) {
        let (sum, overflow) = subtotal.addingReportingOverflow(total)
        guard !overflow else { throw .moneyOverflow("items") }
        subtotal = sum
        lines.append(Part(total: total, takesDiscounts: takesDiscounts, isTaxed: isTaxed))
    }

    // MARK: - Discounts

    /// Of the lines.
    package var discount: Int64 { lines.reduce(0) { $0 + $1.discount } }

    /// What can still be taken off a line, or off all that discounts are taken off.
    package func left(ofLine index: Int?) -> Int64 {
        guard let index else { return lines.reduce(0) { $0 + Self.left(of: $1) } }
        return Self.left(of: lines[index])
    }

    /// Takes an amount off one line, or spreads it over all in proportion to what is left of each.
    /// - Parameter amount: at most what ``left(ofLine:)`` says.
    /// - Returns: the part of each line; empty for a discount of one line.
    package mutating func take(_ amount: Int64, offLine index: Int?) -> [Int64] {
        if let index {
            lines[index].discount += amount
            return []
        }
        let shares = Spread.shares(of: amount, over: lines.map(Self.left))
        take(shares)
        return shares
    }

    /// What can still be taken off some lines.
    package func left(ofLines lines: Set<Int>) -> Int64 { lines.reduce(0) { $0 + left(ofLine: $1) } }

    /// The part of each line of an amount that is spread over some of them, in proportion to what is left of each.
    /// - Parameter amount: at most what ``left(ofLines:)`` says.
    package func shares(of amount: Int64, overLines places: Set<Int>) -> [Int64] {
        Spread.shares(of: amount, over: lines.enumerated().map { places.contains($0) ? Self.left(of: $1) : 0 })
    }

    /// Takes off each line its part, at most what is left of it.
    package mutating func take(_ shares: [Int64]) {
        for (line, share) in shares.enumerated() { lines[line].discount += share }
    }

    private static func left(of line: Part) -> Int64 { line.takesDiscounts ? line.net : 0 }

    // MARK: - Shipping and fees

    package mutating func ship(for amount: Int64) {
        shipping = Part(total: amount, takesDiscounts: false)
    }

    /// Takes an amount off shipping, as far as there is something left of it.
    /// - Returns: what was taken.
    package mutating func takeOffShipping(_ amount: Int64) -> Int64 {
        let taken = min(amount, shipping.net)
        shipping.discount += taken
        return taken
    }

    package mutating func add(fee amount: Int64) {
        fees.append(Part(total: amount, takesDiscounts: false))
    }

    // MARK: - Parts

    package func net(of part: PricePart) -> Int64 { self[part].net }

    func isTaxed(_ part: PricePart) -> Bool { self[part].isTaxed }

    /// - Returns: whether the net has room for it, where prices include tax.
    package mutating func add(tax amount: Int64, to part: PricePart) -> Bool {
        let (tax, overflow) = self[part].tax.addingReportingOverflow(amount)
        guard !overflow, !pricesIncludeTax || tax <= self[part].net else { return false }
        self[part].tax = tax
        return true
    }

    private subscript(part: PricePart) -> Part {
        get {
            switch part {
            case .line(let line): lines[line]
            case .shipping: shipping
            case .fee(let fee): fees[fee]
            }
        }
        set {
            switch part {
            case .line(let line): lines[line] = newValue
            case .shipping: shipping = newValue
            case .fee(let fee): fees[fee] = newValue
            }
        }
    }

    // MARK: - Tenders

    /// Pays a part of the total.
    /// - Parameter amount: at most what is due.
    package mutating func pay(_ amount: Int64) { tenders += amount }

    // MARK: - Totals

    /// - Throws: ``KernelError`` when an amount is too large.
    package func totals(in currency: Currency) throws(KernelError) -> Totals {
        var (fees, tax, linesDiscount): (Int64, Int64, Int64) = (0, shipping.tax, 0)
        for line in lines {
            linesDiscount += line.discount
            try Self.add(line.tax, to: &tax)
        }
        for fee in self.fees {
            try Self.add(fee.total, to: &fees)
            try Self.add(fee.tax, to: &tax)
        }
        var discount = linesDiscount
        try Self.add(shipping.discount, to: &discount)
        var total = subtotal - linesDiscount
        try Self.add(fees, to: &total)
        try Self.add(shipping.net, to: &total)
        if !pricesIncludeTax { try Self.add(tax, to: &total) }
        guard max(subtotal, tax, total) <= Self.largest else { throw .orderTooLarge }
        return Totals(
            subtotal: Money(subtotal, currency),
            discount: Money(discount, currency),
            fees: Money(fees, currency),
            shipping: Money(shipping.total, currency),
            tax: Money(tax, currency),
            shippingTax: Money(shipping.tax, currency),
            pricesIncludeTax: pricesIncludeTax,
            total: Money(total, currency),
            tenders: Money(tenders, currency)
        )
    }

    static func sum(_ amounts: [Int64]) throws(KernelError) -> Int64 {
        var sum: Int64 = 0
        for amount in amounts { try add(amount, to: &sum) }
        return sum
    }

    private static func add(_ amount: Int64, to sum: inout Int64) throws(KernelError) {
        let (next, overflow) = sum.addingReportingOverflow(amount)
        guard !overflow else { throw .moneyOverflow("items") }
        sum = next
    }
}
