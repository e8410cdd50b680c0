public import TotemStore

/// `payment.methods`: which of the shop's ways to pay a cart is offered, and in which order.
public struct OfferedMethods: Hook {
    /// All of them, as they are.
    public static var unheard: [String]? { nil }

    public let cart: Cart
    /// By name.
    public let methods: [String]

    /// The names of those among `methods` that the cart may be paid by.
    static func names(among methods: [String], for cart: Cart, in call: HookCall) throws -> [String] {
        try call.run(OfferedMethods(cart: cart, methods: methods)) ?? methods
    }

    /// The ways to pay that a buyer is to be shown, in order.
    /// - Parameter methods: all that the shop has.
    /// - Throws: ``KernelError`` not found.
    public static func list(
        _ methods: [String],
        for token: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> [String] {
        try names(among: methods, for: CartStore.get(token, in: tx, context), in: HookCall(tx, context))
    }
}
