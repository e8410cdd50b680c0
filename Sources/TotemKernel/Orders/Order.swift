/// An order: a copy of what was sold, to whom and for how much. Later changes of products change no order.
public struct Order: Sendable {
    public typealias ID = Identifier<Order>

    public let id: ID
    public let userID: User.ID?
    public let email: String
    public let status: OrderState
    public let currency: Currency
    public let items: [OrderItem]
    public let adjustments: [Adjustment]
    public let totals: Totals
    public let shippingAddress: Address?
    public let billingAddress: Address?
    public let payments: [Payment]
    public let refunds: [Refund]
    public let history: [OrderStatusEntry]
    /// JSON that plugins added while the order was placed.
    public let metadata: JSONValue?
    public let createdAt: Timestamp
    public let updatedAt: Timestamp
}

/// One line of an order.
public struct OrderItem: Sendable {
    public typealias ID = Identifier<OrderItem>

    public let id: ID
    public let productID: Product.ID
    public let variantID: ProductVariant.ID?
    public let sku: String
    public let name: String
    public let quantity: Quantity
    public let price: Money
    public let total: Money
}

/// When the order came into a state, and what was said about it.
public struct OrderStatusEntry: Sendable {
    public let status: OrderState
    public let comment: String
    public let createdAt: Timestamp
}
