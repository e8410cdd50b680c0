internal import CTotem
internal import TotemKernel
internal import TotemStore

/// Every hook of the kernel, with its payload and effects, but those that tell of what has happened (``AfterHook``) and those
/// outside of transactions (``HostedOutsideHooks``). A hook of the header that is in none of them is found by a test.
enum HostedHooks {
    static let all: [any HostedHook.Type] = [
        CartItemValidate.self, CartLines.self, CartCodeValidate.self,
        PriceResolve.self, CartFlags.self, PriceScaling.self, CartDiscounts.self, CartShippingRates.self, CartFees.self,
        CartTaxes.self, CartTenders.self,
        OfferedMethods.self, CheckoutValidate.self, OrderPlacing.self, InventoryAllocate.self, OrderPlaced.self,
        OrderTransition.self, RefundCreating.self,
        ProductSaving.self, CustomerSaving.self, CustomerErasing.self, CustomerExporting.self, RequestAudiences.self,
        ViewExtend.self, ImportRows.self, ExportRows.self,
        PluginEnabled.self, PluginUpgraded.self, PluginDisabled.self, SettingsValidate.self, RetentionRun.self,
    ]
}

extension CartCodeValidate: HostedHook {
    static var point: HookPoint { .cartCodeValidate }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: CodeClaim) {
        var event = totem_code_event()
        event.size = UInt32(MemoryLayout<totem_code_event>.size)
        event.cart = payloads.put(cart).raw
        event.code = payloads.put(code)
        return (UnsafeRawPointer(payloads.put(event)), CodeClaim(code))
    }

    func answer(_ effects: CodeClaim) -> CartCode? { effects.claimed }
}

extension CheckoutValidate: HostedHook {
    static var point: HookPoint { .checkoutValidate }
    var quotes: [String: [String: JSONValue]]? { order.cart.quotes }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: NoEffects) {
        var event = totem_checkout_event()
        event.size = UInt32(MemoryLayout<totem_checkout_event>.size)
        event.order = payloads.put(order, id: nil)
        event.source = payloads.put(order.source.rawValue)
        let note = payloads.putOfPeople(order.note)
        event.note = note
        return (UnsafeRawPointer(payloads.putOfPeople(event) { $0.note = $1 ? note : totem_str() }), .shared)
    }
}

extension OrderPlacing: HostedHook {
    static var point: HookPoint { .orderPlacing }
    var quotes: [String: [String: JSONValue]]? { order.cart.quotes }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: PlacingEffects) {
        (payloads.event(payloads.put(order, id: nil)), PlacingEffects())
    }

    func answer(_ effects: PlacingEffects) -> OrderPlacing.Answer { effects.answer }
}

extension OrderPlaced: HostedHook {
    static var point: HookPoint { .orderPlaced }
    var quotes: [String: [String: JSONValue]]? { order.cart.quotes }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: NoEffects) {
        (payloads.event(payloads.put(order, id: id)), .shared)
    }
}

extension OrderTransition: HostedHook {
    static var point: HookPoint { .orderTransition }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: NoEffects) {
        (UnsafeRawPointer(payloads.put(self)), .shared)
    }
}

extension RefundCreating: HostedHook {
    static var point: HookPoint { .refundCreating }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: NoEffects) {
        var raw = totem_refund()
        raw.size = UInt32(MemoryLayout<totem_refund>.size)
        raw.order = payloads.put(order)
        raw.amount = amount.amount
        raw.shipping = shipping.amount
        raw.lines = payloads.putAll(lines.map { payloads.put($0) })
        raw.line_count = lines.count
        raw.reason = payloads.put(reason)
        return (UnsafeRawPointer(payloads.put(raw)), .shared)
    }
}

extension PluginEnabled: HostedHook {
    static var point: HookPoint { .pluginEnabled }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: NoEffects) {
        (payloads.event(version, before: versionBefore), .shared)
    }
}

extension PluginUpgraded: HostedHook {
    static var point: HookPoint { .pluginUpgraded }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: NoEffects) {
        (payloads.event(version, before: versionBefore), .shared)
    }
}

extension PluginDisabled: HostedHook {
    static var point: HookPoint { .pluginDisabled }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: NoEffects) {
        (payloads.event(version, before: version), .shared)
    }
}

extension SettingsValidate: HostedHook {
    static var point: HookPoint { .settingsValidate }

    func begin(in payloads: Payloads) throws -> (payload: UnsafeRawPointer, effects: NoEffects) {
        var event = totem_settings_event()
        event.size = UInt32(MemoryLayout<totem_settings_event>.size)
        event.json = payloads.put(settings.text())
        return (UnsafeRawPointer(payloads.put(event)), .shared)
    }
}

extension Payloads {
    fileprivate func put(_ line: RefundLine) -> UnsafePointer<totem_refund_line> {
        var raw = totem_refund_line()
        raw.size = UInt32(MemoryLayout<totem_refund_line>.size)
        raw.line = line.itemID.value
        raw.quantity = line.quantity.value
        raw.amount = line.amount.amount
        raw.tax = line.tax.amount
        raw.restock = line.restock
        return put(raw)
    }

    func event(_ cart: UnsafePointer<totem_cart>) -> UnsafeRawPointer {
        var event = totem_cart_event()
        event.size = UInt32(MemoryLayout<totem_cart_event>.size)
        event.cart = cart
        return UnsafeRawPointer(put(event))
    }

    fileprivate func event(_ order: UnsafePointer<totem_order>) -> UnsafeRawPointer {
        var event = totem_order_event()
        event.size = UInt32(MemoryLayout<totem_order_event>.size)
        event.order = order
        return UnsafeRawPointer(put(event))
    }

    fileprivate func event(_ version: SemanticVersion, before: SemanticVersion?) -> UnsafeRawPointer {
        var event = totem_plugin_event()
        event.size = UInt32(MemoryLayout<totem_plugin_event>.size)
        event.version = put(version.description)
        event.version_before = put(before?.description)
        return UnsafeRawPointer(put(event))
    }
}
