/// `cart.fees`: what plugins charge beside the lines of a cart and its shipping, which have their prices.
public struct CartFees: Hook {
    public static var unheard: [Fee] { [] }

    public let cart: Cart
    package let sheet: PriceSheet

    package init(cart: Cart, sheet: PriceSheet) {
        self.cart = cart
        self.sheet = sheet
    }
}

/// What a plugin charges beside lines and shipping.
public struct Fee: Sendable {
    public var adjustment: Adjustment
    /// Of what it is charged for; nil: the usual one.
    public let taxClass: String?

    public init(_ adjustment: Adjustment, taxClass: String? = nil) {
        self.adjustment = adjustment
        self.taxClass = taxClass
    }
}
