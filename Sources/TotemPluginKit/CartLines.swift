internal import CTotem

/// A line of the plugin's own in a cart.
public struct NewLine: Sendable {
    /// The plugin's own name for it.
    public var key: String
    /// Of a variant, or of a product that has none.
    public var sku: String
    public var quantity: Int64
    /// The buyer's line that it is a part of, and goes with; nil: of none.
    public var parent: Int64?
    /// JSON text of an object.
    public var properties: String?
    /// It costs nothing.
    public var isGift: Bool
    /// Discounts of the whole cart leave it out.
    public var takesNoDiscount: Bool
    /// Nothing of it is sent.
    public var shipsNothing: Bool
    /// It is not taxed.
    public var isNotTaxed: Bool

    public init(
        _ key: String,
        sku: String,
        quantity: Int64 = 1,
        partOf parent: Line? = nil,
        properties: String? = nil,
        isGift: Bool = false,
        takesNoDiscount: Bool = false,
        shipsNothing: Bool = false,
        isNotTaxed: Bool = false
    ) {
        self.key = key
        self.sku = sku
        self.quantity = quantity
        self.parent = parent?.id
        self.properties = properties
        self.isGift = isGift
        self.takesNoDiscount = takesNoDiscount
        self.shipsNothing = shipsNothing
        self.isNotTaxed = isNotTaxed
    }

    fileprivate var flags: UInt32 {
        UInt32(
            (isGift ? TOTEM_LINE_GIFT : 0) | (takesNoDiscount ? TOTEM_LINE_NO_DISCOUNT : 0)
                | (shipsNothing ? TOTEM_LINE_NO_SHIPPING : 0) | (isNotTaxed ? TOTEM_LINE_NO_TAX : 0)
        )
    }
}

/// What is put into a cart, by its id.
public enum CartThing: Sendable {
    /// A product that has no variants.
    case product(Int64)
    case variant(Int64)
}

/// What is special about a line.
public struct LineTraits: OptionSet, Sendable {
    /// Nothing is taken off it.
    public static let takesNoDiscount = LineTraits(rawValue: UInt32(TOTEM_LINE_NO_DISCOUNT))
    /// Nothing of it is sent.
    public static let shipsNothing = LineTraits(rawValue: UInt32(TOTEM_LINE_NO_SHIPPING))
    /// It is not taxed.
    public static let isNotTaxed = LineTraits(rawValue: UInt32(TOTEM_LINE_NO_TAX))

    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}

extension Call {
    /// Says what is special about a line. Only in `cart.flags`.
    public func add(_ traits: LineTraits, to line: Line) throws {
        try HostError.check(totem_add_flags(raw, line.id, traits.rawValue))
    }

    /// The id of the cart that a client's token names; nil when there is none. Who has the token may use the cart, and see its order.
    public func findCart(_ token: String) throws -> Int64? {
        var id: Int64 = 0
        let status = Text.with(token) { totem_find_cart(raw, $0, &id) }
        if status == TOTEM_NOT_FOUND { return nil }
        try HostError.check(status)
        return id
    }

    /// Puts a line of the plugin's own in, or in the place of the one with this key. Only in `cart.lines`.
    public func putLine(_ line: NewLine) throws {
        let status = Text.with(line.key) { key in
            Text.with(line.sku) { sku in
                Text.with(line.properties) { properties in
                    var new = totem_new_line()
                    new.size = UInt32(MemoryLayout<totem_new_line>.size)
                    new.flags = line.flags
                    new.key = key
                    new.sku = sku
                    new.quantity = line.quantity
                    new.parent = line.parent ?? 0
                    new.properties = properties
                    return totem_put_line(raw, &new)
                }
            }
        }
        try HostError.check(status)
    }

    /// Puts something into a buyer's cart, as if the buyer had. Not in hooks in which an order or a cart is being changed.
    /// - Parameters:
    ///   - cart: its id, as clients name it.
    ///   - properties: JSON text of an object.
    public func addItem(
        _ thing: CartThing,
        quantity: Int64 = 1,
        properties: String? = nil,
        to cart: String
    ) throws {
        let status = Text.with(cart) { cart in
            Text.with(properties) { properties in
                var item = totem_new_item()
                item.size = UInt32(MemoryLayout<totem_new_item>.size)
                item.cart = cart
                switch thing {
                case .product(let id): item.product_id = id
                case .variant(let id): item.variant_id = id
                }
                item.quantity = quantity
                item.properties = properties
                return totem_add_item(raw, &item)
            }
        }
        try HostError.check(status)
    }

    /// Takes a line of the plugin's own out. Only in `cart.lines`.
    public func dropLine(_ key: String) throws {
        try HostError.check(key.withCString { totem_drop_line(raw, $0) })
    }

    /// Makes an empty cart. Not in hooks in which an order or a cart is being changed.
    /// - Parameter customer: whose it is, which needs `customers.read`; nil: a guest's.
    /// - Returns: its number, as `v1_carts` has it, and its id as clients name it, with which anybody may buy.
    public func createCart(for customer: Int64? = nil) throws -> (id: Int64, token: String) {
        var id: Int64 = 0
        var token = totem_str()
        try HostError.check(totem_create_cart(raw, customer ?? 0, &id, &token))
        return (id, String(token))
    }

    /// Keeps JSON with the cart, for `seconds`. Only in `cart.fetch`.
    public func putQuote(_ key: String, json: String, seconds: Int64) throws {
        try HostError.check(key.withCString { key in Text.with(json) { totem_put_quote(raw, key, $0, seconds) } })
    }

    /// What the plugin has put for the cart as it is: JSON text; nil: nothing.
    public func quote(_ key: String) throws -> String? {
        var json = totem_str()
        let status = key.withCString { totem_quote(raw, $0, &json) }
        if status == TOTEM_NOT_FOUND { return nil }
        try HostError.check(status)
        return String(json)
    }

    /// Makes an order, once for each key. Needs `orders.create`; not in hooks in which an order or a cart is being changed.
    /// - Parameter json: the body of `POST /v1/orders`.
    /// - Returns: the order's id.
    @discardableResult
    public func createOrder(json: String, key: String) throws -> Int64 {
        var id: Int64 = 0
        let status = Text.with(json) { json in Text.with(key) { key in totem_create_order(raw, json, key, &id) } }
        try HostError.check(status)
        return id
    }

    /// What such an order would cost: a cart as JSON. Needs `orders.create`.
    public func priceOrder(json: String) throws -> String {
        var priced = totem_str()
        try HostError.check(Text.with(json) { totem_price_order(raw, $0, &priced) })
        return String(priced)
    }
}
