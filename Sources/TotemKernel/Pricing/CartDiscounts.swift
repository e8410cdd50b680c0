/// `cart.discounts`: what plugins take off a cart, whose lines have their prices and whose codes are claimed.
public struct CartDiscounts: Hook {
    public static var unheard: [Adjustment] { [] }

    public let cart: Cart
    package let sheet: PriceSheet

    package init(cart: Cart, sheet: PriceSheet) {
        self.cart = cart
        self.sheet = sheet
    }
}
