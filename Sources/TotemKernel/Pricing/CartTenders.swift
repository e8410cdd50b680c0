/// `cart.tenders`: what plugins pay of the total before the buyer is asked for the rest.
public struct CartTenders: Hook {
    public static var unheard: [Adjustment] { [] }

    public let cart: Cart
    package let sheet: PriceSheet

    package init(cart: Cart, sheet: PriceSheet) {
        self.cart = cart
        self.sheet = sheet
    }
}
