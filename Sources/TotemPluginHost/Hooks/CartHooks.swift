internal import CTotem
internal import TotemKernel

/// The hooks of what buyers do with carts.
extension CartItemValidate: HostedHook {
    static var point: HookPoint { .cartItemValidate }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: ItemEffects) {
        let shown = changes.map { payloads.put($0) }
        var event = totem_item_event()
        event.size = UInt32(MemoryLayout<totem_item_event>.size)
        event.cart_id = cart.value
        event.user_id = userID?.value ?? 0
        event.changes = payloads.putAll(shown)
        event.change_count = shown.count
        return (UnsafeRawPointer(payloads.put(event)), ItemEffects(changes, shown, payloads))
    }

    func answer(_ effects: ItemEffects) -> [ItemChange]? { effects.changes }
}

extension OfferedMethods: HostedHook {
    static var point: HookPoint { .paymentMethods }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: MethodEffects) {
        var event = totem_methods_event()
        event.size = UInt32(MemoryLayout<totem_methods_event>.size)
        event.cart = payloads.put(cart).raw
        event.methods = payloads.putAll(methods.map { payloads.put(method: $0) })
        event.method_count = methods.count
        return (UnsafeRawPointer(payloads.put(event)), MethodEffects(methods))
    }

    func answer(_ effects: MethodEffects) -> [String]? { effects.offered }
}

extension Payloads {
    fileprivate func put(method name: String) -> UnsafePointer<totem_payment_method> {
        var raw = totem_payment_method()
        raw.size = UInt32(MemoryLayout<totem_payment_method>.size)
        raw.name = put(name)
        return put(raw)
    }

    fileprivate func put(_ change: ItemChange) -> UnsafePointer<totem_item_change> {
        var raw = totem_item_change()
        raw.size = UInt32(MemoryLayout<totem_item_change>.size)
        raw.flags = UInt32(change.flags.rawValue)
        raw.line = change.line?.value ?? 0
        raw.product_id = change.product.value
        raw.variant_id = change.variant?.value ?? 0
        raw.parent = change.parent?.value ?? 0
        raw.quantity_before = change.quantityBefore
        raw.quantity = change.quantity.value
        raw.sku = put(change.sku)
        raw.properties_before = put(change.propertiesBefore.text)
        raw.properties = put(change.properties.text)
        raw.path = put(change.path)
        return put(raw)
    }
}
