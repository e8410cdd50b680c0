public import TotemStore

/// One amount of a total, and where it came from: a row of the price trace.
public struct Adjustment: Sendable, Hashable {
    /// An open set: whatever makes amounts names its kind.
    public struct Kind: RawRepresentable, Sendable, Hashable, SQLCodable {
        /// What a plugin has changed of a line's price: in its total already.
        public static let price = Kind(rawValue: "price")
        public static let discount = Kind(rawValue: "discount")
        public static let shipping = Kind(rawValue: "shipping")
        /// What is taken off shipping: negative, as a discount is.
        public static let shippingDiscount = Kind(rawValue: "shipping_discount")
        public static let fee = Kind(rawValue: "fee")
        /// Added to the total, or contained in it where prices include tax.
        public static let tax = Kind(rawValue: "tax")
        /// What pays a part of the total before the buyer is asked for the rest.
        public static let tender = Kind(rawValue: "tender")

        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The source of what the shop's settings say.
    public static let core = "core"

    public let kind: Kind
    /// ``core``, or the plugin's name.
    public let source: String
    /// The hook that it came from, `cart.discounts`; nil: none.
    public let hook: String?
    /// The source's own name for the rule, such as a coupon's code or a setting.
    public let rule: String?
    /// What the buyer reads.
    public let label: String
    /// The line that it is for, of an order the order's; nil for the whole cart.
    public internal(set) var itemID: CartItem.ID?
    /// Discounts are negative.
    public let amount: Money
    /// How long the hook took that added it.
    public var nanoseconds: Int64
    /// For what was spread over the lines: the part of each, in the order of the lines, with the sign of the amount. Empty:
    /// it was not spread.
    public var shares: [Int64]

    public init(
        kind: Kind,
        source: String,
        hook: String? = nil,
        rule: String?,
        label: String,
        itemID: CartItem.ID? = nil,
        amount: Money,
        nanoseconds: Int64 = 0,
        shares: [Int64] = []
    ) {
        self.kind = kind
        self.source = source
        self.hook = hook
        self.rule = rule
        self.label = label
        self.itemID = itemID
        self.amount = amount
        self.nanoseconds = nanoseconds
        self.shares = shares
    }
}

extension Adjustment {
    /// The part of it that one line has: its share of what was spread, or all of what is for this line alone.
    /// - Parameters:
    ///   - place: of the line among the lines.
    ///   - line: its id: the cart's for a cart, the order's for an order.
    package func share(ofLine place: Int, _ line: Int64) -> Int64 {
        guard shares.isEmpty else { return shares.indices.contains(place) ? shares[place] : 0 }
        return itemID?.value == line ? amount.amount : 0
    }

    /// The same with another amount.
    func with(_ amount: Money) -> Adjustment {
        Adjustment(
            kind: kind,
            source: source,
            hook: hook,
            rule: rule,
            label: label,
            itemID: itemID,
            amount: amount,
            nanoseconds: nanoseconds,
            shares: shares
        )
    }

    /// The shares as they are kept: `[-3,-2]`; nil when it was not spread.
    var keptShares: String? {
        guard let first = shares.first else { return nil }
        var text = "[" + String(first)
        for share in shares.dropFirst() {
            text += ","
            text += String(share)
        }
        return text + "]"
    }

    /// - Throws: ``StoreError`` `.corrupt` for what ``keptShares`` did not write.
    static func shares(kept text: String?) throws -> [Int64] {
        guard let text else { return [] }
        return try text.dropFirst().dropLast().split(separator: ",").map { number in
            guard let share = Int64(number) else { throw StoreError(.corrupt, "shares of an adjustment: \(text)") }
            return share
        }
    }
}
