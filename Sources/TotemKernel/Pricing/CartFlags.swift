/// `cart.flags`: what plugins say is special about lines of a cart, whose prices are known. The answer is what each line is besides.
public struct CartFlags: Hook {
    /// What plugins may say: what a line costs is not theirs to say here.
    package static let allowed: LineFlags = [.noDiscount, .noShipping, .noTax]

    public static var unheard: [CartItem.ID: LineFlags] { [:] }

    public let cart: Cart
}
