// Written by `make abi` from totem_plugin.h.
// swift-format-ignore-file

internal import CTotem

extension Registry {
    /// `cart.code.validate` (tx)
    ///
    /// A code was entered, and again at checkout. Do you know it? Call totem_claim when it is yours and good, totem_veto when it
    /// is yours and can't be used now, and neither when it is not yours. The first plugin that claims or vetoes has the last word.
    public func onCartCodeValidate(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CodeEvent) throws -> Void
    ) throws {
        handlers.cartCodeValidate = body
        try HostError.check(totem_on_cart_code_validate(raw, Trampolines.cartCodeValidate, priority))
    }

    /// `cart.discounts` (pure)
    ///
    /// Take something off with totem_add_discount. Runs whenever a cart is priced, and at checkout.
    public func onCartDiscounts(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CartEvent) throws -> Void
    ) throws {
        handlers.cartDiscounts = body
        try HostError.check(totem_on_cart_discounts(raw, Trampolines.cartDiscounts, priority))
    }

    /// `order.placing` (tx)
    ///
    /// The order is priced, nothing of it is written. Veto it, or add metadata.
    public func onOrderPlacing(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, OrderEvent) throws -> Void
    ) throws {
        handlers.orderPlacing = body
        try HostError.check(totem_on_order_placing(raw, Trampolines.orderPlacing, priority))
    }

    /// `order.placed` (tx)
    ///
    /// The order's rows are written, nothing is committed. Write your own rows (redeem a coupon), or veto: then nothing of the
    /// order remains.
    public func onOrderPlaced(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, OrderEvent) throws -> Void
    ) throws {
        handlers.orderPlaced = body
        try HostError.check(totem_on_order_placed(raw, Trampolines.orderPlaced, priority))
    }

    /// `order.transition` (tx)
    ///
    /// One of an order's three states is about to go to the next. One change may take several edges, each with its own call, the
    /// status first. Write your own rows (release a coupon when the status goes to "cancelled"), or veto: then nothing of the
    /// change remains.
    public func onOrderTransition(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Transition) throws -> Void
    ) throws {
        handlers.orderTransition = body
        try HostError.check(totem_on_order_transition(raw, Trampolines.orderTransition, priority))
    }

    /// `refund.creating` (tx)
    ///
    /// Money of an order is about to be given back, by itself or because the order is being cancelled: then all that is left, with
    /// no lines. Nothing of it is written. Where a payment provider gives it back, this comes before the provider is asked, who may
    /// still decline. A veto leaves everything as it is, and a cancelled order as it was.
    public func onRefundCreating(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Refund) throws -> Void
    ) throws {
        handlers.refundCreating = body
        try HostError.check(totem_on_refund_creating(raw, Trampolines.refundCreating, priority))
    }

    /// `plugin.enabled` (tx)
    ///
    /// Your plugin is being switched on; its migrations have run. Of this hook, and of plugin.disabled and settings.validate, a
    /// plugin is only told what concerns itself. A veto or a failure keeps the plugin as it was.
    public func onPluginEnabled(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, PluginEvent) throws -> Void
    ) throws {
        handlers.pluginEnabled = body
        try HostError.check(totem_on_plugin_enabled(raw, Trampolines.pluginEnabled, priority))
    }

    /// `plugin.disabled` (tx)
    ///
    /// Your plugin is being switched off. Requests that began before may still call it for a moment; after the last of them
    /// `stop` is called. A veto or a failure keeps it on, unless the manifest says `fail: open`. It is not called where nothing of
    /// your plugin runs or is loaded: `totem plugin disable` switches off also what would crash.
    public func onPluginDisabled(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, PluginEvent) throws -> Void
    ) throws {
        handlers.pluginDisabled = body
        try HostError.check(totem_on_plugin_disabled(raw, Trampolines.pluginDisabled, priority))
    }

    /// `settings.validate` (tx)
    ///
    /// Your plugin's settings are about to be saved; they fit the schema of the manifest. Refuse fields with totem_veto_field.
    /// totem_setting_… read the new settings.
    public func onSettingsValidate(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, SettingsEvent) throws -> Void
    ) throws {
        handlers.settingsValidate = body
        try HostError.check(totem_on_settings_validate(raw, Trampolines.settingsValidate, priority))
    }
}
