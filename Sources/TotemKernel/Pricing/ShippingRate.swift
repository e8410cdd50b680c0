/// `cart.shipping_rates`: the ways in which plugins would send what was bought, at what price.
public struct CartShippingRates: Hook {
    /// None: the settings' rate holds.
    public static var unheard: ShippingOffer { ShippingOffer([]) }

    public let cart: Cart
    package let sheet: PriceSheet

    package init(cart: Cart, sheet: PriceSheet) {
        self.cart = cart
        self.sheet = sheet
    }
}

/// What plugins say to how a cart is sent.
public struct ShippingOffer: Sendable {
    public let rates: [ShippingRate]
    /// Why a plugin that would send it can't, for its buyer; nil: none has said so. It counts where there is no rate.
    public let refusal: String?

    public init(_ rates: [ShippingRate], refusal: String? = nil) {
        self.rates = rates
        self.refusal = refusal
    }
}

/// A way to send what was bought, and what it costs.
public struct ShippingRate: Sendable, Hashable {
    /// What a cart chooses it by: of a plugin's, its name before a colon.
    public let id: String
    /// What the buyer reads.
    public let label: String
    public let amount: Money
    /// ``Adjustment/core``, or the plugin that offers it.
    public let source: String
    /// The hook that it came from; nil: none.
    public let hook: String?
    /// The source's own name for the reason of its price.
    public let rule: String?
    /// How long the hook took that added it.
    public var nanoseconds: Int64 = 0

    public init(id: String, label: String, amount: Money, source: String, hook: String? = nil, rule: String? = nil) {
        self.id = id
        self.label = label
        self.amount = amount
        self.source = source
        self.hook = hook
        self.rule = rule
    }

    /// The one rate that the settings give: the same for everything that ships.
    static func flat(_ rules: PricingRules) -> ShippingRate {
        ShippingRate(
            id: "flat",
            label: "Shipping",
            amount: Money(rules.shippingFlatAmount, rules.currency),
            source: Adjustment.core
        )
    }

    /// The same at another price.
    func with(_ amount: Money) -> ShippingRate {
        var rate = ShippingRate(id: id, label: label, amount: amount, source: source, hook: hook, rule: rule)
        rate.nanoseconds = nanoseconds
        return rate
    }

    /// The same under another id.
    func called(_ id: String) -> ShippingRate {
        ShippingRate(id: id, label: label, amount: amount, source: source, hook: hook, rule: rule ?? self.id)
    }

    /// Its row in the price trace.
    var adjustment: Adjustment {
        Adjustment(
            kind: .shipping,
            source: source,
            hook: hook,
            rule: rule ?? id,
            label: label,
            amount: amount,
            nanoseconds: nanoseconds
        )
    }
}
