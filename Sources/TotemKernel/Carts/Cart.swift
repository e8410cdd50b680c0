public import TotemStore

/// A cart as its buyer sees it: lines at today's prices, every amount with its source, totals that add up.
public struct Cart: Sendable {
    public typealias ID = Identifier<Cart>

    /// Nil: nobody keeps it. It was made up to see what it would cost, or for an order that staff make.
    public let id: ID?
    /// The unguessable id that clients use; empty when nobody keeps it.
    public let token: String
    public let userID: User.ID?
    /// The store's, at the time of looking.
    public let currency: Currency
    public internal(set) var details: CartDetails
    public internal(set) var items: [CartItem]
    public internal(set) var codes: [CartCode]
    /// The price trace: the source of every amount of the totals but the lines' own.
    public internal(set) var adjustments: [Adjustment]
    public internal(set) var totals: Totals
    /// The ways of shipping that there are for it; none when nothing of it ships.
    public internal(set) var shippingRates: [ShippingRate]
    /// The one that its buyer chose, or the only one.
    public internal(set) var shippingRate: ShippingRate?
    /// Why there is no way of shipping, for its buyer; nil: there is one, or nothing of it ships.
    public internal(set) var shippingRefusal: String?
    /// The order that this cart became.
    public let orderID: Order.ID?
    public let version: Int64
    /// What plugins have fetched for what is in it.
    var fetched: [CartFetchRow] = []
    public var extensions: [String: JSONValue] = [:]

    /// A cart that is not priced yet.
    init(
        _ record: CartRecord?,
        _ details: CartDetails,
        user: User.ID?,
        items: [CartItem],
        codes: [CartCode],
        _ currency: Currency
    ) {
        id = record?.id
        token = record?.token ?? ""
        userID = user
        self.currency = currency
        self.details = details
        self.items = items
        self.codes = codes
        adjustments = []
        totals = .zero(currency)
        shippingRates = []
        orderID = record?.orderID
        version = record?.version ?? 0
    }
}

extension Cart: Extensible {
    public static var viewKind: ViewKind { .cart }
    public var viewID: Int64? { id?.value }
}

/// What a buyer says beside the lines.
public struct CartDetails: Sendable, Hashable {
    package static let noteRule = TextRule(0...2000, allowsLines: true)

    public var email: Email?
    /// In which language the buyer reads: what the shop writes to them is in it.
    public var locale: LanguageTag?
    /// From the buyer to the shop.
    public internal(set) var note: String?
    /// By the name of who keeps it: ``Metadata``.
    public var metadata: JSONValue?
    public var shippingAddress: Address?
    public var billingAddress: Address?
    /// The id of the rate that was chosen.
    public var shippingRate: String?

    public init() {}

    /// - Throws: ``KernelError`` naming `note`.
    public mutating func setNote(_ text: String?) throws(KernelError) {
        note = try Self.note(text)
    }

    /// A note as it is kept: nil when it says nothing.
    /// - Throws: ``KernelError`` naming `note`.
    package static func note(_ text: String?) throws(KernelError) -> String? {
        let text = text?.trimmed() ?? ""
        try noteRule.check(text, "note")
        return text.isEmpty ? nil : text
    }
}

/// One line of a cart.
public struct CartItem: Sendable {
    public typealias ID = Identifier<CartItem>

    public let id: ID
    /// The line that it is a part of, and goes with.
    public let parentID: ID?
    public let productID: Product.ID
    public let variantID: ProductVariant.ID?
    public let sku: String
    public let name: String
    public let quantity: Quantity
    /// Of one unit; zero when it can't be bought.
    public internal(set) var price: Money
    /// Price times quantity, before adjustments.
    public internal(set) var total: Money
    /// Its share of all discounts: 0 or more.
    public internal(set) var discount: Money
    /// Of its net, which is the total less the discount.
    public internal(set) var tax: Money
    /// Of the product or variant.
    public let taxClass: String?
    /// Grams of one unit.
    public let weight: Int64
    /// What makes it another line than the next with the same variant, such as an engraving.
    public let properties: LineProperties
    public internal(set) var flags: LineFlags
    /// Whether stock is counted; when it is not, there is always enough.
    public let managesStock: Bool
    /// Whether it can still be bought: the product is there and on sale, and so is the variant, or the product has none. A
    /// cart shows a line that can't, with the name it had, and counts it for nothing; an order refuses it.
    public let isAvailable: Bool
    /// The plugin that has put it in, and alone changes it; nil: the buyer has.
    public var plugin: String?
    /// That plugin's own name for it.
    public var pluginKey: String?
    /// What one unit is in the catalog, in minor units, whatever ``price`` plugins make of it.
    let catalogPrice: Int64

    /// Whether it has to be sent to the buyer.
    public var ships: Bool { isAvailable && !flags.contains(.noShipping) }
}

/// What is special about a line.
public struct LineFlags: OptionSet, Sendable, Hashable, SQLCodable {
    /// Discounts of the whole cart leave it out, and none can be put on it.
    public static let noDiscount = LineFlags(rawValue: 1)
    /// Nothing of it is sent.
    public static let noShipping = LineFlags(rawValue: 2)
    /// It costs nothing.
    public static let gift = LineFlags(rawValue: 4)
    /// It is not taxed.
    public static let noTax = LineFlags(rawValue: 8)
    /// All that there are.
    public static let all: LineFlags = [.noDiscount, .noShipping, .gift, .noTax]

    public let rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A code that a plugin claimed when the buyer entered it.
public struct CartCode: Sendable, Hashable {
    /// As it was entered, or what its plugin would rather have kept of it.
    public let code: String
    public let plugin: String

    public init(code: String, plugin: String) {
        self.code = code
        self.plugin = plugin
    }
}
