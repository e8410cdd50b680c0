import TotemPluginKit

/// What taxes do to carts and customers.
enum TaxHooks {
    /// `cart.prices`
    static func convert(_ call: Call, _ event: CartEvent) throws {
        let cart = event.cart
        guard cart.pricesIncludeTax else { return }
        let settings = TaxSettings(call)
        guard let liability = try Liability.of(cart, settings, call),
            let conversion = try PriceConversion(of: cart, liability, settings, call)
        else { return }
        try conversion.scale(cart, call)
    }

    /// `cart.taxes`
    static func tax(_ call: Call, _ event: TaxEvent) throws {
        let settings = TaxSettings(call)
        guard let liability = try Liability.of(event.cart, settings, call) else { return }
        try CartTaxation(liability: liability, settings: settings).add(to: event, call)
    }

    /// `cart.lines`: a buyer has given a VAT number that counts for nothing before somebody has confirmed it.
    static func ask(_ call: Call, _ event: CartEvent) throws {
        guard TaxSettings(call).vatNumbers == .confirmed, let number = Liability.vatNumber(of: event.cart),
            try VATCheckStore.ask(about: number, call)
        else { return }
        try call.fire("vat_number_seen", number.text)
    }

    /// `settings.validate`
    static func validate(_ call: Call, _ event: SettingsEvent) throws {
        let settings = TaxSettings(call)
        guard settings.pricesAbroad == .gross || settings.shop != nil else {
            throw Veto.field("shop_country", "must be set where prices_abroad is net: whose tax do prices include?")
        }
    }

    /// `customer.erasing`
    static func erase(_ call: Call, _ event: CustomerEvent) throws {
        try ExemptionStore.erase(event.customer.id, call)
    }

    /// `customer.exporting`
    static func export(_ call: Call, _ event: CustomerEvent) throws {
        let id = event.customer.id
        try call.extend(id, json: try ExemptionStore.export(of: id, call))
    }

    /// `retention.run`
    static func tidy(_ call: Call, _ event: RetentionEvent) throws {
        try call.setRemaining(try VATCheckStore.deleteOld(atMost: event.limit, call))
    }
}
