/// The sums of a cart or an order: `total = subtotal - discount + fees + shipping + added tax`, `due = total - tenders`. None is
/// below zero.
public struct Totals: Sendable, Hashable {
    /// Of the lines, before discounts.
    public let subtotal: Money
    public let discount: Money
    public let fees: Money
    public let shipping: Money
    /// Of lines, fees and shipping: added to the total, or contained in it where prices include tax.
    public let tax: Money
    /// The part of the tax that is for shipping.
    public let shippingTax: Money
    public let pricesIncludeTax: Bool
    public let total: Money
    /// What pays a part of the total before the buyer is asked for the rest.
    public let tenders: Money

    public init(
        subtotal: Money,
        discount: Money,
        fees: Money,
        shipping: Money,
        tax: Money,
        shippingTax: Money,
        pricesIncludeTax: Bool,
        total: Money,
        tenders: Money
    ) {
        self.subtotal = subtotal
        self.discount = discount
        self.fees = fees
        self.shipping = shipping
        self.tax = tax
        self.shippingTax = shippingTax
        self.pricesIncludeTax = pricesIncludeTax
        self.total = total
        self.tenders = tenders
    }

    /// What is left to pay. The tenders are at most the total.
    public var due: Money { Money(total.amount - tenders.amount, total.currency) }
}

extension Totals {
    static func zero(_ currency: Currency) -> Totals {
        let zero = Money.zero(currency)
        return Totals(
            subtotal: zero,
            discount: zero,
            fees: zero,
            shipping: zero,
            tax: zero,
            shippingTax: zero,
            pricesIncludeTax: false,
            total: zero,
            tenders: zero
        )
    }
}
