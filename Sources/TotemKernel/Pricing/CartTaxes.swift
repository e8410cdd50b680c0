/// `cart.taxes`: the taxes on a cart whose discounts, shipping and fees have their prices.
public struct CartTaxes: Hook {
    /// None: the settings' tax holds.
    public static var unheard: [Tax] { [] }

    public let cart: Cart
    public let fees: [Fee]
    package let sheet: PriceSheet
    public let rounding: PricingRules.TaxRounding

    package init(cart: Cart, fees: [Fee], sheet: PriceSheet, rounding: PricingRules.TaxRounding) {
        self.cart = cart
        self.fees = fees
        self.sheet = sheet
        self.rounding = rounding
    }
}

/// A tax of a plugin on one part of a price. Those of one name and rate are one tax.
public struct Tax: Sendable {
    public struct Name: Sendable, Hashable {
        public let source: String
        /// The hook that it came from; nil: none.
        public let hook: String?
        /// The source's own name for the reason.
        public let rule: String?
        /// What the buyer reads.
        public let label: String

        public init(source: String, hook: String?, rule: String?, label: String) {
            self.source = source
            self.hook = hook
            self.rule = rule
            self.label = label
        }
    }

    public let name: Name
    public let part: PricePart
    public let size: TaxSize
    /// How long the hook took that added it.
    public var nanoseconds: Int64 = 0

    public init(_ name: Name, on part: PricePart, _ size: TaxSize) {
        self.name = name
        self.part = part
        self.size = size
    }
}

/// A part of a price that has a net and a tax of its own.
public enum PricePart: Sendable, Hashable {
    /// By its place in the cart.
    case line(Int)
    case shipping
    /// By its place among the fees.
    case fee(Int)
}

/// How much a tax is.
public enum TaxSize: Sendable, Hashable {
    case rate(TaxRate)
    /// Minor units of the cart's currency.
    case amount(Int64)
}
