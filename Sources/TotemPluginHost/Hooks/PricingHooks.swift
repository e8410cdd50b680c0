internal import CTotem
internal import TotemKernel

/// The hooks that make the price of a cart, in their order.
extension CartDiscounts: HostedHook {
    static var point: HookPoint { .cartDiscounts }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: CartEffects<Adjustment>) {
        payloads.begin(cart, sheet)
    }

    func answer(_ effects: CartEffects<Adjustment>) -> [Adjustment] { effects.added }
}

extension CartShippingRates: HostedHook {
    static var point: HookPoint { .cartShippingRates }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: CartEffects<ShippingRate>) {
        payloads.begin(cart, sheet)
    }

    func answer(_ effects: CartEffects<ShippingRate>) -> [ShippingRate] { effects.added }
}

extension CartFees: HostedHook {
    static var point: HookPoint { .cartFees }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: CartEffects<Fee>) {
        payloads.begin(cart, sheet)
    }

    func answer(_ effects: CartEffects<Fee>) -> [Fee] { effects.added }
}

extension Payloads {
    fileprivate func begin<Added>(
        _ cart: Cart,
        _ sheet: PriceSheet
    ) -> (payload: UnsafeRawPointer, effects: CartEffects<Added>) {
        let shown = put(cart)
        return (event(shown.raw), CartEffects(cart, sheet, shown))
    }
}
