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

    /// `order.committed` (after)
    ///
    /// Orders were placed. data: `products` and `variants` whose stock they took. Each event has its `order`.
    public func onOrderCommitted(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        handlers.orderCommitted = body
        try HostError.check(totem_on_order_committed(raw, Trampolines.orderCommitted, priority))
    }

    /// `order.transitioned` (after)
    ///
    /// One of an order's three states went to the next: `before` and `after`. data: `of` (status, payment or fulfilment), `from`,
    /// `to`. Each event has its `order`.
    public func onOrderTransitioned(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        handlers.orderTransitioned = body
        try HostError.check(totem_on_order_transitioned(raw, Trampolines.orderTransitioned, priority))
    }

    /// `product.saved` (after)
    ///
    /// product.saved: a product was made or changed; data: `changed`, the names of its fields; none for a new one. product.deleted:
    /// it is gone; data: `slug`, `sku`.
    public func onProductSaved(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        handlers.productSaved = body
        try HostError.check(totem_on_product_saved(raw, Trampolines.productSaved, priority))
    }

    /// `stock.changed` (after)
    ///
    /// stock.changed: what there is of a product was changed by hand, by a file or an adjustment, whose data are `variant`,
    /// `warehouse`, `from`, `to`. order.committed: an order took some; data: `products` and `variants`. stock.returned: an order gave
    /// some back; data: the same.
    public func onStockChanged(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        handlers.stockChanged = body
        try HostError.check(totem_on_stock_changed(raw, Trampolines.stockChanged, priority))
    }

    /// `fulfilment.created` (after)
    ///
    /// Goods of an order were packed or sent. data: `order`, `status`.
    public func onFulfilmentCreated(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        handlers.fulfilmentCreated = body
        try HostError.check(totem_on_fulfilment_created(raw, Trampolines.fulfilmentCreated, priority))
    }

    /// `refund.created` (after)
    ///
    /// Money was given back. data: `order`, `amount`.
    public func onRefundCreated(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        handlers.refundCreated = body
        try HostError.check(totem_on_refund_created(raw, Trampolines.refundCreated, priority))
    }

    /// `payment.changed` (after)
    ///
    /// payment.changed: a payment was captured, given up or given back: `before` and `after`. payment.late: money came for an order
    /// that was cancelled already, and goes back.
    public func onPaymentChanged(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        handlers.paymentChanged = body
        try HostError.check(totem_on_payment_changed(raw, Trampolines.paymentChanged, priority))
    }

    /// `customer.changed` (after)
    ///
    /// customer.changed: somebody registered, or changed something; data: `changed`, the names of what; none for a new customer.
    /// customer.erased: what you keep of the customer is to go too.
    public func onCustomerChanged(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        handlers.customerChanged = body
        try HostError.check(totem_on_customer_changed(raw, Trampolines.customerChanged, priority))
    }

    /// `cart.updated` (after)
    ///
    /// Carts were changed. data: `reason`: created, lines, codes, details or deleted. The subject is the cart's id.
    public func onCartUpdated(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        handlers.cartUpdated = body
        try HostError.check(totem_on_cart_updated(raw, Trampolines.cartUpdated, priority))
    }

    /// `retention.run` (tx)
    ///
    /// Once a day: delete what you keep for too long, at most `limit` rows, and say with totem_remaining how many are left to be
    /// deleted: then you are called again, in the next transaction, until none are.
    public func onRetentionRun(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, RetentionEvent) throws -> Void
    ) throws {
        handlers.retentionRun = body
        try HostError.check(totem_on_retention_run(raw, Trampolines.retentionRun, priority))
    }
}
