/// An order: a copy of what was sold, to whom and for how much. Later changes of products change no order.
public struct Order: Sendable {
    public typealias ID = Identifier<Order>

    public let id: ID
    /// What people call it.
    public let number: String
    public let userID: User.ID?
    public let email: String?
    public let source: OrderSource
    public let status: OrderStatus
    public let paymentStatus: OrderPaymentStatus
    public let fulfilmentStatus: FulfilmentStatus
    /// BCP 47.
    public let locale: String?
    /// What the buyer wrote.
    public let note: String?
    public let currency: Currency
    public let items: [OrderItem]
    public let adjustments: [Adjustment]
    public let totals: Totals
    public let shippingAddress: Address?
    public let billingAddress: Address?
    /// Until when a pending order holds its stock.
    public let heldUntil: Timestamp?
    public let payments: [Payment]
    public let refunds: [Refund]
    public let fulfilments: [Fulfilment]
    /// Those that are not released.
    public let holds: [OrderHold]
    public let notes: [OrderNote]
    public let history: [OrderStatusEntry]
    /// JSON of plugins and clients, each under its own name.
    public let metadata: JSONValue?
    public let createdAt: Timestamp
    public let updatedAt: Timestamp
    public var extensions: [String: JSONValue] = [:]

    /// What is to be paid of it.
    public var due: Money { totals.due }
}

extension Order: Extensible {
    public static var viewKind: ViewKind { .order }
    public var viewID: Int64? { id.value }
}

/// One line of an order.
public struct OrderItem: Sendable {
    public typealias ID = Identifier<OrderItem>

    public let id: ID
    /// The line that this one belongs to.
    public let parentID: ID?
    /// Nil for what is no product.
    public let productID: Product.ID?
    public let variantID: ProductVariant.ID?
    public let sku: String
    public let name: String
    public let quantity: Quantity
    public let price: Money
    /// Price times quantity, before discounts and added tax.
    public let total: Money
    /// Its share of all discounts, positive.
    public let discount: Money
    /// Inside of the price where ``Totals/pricesIncludeTax``.
    public let tax: Money
    public let taxClass: String?
    public let properties: LineProperties
    /// Whether it is a thing that ships.
    public let ships: Bool
}

/// When the order came into one of its states, and what was said about it.
public struct OrderStatusEntry: Sendable {
    public let kind: OrderStateKind
    public let status: String
    public let comment: String
    public let createdAt: Timestamp
}

/// Somebody's reason why an order is not to be shipped or completed yet.
public struct OrderHold: Sendable {
    public typealias ID = Identifier<OrderHold>

    public let id: ID
    /// Who holds it: a user, a key or a plugin.
    public let owner: String
    public let name: String
    public let reason: String
    public let createdAt: Timestamp
}

/// What the shop's staff tell each other about an order.
public struct OrderNote: Sendable {
    public typealias ID = Identifier<OrderNote>

    public let id: ID
    public let author: String
    public let text: String
    public let createdAt: Timestamp
}
