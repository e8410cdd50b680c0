/// `cart.item.validate`: lines are about to be put into a cart, or to change. The answer is each change as it is to be.
public struct CartItemValidate: Hook {
    /// As they are.
    public static var unheard: [ItemChange]? { nil }

    public let cart: Cart.ID
    public let userID: User.ID?
    public let changes: [ItemChange]
}

/// A line that is about to be put into a cart, or to change.
public struct ItemChange: Sendable {
    /// Nil: it is new.
    public let line: CartItem.ID?
    public let product: Product.ID
    public let variant: ProductVariant.ID?
    public let sku: String
    public let parent: CartItem.ID?
    public let flags: LineFlags
    /// 0: it is new.
    public let quantityBefore: Int64
    public var quantity: Quantity
    public let propertiesBefore: LineProperties
    public var properties: LineProperties
    /// Where it is in the request, for errors: `items[2].`
    public let path: String
}

extension CartRecord {
    /// Asks plugins about changes of the cart's lines.
    /// - Throws: ``KernelError``: a plugin's veto.
    func validated(_ changes: [ItemChange], in call: HookCall) throws -> [ItemChange] {
        try call.run(CartItemValidate(cart: id, userID: userID, changes: changes)) ?? changes
    }
}
