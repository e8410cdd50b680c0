import TotemPluginKit

/// A coupon as the shop's staff have made it.
struct Coupon {
    enum Kind: String {
        case percentage
        case fixedAmount = "fixed_amount"
        case buyXGetY = "buy_x_get_y"
    }

    /// How it comes into a cart.
    enum Activation: String {
        /// Its buyer enters its code.
        case code
        /// By itself.
        case automatic
        /// Its buyer enters one of the codes that were generated for it.
        case generated
    }

    /// 100 % in basis points.
    static let wholeInBasisPoints: Int64 = 10_000

    var code: String
    /// What the buyer reads; nil: the code.
    var label: String?
    var activation: Activation
    var kind: Kind
    /// Basis points of what it applies to, or minor units of the store's currency.
    var value: Int64
    /// Minor units; nil: none.
    var maximumDiscount: Int64?
    var hasFreeShipping: Bool
    /// Of `buy_x_get_y`.
    var offer: Offer?
    /// What it takes something off; all, when it names nothing.
    var goods: Goods
    var excludedGoods: Goods
    /// Ids of segments: of one of these, and of none of those. Empty: everybody.
    var segments: [Int64]
    var excludedSegments: [Int64]
    /// Minor units; nil: none.
    var minimumPurchase: Int64?
    /// Units of what it applies to; nil: none.
    var minimumQuantity: Int64?
    var isFirstOrderOnly: Bool
    var isExclusive: Bool
    /// Lower ones come first.
    var priority: Int64
    /// Orders; nil: no limit.
    var usageLimit: Int64?
    var usageLimitPerCustomer: Int64?
    var startDate: Int64?
    /// The first millisecond at which it can't be used any more.
    var endDate: Int64?
    var isActive: Bool

    /// What the code is found by.
    static func key(_ code: String) -> String { code.uppercased() }

    /// How many orders of one customer may use it; nil: as many as they like.
    var limitOfCustomer: Int64? { isFirstOrderOnly ? 1 : usageLimitPerCustomer }

    /// Whether it depends on who buys, or on what it is bought by whom.
    var hasGoods: Bool { !goods.isEmpty || !excludedGoods.isEmpty }
    var hasSegments: Bool { !segments.isEmpty || !excludedSegments.isEmpty }
    var namesCategories: Bool {
        !goods.categories.isEmpty || !excludedGoods.categories.isEmpty || offer?.goods.categories.isEmpty == false
    }
}

/// Products, by themselves or by their categories.
struct Goods {
    var products: [Int64]
    /// With all that are below them.
    var categories: [Int64]

    var isEmpty: Bool { products.isEmpty && categories.isEmpty }

    /// - Parameter categories: those of the product, with all that are above them.
    func contain(_ product: Int64, in categories: Set<Int64>) -> Bool {
        products.contains(product) || self.categories.contains { categories.contains($0) }
    }
}

/// Buy so many of what the coupon applies to, and get so many of these for less.
struct Offer {
    var buyQuantity: Int64
    var getQuantity: Int64
    /// How often it holds in one order; nil: as often as there are enough.
    var timesPerOrder: Int64?
    /// What is got; what the coupon applies to, when it names nothing.
    var goods: Goods
}

/// A list of ids as it is kept: `[1,2]`; nil for an empty one.
enum IDList {
    static func text(_ ids: [Int64]) -> String? { ids.isEmpty ? nil : JSON.integers(ids) }

    static func read(_ row: Row, _ column: Int32) throws -> [Int64] { try row.optionalJSON(column)?.integers() ?? [] }
}
