public import TotemStore

/// A cart as its buyer sees it: lines at today's prices, adjustments with their source, totals that add up.
public struct Cart: Sendable {
    public typealias ID = Identifier<Cart>

    public let id: ID
    /// The unguessable id that clients use.
    public let token: String
    public let userID: User.ID?
    public let currency: Currency
    public let items: [CartItem]
    public let codes: [CartCode]
    /// What plugins changed, in the order in which they ran.
    public let adjustments: [Adjustment]
    public let totals: Totals
    /// The order that this cart became.
    public let orderID: Order.ID?
    public let version: Int64

    /// The cart without the lines that can't be bought: what plugins see.
    var buyable: Cart {
        guard items.contains(where: { !$0.isAvailable }) else { return self }
        return Cart(
            id: id,
            token: token,
            userID: userID,
            currency: currency,
            items: items.filter(\.isAvailable),
            codes: codes,
            adjustments: adjustments,
            totals: totals,
            orderID: orderID,
            version: version
        )
    }
}

/// One line of a cart.
public struct CartItem: Sendable {
    public typealias ID = Identifier<CartItem>

    public let id: ID
    public let productID: Product.ID
    public let variantID: ProductVariant.ID?
    public let sku: String
    public let name: String
    public let quantity: Quantity
    /// Of one unit; zero when it can't be bought.
    public let price: Money
    /// Price times quantity, before adjustments.
    public let total: Money
    /// Grams of one unit.
    public let weight: Int64
    /// Whether stock is counted; when it is not, there is always enough.
    public let managesStock: Bool
    /// Whether it can still be bought: the product is there and on sale, and so is the variant, or the product has none. A
    /// cart shows a line that can't, with the name it had, and counts it for nothing; an order refuses it.
    public let isAvailable: Bool
}

/// A code that a plugin claimed when the buyer entered it.
public struct CartCode: Sendable, Hashable {
    public let code: String
    public let plugin: String
}

/// One amount that changes a total, and where it came from. Discounts are negative.
public struct Adjustment: Sendable, Hashable {
    public enum Kind: String, Sendable, SQLDecodable {
        case discount
        case fee
        case shipping
        case tax
    }

    public let kind: Kind
    /// The plugin's name.
    public let source: String
    /// The hook that it came from: `cart.discounts`.
    public let hook: String
    /// The plugin's own name for the rule, such as a coupon's code.
    public let rule: String?
    /// What the buyer reads.
    public let label: String
    /// The line that it is for; nil for the whole cart.
    public let itemID: CartItem.ID?
    public let amount: Money
    /// How long the hook took that added it.
    public let nanoseconds: Int64

    public init(
        kind: Kind,
        source: String,
        hook: String,
        rule: String?,
        label: String,
        itemID: CartItem.ID?,
        amount: Money,
        nanoseconds: Int64
    ) {
        self.kind = kind
        self.source = source
        self.hook = hook
        self.rule = rule
        self.label = label
        self.itemID = itemID
        self.amount = amount
        self.nanoseconds = nanoseconds
    }
}

/// The sums of a cart or an order: `total = subtotal - discount + shipping + tax`, and never below zero.
public struct Totals: Sendable, Hashable {
    public let subtotal: Money
    public let discount: Money
    public let shipping: Money
    public let tax: Money
    public let total: Money

    public init(subtotal: Money, discount: Money, shipping: Money, tax: Money, total: Money) {
        self.subtotal = subtotal
        self.discount = discount
        self.shipping = shipping
        self.tax = tax
        self.total = total
    }
}
