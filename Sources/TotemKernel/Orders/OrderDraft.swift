/// An order about to be written: what a checkout, or somebody of the shop's staff, makes of a cart that is priced. It never
/// changes, and all who write of it and are told of it share the one.
public final class OrderDraft: Sendable {
    /// What is sold. Staff's is kept nowhere: it has no id.
    public let cart: Cart
    /// Whose order it will be.
    public let userID: User.ID?
    public let email: Email?
    public let source: OrderSource
    public let locale: LanguageTag?
    public let note: String?
    public let metadata: JSONValue?
    public let shippingAddress: Address?
    public let billingAddress: Address?
    /// `manual` where nothing is to be paid.
    public let paymentMethod: PaymentMethod
    /// Until when it holds its stock without a payment; nil: it needs no provider's.
    public let heldUntil: Timestamp?

    init(
        cart: Cart,
        userID: User.ID?,
        email: Email?,
        source: OrderSource,
        locale: LanguageTag?,
        note: String?,
        metadata: JSONValue?,
        shippingAddress: Address?,
        billingAddress: Address?,
        paymentMethod: PaymentMethod,
        heldUntil: Timestamp?
    ) {
        self.cart = cart
        self.userID = userID
        self.email = email
        self.source = source
        self.locale = locale
        self.note = note
        self.metadata = metadata
        self.shippingAddress = shippingAddress
        self.billingAddress = billingAddress
        self.paymentMethod = paymentMethod
        self.heldUntil = heldUntil
    }

    /// What the order begins as: a provider is asked when it is written.
    public var status: OrderStatus { heldUntil == nil ? .open : .pending }
    public var paymentStatus: OrderPaymentStatus {
        guard cart.totals.due.amount > 0 else { return .paid }
        guard cart.totals.tenders.amount == 0 else { return .partiallyPaid }
        return heldUntil == nil ? .authorized : .pending
    }
}
