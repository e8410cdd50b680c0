// Written by `make abi` from totem_plugin.h.
// swift-format-ignore-file

internal import CTotem

extension Registry {
    /// `cart.code.validate` (tx)
    ///
    /// A code was entered, and again at checkout. Do you know it? Call totem_claim when it is yours and good, totem_veto when it
    /// is yours and can't be used now, and neither when it is not yours. The first plugin that claims or vetoes has the last word.
    /// When it is entered, no more of the cart is known yet than its lines with their prices. A code that was claimed before is asked
    /// about as the cart keeps it, and is among the cart's codes then; one that is being entered is not.
    public func onCartCodeValidate(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CodeEvent) throws -> Void
    ) throws {
        starting.handlers.cartCodeValidate = body
        try HostError.check(totem_on_cart_code_validate(raw, Trampolines.cartCodeValidate, priority))
    }

    /// `cart.item.validate` (tx)
    ///
    /// A buyer puts lines in, or changes some: refuse what can't be sold so (name the field by the change's `path` and "quantity" or
    /// "properties"), or put quantity and properties right. What you put right, the next plugin sees. All changes of a request come at
    /// once. Taking a line out is not asked about, and neither is a dry run.
    public func onCartItemValidate(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, ItemEvent) throws -> Void
    ) throws {
        starting.handlers.cartItemValidate = body
        try HostError.check(totem_on_cart_item_validate(raw, Trampolines.cartItemValidate, priority))
    }

    /// `cart.lines` (tx)
    ///
    /// A buyer has made or changed a cart: its lines, codes, addresses, shipping or details. Put in lines of your own, change them and take
    /// them out: the parts of a bundle, a deposit with each bottle, a gift. You see the cart as it is priced with the change and with the
    /// lines that plugins have put in before; put what you want each time, for what is so already is left alone. All plugins see the same
    /// cart, and none is called again for what the others have put in.
    ///
    /// Your lines are sold as all others are: at the catalogue's price and price.resolve's, unless they are gifts, with their stock, taxes
    /// and refunds; cart.item.validate is not asked about them. The buyer sees whose they are and can't change them, and what is a part of a
    /// line goes with it. While your plugin is off they count for nothing: they go with the next change of the cart, and no order takes
    /// them. What you have put in and is out of stock keeps the cart from being bought; so does what is not on sale any more, even if it costs
    /// nothing: checkout names it to the buyer, who can take it out then, or it goes with the next change of the cart. A dry run and an order
    /// by the shop's staff do not call this.
    public func onCartLines(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CartEvent) throws -> Void
    ) throws {
        starting.handlers.cartLines = body
        try HostError.check(totem_on_cart_lines(raw, Trampolines.cartLines, priority))
    }

    /// `cart.fetch` (outside)
    ///
    /// What do you have to ask others before you can price this cart: a carrier for its rates, an authority for a tax? Put what they say
    /// with totem_put_quote; your hooks from cart.discounts to cart.tenders, and those of an order being placed, read it with totem_quote.
    /// Called for a cart that has a shipping address, when it is shown or was changed and you were not asked about what is in it (its lines
    /// at the catalogue's prices, codes, addresses, buyer, and how it is shipped for how much), and before its checkout also when a quote is
    /// too old. Nobody else waits for it, and all plugins are asked at once: so when their quotes make it known what shipping costs, those are
    /// asked a second time that have hooks after that (cart.fees, cart.taxes, cart.tenders), and whenever it is another.
    ///
    /// A quote is good for the cart as you were asked about it: when that is another, your hooks find none until you have been asked again.
    /// Only cart.discounts and cart.shipping_rates, which come before it is known how a cart is shipped, find it whichever rate that is.
    /// A changed quote is a change of the cart: its version and ETag are others, and a checkout that says what it expects is told. When you
    /// fail, or do not answer within `budget_ms`, a cart is shown without your quotes; with `fail: closed` it can't be bought (503), with
    /// `fail: open` it is bought without them, and you are asked again a minute later.
    public func onCartFetch(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CartEvent) throws -> Void
    ) throws {
        starting.handlers.cartFetch = body
        try HostError.check(totem_on_cart_fetch(raw, Trampolines.cartFetch, priority))
    }

    /// `price.resolve` (pure)
    ///
    /// Say what one unit costs this buyer: a price list, a price by quantity or by `properties`. Runs before all else whenever a cart or
    /// an order is priced, and for product pages and lists, where the shop's staff see the catalogue's prices. Up to 100 prices at
    /// once; for more it runs again. A price that staff have given a line is not asked about. What is yours of cart.lines, such as a part
    /// that costs less in its bundle, is known by `plugin` and `key`: its properties could be a buyer's.
    public func onPriceResolve(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, PriceEvent) throws -> Void
    ) throws {
        starting.handlers.priceResolve = body
        try HostError.check(totem_on_price_resolve(raw, Trampolines.priceResolve, priority))
    }

    /// `cart.flags` (pure)
    ///
    /// Say what is special about lines, whose prices are known: nothing of one is sent, nothing is taken off it, it is not taxed. Runs
    /// first whenever a cart or an order is priced, also one that the shop's staff or a plugin makes, and for dry runs. All plugins see
    /// the same cart.
    public func onCartFlags(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CartEvent) throws -> Void
    ) throws {
        starting.handlers.cartFlags = body
        try HostError.check(totem_on_cart_flags(raw, Trampolines.cartFlags, priority))
    }

    /// `cart.prices` (pure)
    ///
    /// Are the shop's prices another matter for this buyer as a whole, such as where they include a tax that this one does not pay, or pays at
    /// another rate? Runs when lines have their prices, before all discounts, whenever a cart is priced, and at checkout. Product pages show
    /// prices as they are without it.
    public func onCartPrices(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CartEvent) throws -> Void
    ) throws {
        starting.handlers.cartPrices = body
        try HostError.check(totem_on_cart_prices(raw, Trampolines.cartPrices, priority))
    }

    /// `cart.discounts` (pure)
    ///
    /// Take something off with totem_add_discount or totem_spread_discount. Runs whenever a cart is priced, and at checkout.
    public func onCartDiscounts(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CartEvent) throws -> Void
    ) throws {
        starting.handlers.cartDiscounts = body
        try HostError.check(totem_on_cart_discounts(raw, Trampolines.cartDiscounts, priority))
    }

    /// `cart.shipping_rates` (pure)
    ///
    /// Offer ways to send what was bought, each with its price; discounts of lines are known. Runs whenever a cart is priced of which
    /// something is sent, and at checkout. Where any plugin offers a rate, the one of the shop's settings is gone, and where none does
    /// and one has said totem_cannot_ship, the cart can't be bought. A buyer has to choose when there are several, and again when what
    /// they chose is not offered any more.
    public func onCartShippingRates(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CartEvent) throws -> Void
    ) throws {
        starting.handlers.cartShippingRates = body
        try HostError.check(totem_on_cart_shipping_rates(raw, Trampolines.cartShippingRates, priority))
    }

    /// `cart.fees` (pure)
    ///
    /// Charge something beside lines and shipping, which are known by now: gift wrapping, a deposit. Runs whenever a cart is
    /// priced, and at checkout. The setting `tax_shipping` says whether fees are taxed, where no plugin answers for taxes.
    public func onCartFees(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CartEvent) throws -> Void
    ) throws {
        starting.handlers.cartFees = body
        try HostError.check(totem_on_cart_fees(raw, Trampolines.cartFees, priority))
    }

    /// `cart.taxes` (pure)
    ///
    /// Tax the nets: of a line its total less its discount, of shipping and fees what they cost. Runs whenever a cart is priced, and at
    /// checkout. Where any plugin answers, be it with a rate of 0, the tax of the shop's settings is gone, also for what no plugin
    /// names. Several taxes may be on one thing.
    public func onCartTaxes(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, TaxEvent) throws -> Void
    ) throws {
        starting.handlers.cartTaxes = body
        try HostError.check(totem_on_cart_taxes(raw, Trampolines.cartTaxes, priority))
    }

    /// `cart.tenders` (pure)
    ///
    /// Pay a part of the total, which is known with its tax, before the buyer is asked for the rest: a gift card, a credit. Runs
    /// whenever a cart is priced, and at checkout. Each tender becomes a captured payment of the order by your plugin, so take what pays
    /// out of your own tables in order.placed, whose cart has it among its adjustments, and veto there when it is gone. When such an
    /// order is cancelled, its status going to "cancelled" in order.transition, its payment counts as given back: put back what you took.
    /// A refund gives back what was paid otherwise first, then what tenders have paid: how much of yours has come back says
    /// v1_payments.refunded_amount of the payment with your plugin's name, in refund.created.
    /// While your plugin is off, or in quarantine, orders that it has paid for are cancelled and refunded all the same, their payments count as
    /// given back, and it is never told. So keep what you took with the id of its payment, and let plugin.enabled queue a job that compares it
    /// with v1_payments.refunded_amount and puts back what is missing.
    public func onCartTenders(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CartEvent) throws -> Void
    ) throws {
        starting.handlers.cartTenders = body
        try HostError.check(totem_on_cart_tenders(raw, Trampolines.cartTenders, priority))
    }

    /// `payment.methods` (pure)
    ///
    /// Hide ways to pay from a cart, such as an invoice from guests, and put them in order. Runs when a client asks what there is, and
    /// at checkout about the one that was chosen. Staff may take any.
    public func onPaymentMethods(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, MethodsEvent) throws -> Void
    ) throws {
        starting.handlers.paymentMethods = body
        try HostError.check(totem_on_payment_methods(raw, Trampolines.paymentMethods, priority))
    }

    /// `checkout.validate` (tx)
    ///
    /// Are these the addresses, the e-mail, the method of payment that your shop takes? Refuse fields with totem_veto_field, by the
    /// names that clients give them: "shipping_address.postal_code", "payment.method". Nothing is written, and no number is taken.
    public func onCheckoutValidate(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CheckoutEvent) throws -> Void
    ) throws {
        starting.handlers.checkoutValidate = body
        try HostError.check(totem_on_checkout_validate(raw, Trampolines.checkoutValidate, priority))
    }

    /// `order.placing` (tx)
    ///
    /// The order is priced, nothing of it is written. Veto it, add metadata, or give it a number of your own.
    public func onOrderPlacing(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, OrderEvent) throws -> Void
    ) throws {
        starting.handlers.orderPlacing = body
        try HostError.check(totem_on_order_placing(raw, Trampolines.orderPlacing, priority))
    }

    /// `inventory.allocate` (tx)
    ///
    /// An order is about to take its stock: say from which warehouses, or let a part of it wait for stock that is to come. What you say
    /// nothing about comes from the first warehouse that has all of it, else from several by their ids. The first plugin that says
    /// something about a demand decides it.
    public func onInventoryAllocate(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, AllocateEvent) throws -> Void
    ) throws {
        starting.handlers.inventoryAllocate = body
        try HostError.check(totem_on_inventory_allocate(raw, Trampolines.inventoryAllocate, priority))
    }

    /// `order.placed` (tx)
    ///
    /// The order's rows are written, nothing is committed. Write your own rows (redeem a coupon), or veto: then nothing of the
    /// order remains.
    public func onOrderPlaced(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, OrderEvent) throws -> Void
    ) throws {
        starting.handlers.orderPlaced = body
        try HostError.check(totem_on_order_placed(raw, Trampolines.orderPlaced, priority))
    }

    /// `order.transition` (tx)
    ///
    /// One of an order's three states is about to go to the next. One change may take several edges, each with its own call, the
    /// status first. Write your own rows (release a coupon when the status goes to "cancelled"), or veto: then nothing of the
    /// change remains. Where a payment provider is to move money, you are asked before it is, and what you write then is undone; when
    /// the money has moved, or never will, you are told with `is_fact`: what you write then stays, unless you veto, which the order's
    /// history tells and nothing else comes of. When you fail then, with `fail: closed`, you are told again until you do not.
    public func onOrderTransition(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Transition) throws -> Void
    ) throws {
        starting.handlers.orderTransition = body
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
        starting.handlers.refundCreating = body
        try HostError.check(totem_on_refund_creating(raw, Trampolines.refundCreating, priority))
    }

    /// `payment.authorize` (outside)
    ///
    /// A buyer pays a new order: reserve the amount, or take it. Answer with AUTHORIZED, CAPTURED, PENDING, ACTION or DECLINED.
    public func onPaymentAuthorize(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, PaymentEvent) throws -> Void
    ) throws {
        starting.handlers.paymentAuthorize = body
        try HostError.check(totem_on_payment_authorize(raw, Trampolines.paymentAuthorize, priority))
    }

    /// `payment.confirm` (outside)
    ///
    /// The buyer comes back from what an ACTION has asked of them. Answer as payment.authorize does. Without this hook payment.retrieve
    /// is asked.
    public func onPaymentConfirm(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, PaymentEvent) throws -> Void
    ) throws {
        starting.handlers.paymentConfirm = body
        try HostError.check(totem_on_payment_confirm(raw, Trampolines.paymentConfirm, priority))
    }

    /// `payment.retrieve` (outside)
    ///
    /// What became of a payment? Asked by its key when something was unclear, when the buyer does not come back, and when you have told of
    /// a change. Answer as payment.authorize does, or with UNKNOWN when nobody has asked for it: then payment.void comes, and the order
    /// is released.
    public func onPaymentRetrieve(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, PaymentEvent) throws -> Void
    ) throws {
        starting.handlers.paymentRetrieve = body
        try HostError.check(totem_on_payment_retrieve(raw, Trampolines.paymentRetrieve, priority))
    }

    /// `payment.capture` (outside)
    ///
    /// Take the amount of what is reserved; the rest may be taken later. Answer with DONE, PENDING or DECLINED.
    public func onPaymentCapture(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, PaymentEvent) throws -> Void
    ) throws {
        starting.handlers.paymentCapture = body
        try HostError.check(totem_on_payment_capture(raw, Trampolines.paymentCapture, priority))
    }

    /// `payment.void` (outside)
    ///
    /// Give up what is reserved and not taken. Of a payment that has no outcome yet, or that you never heard of, make sure that it can't be
    /// paid any more. Answer with DONE, PENDING, or DECLINED when it is paid already.
    public func onPaymentVoid(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, PaymentEvent) throws -> Void
    ) throws {
        starting.handlers.paymentVoid = body
        try HostError.check(totem_on_payment_void(raw, Trampolines.paymentVoid, priority))
    }

    /// `payment.refund` (outside)
    ///
    /// Give the amount back, of what was taken. Answer with DONE, PENDING or DECLINED.
    public func onPaymentRefund(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, PaymentEvent) throws -> Void
    ) throws {
        starting.handlers.paymentRefund = body
        try HostError.check(totem_on_payment_refund(raw, Trampolines.paymentRefund, priority))
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
        starting.handlers.productSaving = body
        try HostError.check(totem_on_product_saving(raw, Trampolines.productSaving, priority))
    }

    /// `customer.saving` (tx)
    ///
    /// A customer has registered, or was changed: the row is written, nothing is committed. Refuse fields ("email", "first_name",
    /// "last_name", "phone_number") with totem_veto_field, or write your own rows. The address book is not told here. Needs
    /// "customers.read".
    public func onCustomerSaving(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CustomerChange) throws -> Void
    ) throws {
        starting.handlers.customerSaving = body
        try HostError.check(totem_on_customer_saving(raw, Trampolines.customerSaving, priority))
    }

    /// `customer.erasing` (tx)
    ///
    /// A customer is being forgotten. Erase what your own tables know of the person, by id and by e-mail. Called when it begins, where
    /// a veto leaves everything as it is, and again in the transaction in which the customer goes. Needs "customers.read".
    public func onCustomerErasing(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CustomerEvent) throws -> Void
    ) throws {
        starting.handlers.customerErasing = body
        try HostError.check(totem_on_customer_erasing(raw, Trampolines.customerErasing, priority))
    }

    /// `customer.exporting` (pure)
    ///
    /// A customer has asked what the shop knows. Answer with all that your tables have of the person with totem_extend. Needs
    /// "customers.read".
    public func onCustomerExporting(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, CustomerEvent) throws -> Void
    ) throws {
        starting.handlers.customerExporting = body
        try HostError.check(totem_on_customer_exporting(raw, Trampolines.customerExporting, priority))
    }

    /// `request.context` (pure)
    ///
    /// Who asks? Name the audiences that they belong to ("wholesale") with totem_add_audience; totem_in_audience tells all plugins.
    /// Called once in a request, when something first asks for them: a cart's address counts when it was read before that.
    public func onRequestContext(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Context) throws -> Void
    ) throws {
        starting.handlers.requestContext = body
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
        starting.handlers.viewExtend = body
        try HostError.check(totem_on_view_extend(raw, Trampolines.viewExtend, priority))
    }

    /// `product.search` (outside)
    ///
    /// A buyer looks for words, with GET /v1/products?q=. Say with totem_found which products those are, page by page; the first plugin that
    /// answers decides. The shop reads them, and leaves out what there is not or what is not on sale. Who says nothing leaves it to the next, and at
    /// last to the shop's own search, as does `fail: open` where you fail or do not answer within `budget_ms`: the time that the network
    /// takes counts. Of other lists, and of pages that go on after the shop's own search, nobody is asked. Nothing is kept of an answer.
    public func onProductSearch(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, SearchEvent) throws -> Void
    ) throws {
        starting.handlers.productSearch = body
        try HostError.check(totem_on_product_search(raw, Trampolines.productSearch, priority))
    }

    /// `import.rows` (tx)
    ///
    /// Rows of a file are about to be imported, in whatever format: set cells right with totem_set_column, which the next plugin sees, or
    /// refuse rows with totem_veto_field, counted from 0: "rows[2].price", "rows[2]"; a veto that names none is tried again with fewer
    /// rows, to learn which were meant. Called before anything of the file is saved, where `id` is 0 and what you write is undone; and once more
    /// in the transaction in which the products of these rows were saved, or found to be so already: then `id` says of which product each row is,
    /// what you write stays, and what you set means nothing any more. The columns of export.rows come back as "NAME.COLUMN", with
    /// your plugin's name.
    public func onImportRows(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, RowsEvent) throws -> Void
    ) throws {
        starting.handlers.importRows = body
        try HostError.check(totem_on_import_rows(raw, Trampolines.importRows, priority))
    }

    /// `export.rows` (pure)
    ///
    /// Rows of products, orders or customers are about to be written to a CSV file. Put what you know of them into columns of your own with
    /// totem_set_column. Which ones there are says the manifest, under `writes` of this hook, with the kind before a point:
    /// "products.points" is the column "NAME.points" of files of products, with your plugin's name. A product with variants has a row for
    /// each, an order one for each of its lines. A file of products that is imported again changes nothing: give back what import.rows has taken.
    public func onExportRows(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, RowsEvent) throws -> Void
    ) throws {
        starting.handlers.exportRows = body
        try HostError.check(totem_on_export_rows(raw, Trampolines.exportRows, priority))
    }

    /// `plugin.enabled` (tx)
    ///
    /// Your plugin is being switched on; its migrations have run. Of this hook, and of plugin.disabled and settings.validate, a
    /// plugin is only told what concerns itself. A veto or a failure keeps the plugin as it was.
    public func onPluginEnabled(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, PluginEvent) throws -> Void
    ) throws {
        starting.handlers.pluginEnabled = body
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
        starting.handlers.pluginUpgraded = body
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
        starting.handlers.pluginDisabled = body
        try HostError.check(totem_on_plugin_disabled(raw, Trampolines.pluginDisabled, priority))
    }

    /// `settings.validate` (tx)
    ///
    /// Your plugin's settings are about to be saved; they fit the schema of the manifest. Refuse fields with totem_veto_field,
    /// by their names in the schema; who has sent them is told "settings.percent". totem_setting_… read the new settings.
    public func onSettingsValidate(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, SettingsEvent) throws -> Void
    ) throws {
        starting.handlers.settingsValidate = body
        try HostError.check(totem_on_settings_validate(raw, Trampolines.settingsValidate, priority))
    }

    /// `order.committed` (after)
    ///
    /// Orders were placed, those too that are pending until a provider has decided about their payment: order.transitioned tells when such a
    /// one opens or is cancelled. data: `products` and `variants` whose stock they took. Each event has its `order`.
    public func onOrderCommitted(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        starting.handlers.orderCommitted = body
        try HostError.check(totem_on_order_committed(raw, Trampolines.orderCommitted, priority))
    }

    /// `order.transitioned` (after)
    ///
    /// One of an order's three states went to the next: `before` and `after`. data: `of` (status, payment or fulfilment), `from`,
    /// `to`, `comment` where there is one. Each event has its `order`.
    public func onOrderTransitioned(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        starting.handlers.orderTransitioned = body
        try HostError.check(totem_on_order_transitioned(raw, Trampolines.orderTransitioned, priority))
    }

    /// `product.saved` (after)
    ///
    /// product.saved: a product was made or changed; data: `changed`, the names of its fields; none for a new one. product.deleted:
    /// it is gone; data: `slug`, `sku`. `before` and `after` are objects with its slug, SKU, name, prices and whether it is on sale;
    /// totem_read has the rest of what is.
    public func onProductSaved(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        starting.handlers.productSaved = body
        try HostError.check(totem_on_product_saved(raw, Trampolines.productSaved, priority))
    }

    /// `stock.changed` (after)
    ///
    /// stock.changed: what there is of a product in a warehouse was changed by hand, by a file or an adjustment, or is there with a new
    /// product; data: `variant`, `warehouse`, `from`, `to`, `reason`. order.committed: an order took some; data: `products` and `variants`. stock.returned: an order gave
    /// some back; data: the same.
    public func onStockChanged(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        starting.handlers.stockChanged = body
        try HostError.check(totem_on_stock_changed(raw, Trampolines.stockChanged, priority))
    }

    /// `fulfilment.created` (after)
    ///
    /// Goods of an order were packed or sent. data: `order`, `status`, and as they are now `carrier`, `tracking_number`,
    /// `tracking_url` and `lines`, each a {"line", "quantity"}. Each event has its `order`.
    public func onFulfilmentCreated(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        starting.handlers.fulfilmentCreated = body
        try HostError.check(totem_on_fulfilment_created(raw, Trampolines.fulfilmentCreated, priority))
    }

    /// `refund.created` (after)
    ///
    /// Money was given back; the subject is the refund. data: `order`, `amount`. Each event has its `order`.
    public func onRefundCreated(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        starting.handlers.refundCreated = body
        try HostError.check(totem_on_refund_created(raw, Trampolines.refundCreated, priority))
    }

    /// `payment.changed` (after)
    ///
    /// payment.changed: a payment was captured, given up or given back: `before` and `after`. payment.late: money came for an order
    /// that was cancelled already, and goes back. data of both: `order`. Each event has its `order`.
    public func onPaymentChanged(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        starting.handlers.paymentChanged = body
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
        starting.handlers.customerChanged = body
        try HostError.check(totem_on_customer_changed(raw, Trampolines.customerChanged, priority))
    }

    /// `cart.updated` (after)
    ///
    /// Carts were changed. data: `reason`: created, lines, codes, details or deleted. The subject is the cart's id.
    public func onCartUpdated(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Events) throws -> Void
    ) throws {
        starting.handlers.cartUpdated = body
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
        starting.handlers.retentionRun = body
        try HostError.check(totem_on_retention_run(raw, Trampolines.retentionRun, priority))
    }
}
