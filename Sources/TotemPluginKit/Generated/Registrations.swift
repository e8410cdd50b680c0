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

    /// `product.saving` (tx)
    ///
    /// Products are about to be made or changed, by hand or from a file. They are in order as far as the shop can tell, and nothing of
    /// them is written. Refuse one with totem_veto_field, with its fields named as in the HTTP interface ("price",
    /// "variants[2].sku"). Name them without saying of which product: after a veto of several the hook is called with fewer, to learn
    /// which was meant, and what it wrote is undone. A file is asked about before anything of it is saved, and again when it is.
    public func onProductSaving(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, ProductEvent) throws -> Void
    ) throws {
        handlers.productSaving = body
        try HostError.check(totem_on_product_saving(raw, Trampolines.productSaving, priority))
    }

    /// `customer.saving` (tx)
    ///
    /// A customer has registered, or was changed: the row is written, nothing is committed. Refuse fields ("email", "first_name",
    /// "last_name", "phone_number") with totem_veto_field, or write your own rows. The address book is not told here.
    public func onCustomerSaving(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CustomerChange) throws -> Void
    ) throws {
        handlers.customerSaving = body
        try HostError.check(totem_on_customer_saving(raw, Trampolines.customerSaving, priority))
    }

    /// `customer.erasing` (tx)
    ///
    /// A customer is being forgotten. Erase what your own tables know of the person, by id and by e-mail. Called when it begins, where
    /// a veto leaves everything as it is, and again in the transaction in which the customer goes.
    public func onCustomerErasing(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CustomerEvent) throws -> Void
    ) throws {
        handlers.customerErasing = body
        try HostError.check(totem_on_customer_erasing(raw, Trampolines.customerErasing, priority))
    }

    /// `customer.exporting` (pure)
    ///
    /// A customer has asked what the shop knows. Answer with all that your tables have of the person with totem_extend.
    public func onCustomerExporting(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CustomerEvent) throws -> Void
    ) throws {
        handlers.customerExporting = body
        try HostError.check(totem_on_customer_exporting(raw, Trampolines.customerExporting, priority))
    }

    /// `request.context` (pure)
    ///
    /// Who asks? Name the audiences that they belong to ("wholesale") with totem_add_audience; totem_in_audience tells all plugins.
    /// Called once in a request, when something first asks for them.
    public func onRequestContext(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Context) throws -> Void
    ) throws {
        handlers.requestContext = body
        try HostError.check(totem_on_request_context(raw, Trampolines.requestContext, priority))
    }

    /// `view.extend` (pure)
    ///
    /// Things are about to be shown, one or a page of them. Add to each what your plugin knows of it with totem_extend: it stands
    /// under "extensions" in the answer, with your plugin's name. What is shown of products is kept for a minute: call totem_touch when
    /// it has changed. It may depend on what is in the payload, on audiences and on your tables, and on nothing else.
    public func onViewExtend(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, ViewEvent) throws -> Void
    ) throws {
        handlers.viewExtend = body
        try HostError.check(totem_on_view_extend(raw, Trampolines.viewExtend, priority))
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

    /// `plugin.upgraded` (tx)
    ///
    /// A newer version of your plugin takes the place of another; its migrations have run. Only told what concerns itself. A veto or
    /// a failure leaves the tables as they were, and the new version does not run.
    public func onPluginUpgraded(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, PluginEvent) throws -> Void
    ) throws {
        handlers.pluginUpgraded = body
        try HostError.check(totem_on_plugin_upgraded(raw, Trampolines.pluginUpgraded, priority))
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
