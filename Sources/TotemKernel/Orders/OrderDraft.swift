/// An order about to be written: what a checkout, or somebody of the shop's staff, makes of a cart that is priced.
public struct OrderDraft: Sendable {
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

    /// What the order begins as: a provider is asked when it is written.
    public var status: OrderStatus { heldUntil == nil ? .open : .pending }
    public var paymentStatus: OrderPaymentStatus {
        guard cart.totals.tenders.amount == 0 else { return cart.totals.due.amount == 0 ? .paid : .partiallyPaid }
        return heldUntil == nil ? .authorized : .pending
    }
}
