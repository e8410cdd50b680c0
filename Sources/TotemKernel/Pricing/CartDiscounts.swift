/// `cart.discounts`: what plugins take off a cart, which comes without adjustments and with its codes claimed.
public struct CartDiscounts: Hook {
    public static var unheard: [Adjustment] { [] }

    public let cart: Cart

    public init(cart: Cart) {
        self.cart = cart
    }
}
