internal import CTotem
internal import TotemKernel

/// The hooks that make the price of a cart, in their order.
extension PriceResolve: HostedHook {
    static var point: HookPoint { .priceResolve }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: PriceEffects) {
        var event = totem_price_event()
        event.size = UInt32(MemoryLayout<totem_price_event>.size)
        event.purpose = purpose.number
        event.user_id = userID?.value ?? 0
        event.currency = payloads.put(currency.code)
        event.items = payloads.putAll(items.map { payloads.put($0) })
        event.item_count = items.count
        event.prices_include_tax = pricesIncludeTax
        return (UnsafeRawPointer(payloads.put(event)), PriceEffects(itemCount: items.count))
    }

    func answer(_ effects: PriceEffects) -> [PriceChange] { effects.changes }
}

extension PriceResolve.Purpose {
    fileprivate var number: UInt32 {
        switch self {
        case .listing: UInt32(TOTEM_PURPOSE_LISTING)
        case .cart: UInt32(TOTEM_PURPOSE_CART)
        case .order: UInt32(TOTEM_PURPOSE_ORDER)
        }
    }
}

extension PriceScaling: HostedHook {
    static var point: HookPoint { .cartPrices }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: ScaleEffects) {
        (payloads.event(payloads.put(cart).raw), ScaleEffects())
    }

    func answer(_ effects: ScaleEffects) -> [PriceScale] { effects.scales }
}

extension CartDiscounts: HostedHook {
    static var point: HookPoint { .cartDiscounts }
    var quotes: [String: [String: JSONValue]]? { cart.quotesOfContent }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: CartEffects<Adjustment>) {
        payloads.begin(cart, sheet)
    }

    func answer(_ effects: CartEffects<Adjustment>) -> [Adjustment] { effects.added }
}

extension CartShippingRates: HostedHook {
    static var point: HookPoint { .cartShippingRates }
    var quotes: [String: [String: JSONValue]]? { cart.quotesOfContent }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: ShippingEffects) {
        let (payload, rates): (UnsafeRawPointer, CartEffects<ShippingRate>) = payloads.begin(cart, sheet)
        return (payload, ShippingEffects(rates))
    }

    func answer(_ effects: ShippingEffects) -> ShippingOffer {
        ShippingOffer(effects.rates.added, refusal: effects.refusal)
    }
}

extension CartFees: HostedHook {
    static var point: HookPoint { .cartFees }
    var quotes: [String: [String: JSONValue]]? { cart.quotes }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: CartEffects<Fee>) {
        payloads.begin(cart, sheet)
    }

    func answer(_ effects: CartEffects<Fee>) -> [Fee] { effects.added }
}

extension CartTaxes: HostedHook {
    static var point: HookPoint { .cartTaxes }
    var quotes: [String: [String: JSONValue]]? { cart.quotes }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: CartEffects<Tax>) {
        let shown = payloads.put(cart)
        var event = totem_tax_event()
        event.size = UInt32(MemoryLayout<totem_tax_event>.size)
        event.cart = shown.raw
        event.fees = payloads.putAll(fees.map { payloads.put($0) })
        event.fee_count = fees.count
        event.shipping = sheet.shipping.net
        event.rounds_per_order = rounding == .order
        return (UnsafeRawPointer(payloads.put(event)), CartEffects(cart, sheet, shown))
    }

    func answer(_ effects: CartEffects<Tax>) -> [Tax] { effects.added }
}

extension CartTenders: HostedHook {
    static var point: HookPoint { .cartTenders }
    var quotes: [String: [String: JSONValue]]? { cart.quotes }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: CartEffects<Adjustment>) {
        payloads.begin(cart, sheet)
    }

    func answer(_ effects: CartEffects<Adjustment>) -> [Adjustment] { effects.added }
}

extension Payloads {
    fileprivate func put(_ item: PricedItem) -> UnsafePointer<totem_priced_item> {
        var raw = totem_priced_item()
        raw.size = UInt32(MemoryLayout<totem_priced_item>.size)
        raw.line = item.line?.value ?? 0
        raw.product_id = item.product.value
        raw.variant_id = item.variant?.value ?? 0
        raw.quantity = item.quantity.value
        raw.price = item.price
        raw.sku = put(item.sku)
        raw.tax_class = put(item.taxClass)
        raw.properties = put(item.properties.text)
        raw.parent = item.parent?.value ?? 0
        raw.plugin = put(item.plugin)
        raw.key = put(item.pluginKey)
        return put(raw)
    }

    fileprivate func put(_ fee: Fee) -> UnsafePointer<totem_fee> {
        var raw = totem_fee()
        raw.size = UInt32(MemoryLayout<totem_fee>.size)
        raw.amount = fee.adjustment.amount.amount
        raw.label = put(fee.adjustment.label)
        raw.rule = put(fee.adjustment.rule)
        raw.tax_class = put(fee.taxClass)
        return put(raw)
    }

    fileprivate func begin<Added>(
        _ cart: Cart,
        _ sheet: PriceSheet
    ) -> (payload: UnsafeRawPointer, effects: CartEffects<Added>) {
        let shown = put(cart)
        return (event(shown.raw), CartEffects(cart, sheet, shown))
    }
}
