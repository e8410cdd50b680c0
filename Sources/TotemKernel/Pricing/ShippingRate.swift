/// A way to send what was bought, and what it costs.
public struct ShippingRate: Sendable, Hashable {
    /// What a cart chooses it by.
    public let id: String
    /// What the buyer reads.
    public let label: String
    public let amount: Money
    /// ``Adjustment/core``, or the plugin that offers it.
    public let source: String

    /// The one rate that the settings give: the same for everything that ships.
    static func flat(_ rules: PricingRules) -> ShippingRate {
        ShippingRate(
            id: "flat",
            label: "Shipping",
            amount: Money(rules.shippingFlatAmount, rules.currency),
            source: Adjustment.core
        )
    }
}
