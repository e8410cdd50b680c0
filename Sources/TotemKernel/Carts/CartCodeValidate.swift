/// `cart.code.validate`: a code was entered, or is asked for again at checkout. The answer is the code as the
/// cart keeps it, with the plugin that claims it; nil when no plugin knows it. A plugin that knows it and refuses it vetoes.
public struct CartCodeValidate: Hook {
    public static var unheard: CartCode? { nil }

    /// As it was entered; at checkout as the cart keeps it.
    public let code: String
    /// With the codes that were claimed before. When the code is entered, the amounts are those of its lines alone.
    public let cart: Cart

    public init(code: String, cart: Cart) {
        self.code = code
        self.cart = cart
    }
}
