/// `cart.prices`: whether all prices are another matter for this buyer, asked once lines have theirs.
public struct PriceScaling: Hook {
    public static var unheard: [PriceScale] { [] }

    public let cart: Cart
}

/// What a plugin multiplies prices by.
public struct PriceScale: Sendable {
    /// Which prices. A class of nil is the usual one.
    public enum Target: Sendable, Hashable {
        case lines(taxClass: String?)
        case shipping
        case fees(taxClass: String?)
    }

    /// A factor as a fraction.
    public struct Factor: Sendable, Hashable {
        public static let terms: ClosedRange<Int64> = 1...1_000_000_000_000_000

        public let numerator: Int64
        public let denominator: Int64

        /// Nil when one of them is not in ``terms``.
        public init?(_ numerator: Int64, over denominator: Int64) {
            guard Self.terms.contains(numerator), Self.terms.contains(denominator) else { return nil }
            self.numerator = numerator
            self.denominator = denominator
        }

        /// Rounded to the nearest unit, half a unit up.
        /// - Parameter price: 0 or more.
        /// - Throws: ``KernelError`` when it becomes too large.
        func applied(to price: Int64) throws(KernelError) -> Int64 {
            let product = price.magnitude.multipliedFullWidth(by: numerator.magnitude)
            guard product.high < denominator.magnitude else { throw .moneyOverflow("items") }
            let (quotient, remainder) = denominator.magnitude.dividingFullWidth(product)
            let rounded = quotient + (remainder >= denominator.magnitude - remainder ? 1 : 0)
            guard let scaled = Int64(exactly: rounded) else { throw .moneyOverflow("items") }
            return scaled
        }
    }

    /// The hook that it comes from, as the trace names it.
    public static let hook = "cart.prices"

    public let target: Target
    public let factor: Factor
    public let source: String
    /// The source's own name for the reason.
    public let rule: String?
    public let label: String
    /// How long the hook took that asked for it.
    public var nanoseconds: Int64 = 0

    public init(_ target: Target, by factor: Factor, source: String, rule: String?, label: String) {
        self.target = target
        self.factor = factor
        self.source = source
        self.rule = rule
        self.label = label
    }

    /// A row of the trace with the difference that it made.
    func row(_ kind: Adjustment.Kind, _ difference: Money, line: CartItem.ID? = nil) -> Adjustment {
        Adjustment(
            kind: kind,
            source: source,
            hook: Self.hook,
            rule: rule,
            label: label,
            itemID: line,
            amount: difference,
            nanoseconds: nanoseconds
        )
    }
}

extension [PriceScale] {
    /// An amount with all of those that are for it, one after the other.
    /// - Returns: what it comes to, and each with the difference that it made.
    /// - Throws: ``KernelError`` when it becomes too large.
    func applied(
        to amount: Int64,
        of target: PriceScale.Target
    ) throws(KernelError) -> (amount: Int64, steps: [(scale: PriceScale, difference: Int64)]) {
        var current = amount
        var steps: [(scale: PriceScale, difference: Int64)] = []
        for scale in self where scale.target == target {
            let next = try scale.factor.applied(to: current)
            if next != current { steps.append((scale, next - current)) }
            current = next
        }
        return (current, steps)
    }
}

extension Pricing {
    /// Multiplies the prices of lines; what plugins say of shipping and fees waits until those have a price. A line that is not taxed
    /// has no tax in its price that another buyer would not pay: a voucher is worth for everybody what stands on it.
    /// - Parameter fixed: lines whose price is nobody's to change, beside gifts.
    mutating func scalePrices(except fixed: Set<CartItem.ID>) throws {
        scales = try ask { cart, _ in PriceScaling(cart: cart) }
        guard !scales.isEmpty else { return }
        for place in cart.items.indices {
            let item = cart.items[place]
            guard item.isAvailable, item.flags.isDisjoint(with: [.gift, .noTax]), !fixed.contains(item.id) else {
                continue
            }
            let (price, steps) = try scales.applied(to: item.price.amount, of: .lines(taxClass: item.taxClass))
            guard price <= CatalogLimits.price else { throw KernelError.moneyOverflow("items") }
            cart.items[place].price = Money(price, cart.currency)
            cart.items[place].total = try cart.items[place].price * item.quantity
            for step in steps {
                let difference = try Money(step.difference, cart.currency) * item.quantity
                cart.adjustments.append(step.scale.row(.price, difference, line: item.id))
            }
        }
        sheet = try PriceSheet(of: cart, pricesIncludeTax: rules.pricesIncludeTax)
    }

    /// The rates with the prices that they have for this buyer.
    func scaled(_ rates: [ShippingRate]) throws -> [ShippingRate] {
        try rates.map { rate in
            rate.with(Money(try scales.applied(to: rate.amount.amount, of: .shipping).amount, rate.amount.currency))
        }
    }

    /// Of an amount in the trace as it was made, what it comes to for this buyer, with a row for each difference.
    mutating func trace(_ made: Adjustment, scaledAs target: PriceScale.Target) throws -> Int64 {
        cart.adjustments.append(made)
        let (amount, steps) = try scales.applied(to: made.amount.amount, of: target)
        cart.adjustments += steps.map { $0.scale.row(made.kind, Money($0.difference, cart.currency)) }
        return amount
    }
}
