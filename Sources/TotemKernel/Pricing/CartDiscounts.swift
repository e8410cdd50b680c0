/// `cart.discounts`: what plugins take off a cart, which comes without adjustments and with its codes claimed.
public struct CartDiscounts: Hook {
    public static var unheard: [Adjustment] { [] }

    public let cart: Cart
    package let sheet: PriceSheet

    package init(cart: Cart, sheet: PriceSheet) {
        self.cart = cart
        self.sheet = sheet
    }
}
