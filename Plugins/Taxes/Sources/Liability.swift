import TotemPluginKit

/// Whether a buyer is taxed, and as what.
struct Liability {
    enum Freedom {
        /// The customer is exempt, for this reason.
        case exempt(String)
        /// The buyer owes the tax, and not the shop.
        case reverseCharge
        /// No zone has the place, or it has no rates.
        case untaxed

        /// What the buyer reads.
        var label: String {
            switch self {
            case .exempt(let reason): "Exempt from tax: \(reason)"
            case .reverseCharge: "Reverse charge"
            case .untaxed: "No tax"
            }
        }

        var rule: String {
            switch self {
            case .exempt: "exempt"
            case .reverseCharge: "reverse-charge"
            case .untaxed: "untaxed"
            }
        }
    }

    /// Of the zone, for a buyer who pays them.
    let rates: ZoneRates
    /// Nil: the buyer pays the zone's taxes.
    let freedom: Freedom?

    /// What the buyer does pay.
    var owed: ZoneRates { freedom == nil ? rates : .none }

    /// - Returns: nil where the plugin has nothing to say: no zone is made yet, or no place is known.
    static func of(_ cart: Cart, _ settings: TaxSettings, _ call: Call) throws -> Liability? {
        guard let place = place(of: cart, settings) else { return nil }
        guard let zone = try ZoneStore.find(place, call) else {
            return try ZoneStore.hasAny(call) ? Liability(rates: .none, freedom: .untaxed) : nil
        }
        let rates = ZoneRates(try RateStore.all(of: zone.id, call))
        if let user = cart.userID, let reason = try ExemptionStore.reason(for: user, in: place.country, call) {
            return Liability(rates: rates, freedom: .exempt(reason))
        }
        if try isReverseCharge(cart, in: zone, place, settings, call) {
            return Liability(rates: rates, freedom: .reverseCharge)
        }
        return Liability(rates: rates, freedom: rates.isEmpty ? .untaxed : nil)
    }

    /// Goods that are fetched are sold where the shop is, and so are those of a buyer who has given no address.
    private static func place(of cart: Cart, _ settings: TaxSettings) -> Place? {
        if let shop = settings.shop, settings.isPickup(cart.shippingRate) { return shop }
        let addresses = [cart.shippingAddress, cart.billingAddress].compactMap { $0.map(Place.init) }
        return (settings.address == .shipping ? addresses.first : addresses.last) ?? settings.shop
    }

    // MARK: - Reverse charge

    private static func isReverseCharge(
        _ cart: Cart,
        in zone: FoundZone,
        _ place: Place,
        _ settings: TaxSettings,
        _ call: Call
    ) throws -> Bool {
        guard zone.hasReverseCharge, let shop = settings.shop, place.country != shop.country,
            let number = vatNumber(of: cart), number.country != shop.country,
            number.country != "GB" || place.isNorthernIreland
        else { return false }
        switch settings.vatNumbers {
        case .checksum: return try VATCheckStore.outcome(of: number, call) != .invalid
        case .confirmed: return try VATCheckStore.outcome(of: number, call) == .valid
        }
    }

    /// The buyer's, if it is one: of the billing address before that of the shipping address.
    static func vatNumber(of cart: Cart) -> VATNumber? {
        [cart.billingAddress, cart.shippingAddress].lazy.compactMap { $0?.taxID.flatMap(VATNumber.init) }.first
    }
}
