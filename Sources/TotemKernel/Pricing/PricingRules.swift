import TotemStore

/// What the store's settings say about prices.
public struct PricingRules: Sendable, Hashable {
    public enum TaxRounding: String, Sendable, CaseIterable {
        /// The tax of each line is rounded.
        case line
        /// The tax of all is rounded, and spread over the lines.
        case order
    }

    public var currency: Currency
    /// Whether prices, fees and shipping contain their tax.
    public var pricesIncludeTax: Bool
    public var taxRate: TaxRate
    /// Whether shipping and fees are taxed.
    public var taxesShipping: Bool
    public var taxRounding: TaxRounding
    /// The price of the one shipping rate.
    public var shippingFlatAmount: Int64

    public init(
        currency: Currency,
        pricesIncludeTax: Bool = false,
        taxRate: TaxRate = .none,
        taxesShipping: Bool = true,
        taxRounding: TaxRounding = .line,
        shippingFlatAmount: Int64 = 0
    ) {
        self.currency = currency
        self.pricesIncludeTax = pricesIncludeTax
        self.taxRate = taxRate
        self.taxesShipping = taxesShipping
        self.taxRounding = taxRounding
        self.shippingFlatAmount = shippingFlatAmount
    }
}

extension PricingRules {
    /// - Throws: ``StoreError`` `.corrupt` for a setting that holds what no setting may.
    init(_ settings: SettingValues) throws {
        guard let rate = TaxRate(basisPoints: try settings.taxRate()),
            let rounding = TaxRounding(rawValue: settings.taxRounding)
        else { throw StoreError(.corrupt, "the settings of taxes hold what they may not") }
        self.init(
            currency: try settings.currency(),
            pricesIncludeTax: settings.pricesIncludeTax,
            taxRate: rate,
            taxesShipping: settings.taxesShipping,
            taxRounding: rounding,
            shippingFlatAmount: try settings.shippingFlatAmount()
        )
    }
}
