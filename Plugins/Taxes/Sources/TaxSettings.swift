import TotemPluginKit

/// The plugin's settings, as plugin.json describes them.
struct TaxSettings {
    enum AddressKind: String {
        case shipping
        case billing
    }

    /// What shipping is taxed at.
    enum ShippingTax: String {
        /// At the rates of one tax class.
        case taxClass = "class"
        /// At the rates of the lines, in proportion to what they cost.
        case proportional
        case none
    }

    /// What stays the same for a buyer whose taxes are others than the shop's own, where prices include them.
    enum PricesAbroad: String {
        case gross
        case net
    }

    /// Which VAT numbers count.
    enum VATNumbers: String {
        /// Those whose form and check digits are right.
        case checksum
        /// Of these, those that an online check has confirmed.
        case confirmed
    }

    let address: AddressKind
    /// Where the shop is; nil when its owner has not said it.
    let shop: Place?
    let shippingTax: ShippingTax
    /// Nil: the usual one.
    let shippingClass: String?
    let pricesAbroad: PricesAbroad
    let vatNumbers: VATNumbers
    private let pickupRates: [Substring]

    init(_ call: Call) {
        address = Self.choice("address", call) ?? .shipping
        shippingTax = Self.choice("shipping", call) ?? .taxClass
        pricesAbroad = Self.choice("prices_abroad", call) ?? .gross
        vatNumbers = Self.choice("vat_numbers", call) ?? .checksum
        shippingClass = Self.text("shipping_class", call)
        shop = Self.text("shop_country", call).map { country in
            Place(
                country: country,
                state: Self.text("shop_state", call),
                postalCode: Self.text("shop_postal_code", call)
            )
        }
        pickupRates = (Self.text("pickup_rates", call) ?? "").split(whereSeparator: \.isWhitespace)
    }

    /// Whether goods that are sent so are fetched from the shop. A rate that ends with `*` names all that begin so.
    func isPickup(_ rate: String?) -> Bool {
        guard let rate else { return false }
        return pickupRates.contains { $0.hasSuffix("*") ? rate.hasPrefix($0.dropLast()) : rate == $0 }
    }

    private static func choice<Choice: RawRepresentable<String>>(_ name: StaticString, _ call: Call) -> Choice? {
        call.setting(name, as: String.self).flatMap(Choice.init)
    }

    private static func text(_ name: StaticString, _ call: Call) -> String? {
        call.setting(name, as: String.self).flatMap { $0.isEmpty ? nil : $0 }
    }
}
