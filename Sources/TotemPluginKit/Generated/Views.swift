// Written by `make abi` from totem_plugin.h.
// swift-format-ignore-file

internal import CTotem

/// `totem_line`: read in place, valid until the hook returns.
public struct Line {
    let raw: UnsafePointer<totem_line>

    init(_ raw: UnsafePointer<totem_line>) {
        self.raw = raw
    }

    /// TOTEM_LINE_…
    public var flags: UInt32 { raw.pointee.flags }
    /// of the cart's line; of an order that is kept, of the order's
    public var id: Int64 { raw.pointee.id }
    public var productID: Int64 { raw.pointee.product_id }
    /// 0: the product has no variants
    public var variantID: Int64? { raw.pointee.variant_id == 0 ? nil : raw.pointee.variant_id }
    /// from 1
    public var quantity: Int64 { raw.pointee.quantity }
    /// of one unit
    public var price: Int64 { raw.pointee.price }
    /// price times quantity, before discounts
    public var total: Int64 { raw.pointee.total }
    /// what was taken off this line so far, with its share of what was taken off the cart: 0 or more
    public var discount: Int64 { raw.pointee.discount }
    /// grams of one unit; 0 of an order that is kept
    public var weight: Int64 { raw.pointee.weight }
    public var sku: String { String(raw.pointee.sku) }
    public var name: String { String(raw.pointee.name) }
    /// the id of the line that it is a part of; 0: of none
    public var parent: Int64? { raw.pointee.parent == 0 ? nil : raw.pointee.parent }
    /// of `total - discount`; 0 in the hooks up to cart.taxes
    public var tax: Int64 { raw.pointee.tax }
    /// of the product or variant; no text: the usual one
    public var taxClass: String? { Optional(raw.pointee.tax_class) }
    /// a JSON object that tells it from others of the same variant; no text when there is none
    public var properties: String? { Optional(raw.pointee.properties) }
    /// of a cart: the plugin that has put it in; no text: its buyer has
    public var plugin: String? { Optional(raw.pointee.plugin) }
    /// that plugin's own name for it; no text: its buyer has put it in
    public var key: String? { Optional(raw.pointee.key) }
}

/// `totem_code`: read in place, valid until the hook returns.
public struct Code {
    let raw: UnsafePointer<totem_code>

    init(_ raw: UnsafePointer<totem_code>) {
        self.raw = raw
    }

    public var code: String { String(raw.pointee.code) }
    /// the name of the plugin that claimed it
    public var plugin: String { String(raw.pointee.plugin) }
}

/// `totem_adjustment`: read in place, valid until the hook returns.
public struct Adjustment {
    let raw: UnsafePointer<totem_adjustment>

    init(_ raw: UnsafePointer<totem_adjustment>) {
        self.raw = raw
    }

    /// the line that it is for; 0: the whole cart
    public var line: Int64? { raw.pointee.line == 0 ? nil : raw.pointee.line }
    /// signed: a discount is negative
    public var amount: Int64 { raw.pointee.amount }
    /// "price" (in its line's total already), "discount", "shipping", "shipping_discount", "fee", "tax",
    public var kind: String { String(raw.pointee.kind) }
    /// the plugin that made it; "core": the shop's settings
    public var plugin: String { String(raw.pointee.plugin) }
    /// that plugin's own name for the reason; no text when there is none
    public var rule: String? { Optional(raw.pointee.rule) }
    /// what the buyer reads
    public var label: String { String(raw.pointee.label) }
}

/// `totem_address`: read in place, valid until the hook returns.
public struct Address {
    let raw: UnsafePointer<totem_address>

    init(_ raw: UnsafePointer<totem_address>) {
        self.raw = raw
    }

    /// no text when it was not given, or to a plugin without "customers.read"
    public var firstName: String? { Optional(raw.pointee.first_name) }
    /// no text: the same
    public var lastName: String? { Optional(raw.pointee.last_name) }
    /// no text: the same
    public var company: String? { Optional(raw.pointee.company) }
    /// as it was given, in any notation; no text: the same
    public var phone: String? { Optional(raw.pointee.phone) }
    /// no text: the same
    public var taxID: String? { Optional(raw.pointee.tax_id) }
    /// no text to a plugin without "customers.read"
    public var addressLine1: String? { Optional(raw.pointee.address_line1) }
    /// no text: as first_name
    public var addressLine2: String? { Optional(raw.pointee.address_line2) }
    /// of a city-state: its name
    public var city: String { String(raw.pointee.city) }
    /// or province, prefecture, emirate; no text when it was not given
    public var state: String? { Optional(raw.pointee.state) }
    /// as it was given; no text when it was not
    public var postalCode: String? { Optional(raw.pointee.postal_code) }
    /// ISO 3166-1 alpha-2: "DE"
    public var country: String { String(raw.pointee.country) }
}

/// `totem_cart`: read in place, valid until the hook returns.
public struct Cart {
    let raw: UnsafePointer<totem_cart>

    init(_ raw: UnsafePointer<totem_cart>) {
        self.raw = raw
    }

    /// of the minor unit: 2 for EUR, 0 for JPY
    public var currencyDigits: UInt32 { raw.pointee.currency_digits }
    /// 0: nobody keeps it, such as that of an order made by the shop's staff
    public var id: Int64? { raw.pointee.id == 0 ? nil : raw.pointee.id }
    /// 0: a guest
    public var userID: Int64? { raw.pointee.user_id == 0 ? nil : raw.pointee.user_id }
    /// ISO 4217: "EUR"
    public var currency: String { String(raw.pointee.currency) }
    /// the sum of the lines' totals
    public var subtotal: Int64 { raw.pointee.subtotal }
    /// taken off so far, by this hook and by those before it: 0 or more
    public var discount: Int64 { raw.pointee.discount }
    public var shipping: Int64 { raw.pointee.shipping }
    public var tax: Int64 { raw.pointee.tax }
    public var total: Int64 { raw.pointee.total }
    public var lines: Elements<Line> { Elements(raw.pointee.lines, raw.pointee.line_count, Line.init) }
    /// all claimed codes, those of other plugins too
    public var codes: Elements<Code> { Elements(raw.pointee.codes, raw.pointee.code_count, Code.init) }
    /// what came before
    public var adjustments: Elements<Adjustment> { Elements(raw.pointee.adjustments, raw.pointee.adjustment_count, Adjustment.init) }
    public var fees: Int64 { raw.pointee.fees }
    /// what pays a part of the total before the buyer is asked for the rest
    public var tenders: Int64 { raw.pointee.tenders }
    public var pricesIncludeTax: Bool { raw.pointee.prices_include_tax }
    /// no text when the buyer has not said it, or to a plugin without "customers.read"
    public var email: String? { Optional(raw.pointee.email) }
    /// BCP 47: "de-AT"; no text when it is not known
    public var locale: String? { Optional(raw.pointee.locale) }
    /// NULL when the buyer has not said it
    public var shippingAddress: Address? { raw.pointee.shipping_address.map(Address.init) }
    /// NULL when the buyer has not said it
    public var billingAddress: Address? { raw.pointee.billing_address.map(Address.init) }
    /// the id of the chosen rate, NAME:ID of a plugin's; no text when none is
    public var shippingRate: String? { Optional(raw.pointee.shipping_rate) }
}

/// `totem_order`: read in place, valid until the hook returns.
public struct Order {
    let raw: UnsafePointer<totem_order>

    init(_ raw: UnsafePointer<totem_order>) {
        self.raw = raw
    }

    public var currencyDigits: UInt32 { raw.pointee.currency_digits }
    /// 0 in order.placing: it has none yet
    public var id: Int64 { raw.pointee.id }
    /// 0: a guest
    public var userID: Int64? { raw.pointee.user_id == 0 ? nil : raw.pointee.user_id }
    /// no text when the shop's staff gave none, or to a plugin without "customers.read"
    public var email: String? { Optional(raw.pointee.email) }
    /// "pending", "open", …: see order.transition
    public var status: String { String(raw.pointee.status) }
    public var currency: String { String(raw.pointee.currency) }
    public var subtotal: Int64 { raw.pointee.subtotal }
    public var discount: Int64 { raw.pointee.discount }
    public var shipping: Int64 { raw.pointee.shipping }
    public var tax: Int64 { raw.pointee.tax }
    public var total: Int64 { raw.pointee.total }
    /// no text of an order that is kept
    public var paymentMethod: String? { Optional(raw.pointee.payment_method) }
    /// what it was made from, with its codes; NULL of an order that is kept
    public var cart: Cart? { raw.pointee.cart.map(Cart.init) }
    public var lines: Elements<Line> { Elements(raw.pointee.lines, raw.pointee.line_count, Line.init) }
    public var adjustments: Elements<Adjustment> { Elements(raw.pointee.adjustments, raw.pointee.adjustment_count, Adjustment.init) }
    /// NULL when there is none
    public var shippingAddress: Address? { raw.pointee.shipping_address.map(Address.init) }
    /// NULL when there is none
    public var billingAddress: Address? { raw.pointee.billing_address.map(Address.init) }
    /// follows from its payments: see order.transition
    public var paymentStatus: String { String(raw.pointee.payment_status) }
    /// follows from its fulfilments: see order.transition
    public var fulfilmentStatus: String { String(raw.pointee.fulfilment_status) }
    public var fees: Int64 { raw.pointee.fees }
    public var tenders: Int64 { raw.pointee.tenders }
    public var pricesIncludeTax: Bool { raw.pointee.prices_include_tax }
}

/// `totem_code_event`: read in place, valid until the hook returns.
public struct CodeEvent {
    let raw: UnsafePointer<totem_code_event>

    init(_ raw: UnsafePointer<totem_code_event>) {
        self.raw = raw
    }

    /// with the codes claimed before
    public var cart: Cart { Cart(raw.pointee.cart) }
    /// as it was entered
    public var code: String { String(raw.pointee.code) }
}

/// `totem_item_change`: read in place, valid until the hook returns.
public struct ItemChange {
    let raw: UnsafePointer<totem_item_change>

    init(_ raw: UnsafePointer<totem_item_change>) {
        self.raw = raw
    }

    /// TOTEM_LINE_…
    public var flags: UInt32 { raw.pointee.flags }
    /// 0: it is new
    public var line: Int64? { raw.pointee.line == 0 ? nil : raw.pointee.line }
    public var productID: Int64 { raw.pointee.product_id }
    /// 0: the product has no variants
    public var variantID: Int64? { raw.pointee.variant_id == 0 ? nil : raw.pointee.variant_id }
    /// the line that it is a part of; 0: of none
    public var parent: Int64? { raw.pointee.parent == 0 ? nil : raw.pointee.parent }
    /// nothing where it is new
    public var quantityBefore: Int64 { raw.pointee.quantity_before }
    /// as it will be, from 1
    public var quantity: Int64 { raw.pointee.quantity }
    public var sku: String { String(raw.pointee.sku) }
    /// no text when there are none
    public var propertiesBefore: String? { Optional(raw.pointee.properties_before) }
    /// as they will be, a JSON object; no text when there are none
    public var properties: String? { Optional(raw.pointee.properties) }
    /// what comes before the names of its fields in the request, for totem_veto_field: "items[2]."
    public var path: String { String(raw.pointee.path) }
}

/// `totem_item_event`: read in place, valid until the hook returns.
public struct ItemEvent {
    let raw: UnsafePointer<totem_item_event>

    init(_ raw: UnsafePointer<totem_item_event>) {
        self.raw = raw
    }

    public var cartID: Int64 { raw.pointee.cart_id }
    /// 0: a guest
    public var userID: Int64? { raw.pointee.user_id == 0 ? nil : raw.pointee.user_id }
    public var changes: Elements<ItemChange> { Elements(raw.pointee.changes, raw.pointee.change_count, ItemChange.init) }
}

/// `totem_cart_event`: read in place, valid until the hook returns.
public struct CartEvent {
    let raw: UnsafePointer<totem_cart_event>

    init(_ raw: UnsafePointer<totem_cart_event>) {
        self.raw = raw
    }

    public var cart: Cart { Cart(raw.pointee.cart) }
}

/// `totem_fee`: read in place, valid until the hook returns.
public struct Fee {
    let raw: UnsafePointer<totem_fee>

    init(_ raw: UnsafePointer<totem_fee>) {
        self.raw = raw
    }

    /// what to charge: more than 0
    public var amount: Int64 { raw.pointee.amount }
    /// what the buyer reads: not empty
    public var label: String { String(raw.pointee.label) }
    /// your own name for the reason; may be no text
    public var rule: String? { Optional(raw.pointee.rule) }
    /// of what is charged for; no text: the usual one
    public var taxClass: String? { Optional(raw.pointee.tax_class) }
}

/// `totem_tax_event`: read in place, valid until the hook returns.
public struct TaxEvent {
    let raw: UnsafePointer<totem_tax_event>

    init(_ raw: UnsafePointer<totem_tax_event>) {
        self.raw = raw
    }

    public var cart: Cart { Cart(raw.pointee.cart) }
    /// what is charged, with its tax class
    public var fees: Elements<Fee> { Elements(raw.pointee.fees, raw.pointee.fee_count, Fee.init) }
    /// what shipping costs, less its discounts
    public var shipping: Int64 { raw.pointee.shipping }
    /// whether the shop rounds taxes per order: a tax that you say by its amount is to be made so
    public var roundsPerOrder: Bool { raw.pointee.rounds_per_order }
}

/// `totem_priced_item`: read in place, valid until the hook returns.
public struct PricedItem {
    let raw: UnsafePointer<totem_priced_item>

    init(_ raw: UnsafePointer<totem_priced_item>) {
        self.raw = raw
    }

    /// of the cart; 0: none, in a listing
    public var line: Int64? { raw.pointee.line == 0 ? nil : raw.pointee.line }
    public var productID: Int64 { raw.pointee.product_id }
    /// 0: the product itself
    public var variantID: Int64? { raw.pointee.variant_id == 0 ? nil : raw.pointee.variant_id }
    /// from 1; in a listing 1
    public var quantity: Int64 { raw.pointee.quantity }
    /// of one unit in the catalogue
    public var price: Int64 { raw.pointee.price }
    public var sku: String { String(raw.pointee.sku) }
    /// no text: the usual one
    public var taxClass: String? { Optional(raw.pointee.tax_class) }
    /// a JSON object; no text when there is none. A buyer may have written it
    public var properties: String? { Optional(raw.pointee.properties) }
    /// the id of the cart's line that it is a part of; 0: of none
    public var parent: Int64? { raw.pointee.parent == 0 ? nil : raw.pointee.parent }
    /// the plugin that has put the line into the cart; no text: its buyer has, or it is in none
    public var plugin: String? { Optional(raw.pointee.plugin) }
    /// that plugin's own name for the line; no text: the same
    public var key: String? { Optional(raw.pointee.key) }
}

/// `totem_price_event`: read in place, valid until the hook returns.
public struct PriceEvent {
    let raw: UnsafePointer<totem_price_event>

    init(_ raw: UnsafePointer<totem_price_event>) {
        self.raw = raw
    }

    /// TOTEM_PURPOSE_…
    public var purpose: UInt32 { raw.pointee.purpose }
    /// 0: a guest
    public var userID: Int64? { raw.pointee.user_id == 0 ? nil : raw.pointee.user_id }
    public var currency: String { String(raw.pointee.currency) }
    /// at most 100
    public var items: Elements<PricedItem> { Elements(raw.pointee.items, raw.pointee.item_count, PricedItem.init) }
    public var pricesIncludeTax: Bool { raw.pointee.prices_include_tax }
}

/// `totem_payment_method`: read in place, valid until the hook returns.
public struct PaymentMethod {
    let raw: UnsafePointer<totem_payment_method>

    init(_ raw: UnsafePointer<totem_payment_method>) {
        self.raw = raw
    }

    /// "manual", which is paid outside of Totem, or a provider's
    public var name: String { String(raw.pointee.name) }
}

/// `totem_methods_event`: read in place, valid until the hook returns.
public struct MethodsEvent {
    let raw: UnsafePointer<totem_methods_event>

    init(_ raw: UnsafePointer<totem_methods_event>) {
        self.raw = raw
    }

    public var cart: Cart { Cart(raw.pointee.cart) }
    public var methods: Elements<PaymentMethod> { Elements(raw.pointee.methods, raw.pointee.method_count, PaymentMethod.init) }
}

/// `totem_stock`: read in place, valid until the hook returns.
public struct Stock {
    let raw: UnsafePointer<totem_stock>

    init(_ raw: UnsafePointer<totem_stock>) {
        self.raw = raw
    }

    public var warehouseID: Int64 { raw.pointee.warehouse_id }
    public var quantity: Int64 { raw.pointee.quantity }
}

/// `totem_demand`: read in place, valid until the hook returns.
public struct Demand {
    let raw: UnsafePointer<totem_demand>

    init(_ raw: UnsafePointer<totem_demand>) {
        self.raw = raw
    }

    public var productID: Int64 { raw.pointee.product_id }
    /// 0: the product has no variants
    public var variantID: Int64? { raw.pointee.variant_id == 0 ? nil : raw.pointee.variant_id }
    public var quantity: Int64 { raw.pointee.quantity }
    public var sku: String { String(raw.pointee.sku) }
    /// of the active warehouses, by their ids
    public var stocks: Elements<Stock> { Elements(raw.pointee.stocks, raw.pointee.stock_count, Stock.init) }
}

/// `totem_allocate_event`: read in place, valid until the hook returns.
public struct AllocateEvent {
    let raw: UnsafePointer<totem_allocate_event>

    init(_ raw: UnsafePointer<totem_allocate_event>) {
        self.raw = raw
    }

    /// where it is sent; NULL when nothing is
    public var address: Address? { raw.pointee.address.map(Address.init) }
    public var demands: Elements<Demand> { Elements(raw.pointee.demands, raw.pointee.demand_count, Demand.init) }
}

/// `totem_order_event`: read in place, valid until the hook returns.
public struct OrderEvent {
    let raw: UnsafePointer<totem_order_event>

    init(_ raw: UnsafePointer<totem_order_event>) {
        self.raw = raw
    }

    public var order: Order { Order(raw.pointee.order) }
}

/// `totem_checkout_event`: read in place, valid until the hook returns.
public struct CheckoutEvent {
    let raw: UnsafePointer<totem_checkout_event>

    init(_ raw: UnsafePointer<totem_checkout_event>) {
        self.raw = raw
    }

    /// as it would be, with its cart
    public var order: Order { Order(raw.pointee.order) }
    /// "storefront", "staff", or what a later host knows
    public var source: String { String(raw.pointee.source) }
    /// of the buyer; no text when there is none, or to a plugin without "customers.read"
    public var note: String? { Optional(raw.pointee.note) }
}

/// `totem_plugin_event`: read in place, valid until the hook returns.
public struct PluginEvent {
    let raw: UnsafePointer<totem_plugin_event>

    init(_ raw: UnsafePointer<totem_plugin_event>) {
        self.raw = raw
    }

    /// of the plugin: "1.2.0"
    public var version: String { String(raw.pointee.version) }
    /// the version whose tables it finds; no text when it was never on
    public var versionBefore: String? { Optional(raw.pointee.version_before) }
}

/// `totem_settings_event`: read in place, valid until the hook returns.
public struct SettingsEvent {
    let raw: UnsafePointer<totem_settings_event>

    init(_ raw: UnsafePointer<totem_settings_event>) {
        self.raw = raw
    }

    /// the new settings, an object
    public var json: String { String(raw.pointee.json) }
}

/// `totem_transition`: read in place, valid until the hook returns.
public struct Transition {
    let raw: UnsafePointer<totem_transition>

    init(_ raw: UnsafePointer<totem_transition>) {
        self.raw = raw
    }

    /// as it is before
    public var order: Order { Order(raw.pointee.order) }
    /// which of its three states; later versions may add others:
    public var which: String { String(raw.pointee.which) }
    public var from: String { String(raw.pointee.from) }
    public var to: String { String(raw.pointee.to) }
    /// it follows from what has happened already: a veto changes nothing
    public var isFact: Bool { raw.pointee.is_fact }
    /// what the order's history will say; no text for nothing
    public var comment: String? { Optional(raw.pointee.comment) }
    /// who does it: "user:12", "key:3", "plugin:NAME", "system"
    public var actor: String { String(raw.pointee.actor) }
}

/// `totem_refund_line`: read in place, valid until the hook returns.
public struct RefundLine {
    let raw: UnsafePointer<totem_refund_line>

    init(_ raw: UnsafePointer<totem_refund_line>) {
        self.raw = raw
    }

    /// the id of the order's line
    public var line: Int64 { raw.pointee.line }
    /// from 1
    public var quantity: Int64 { raw.pointee.quantity }
    /// what is given back for them, tax included
    public var amount: Int64 { raw.pointee.amount }
    /// of it
    public var tax: Int64 { raw.pointee.tax }
    /// whether their stock goes back to where it came from
    public var restock: Bool { raw.pointee.restock }
}

/// `totem_refund`: read in place, valid until the hook returns.
public struct Refund {
    let raw: UnsafePointer<totem_refund>

    init(_ raw: UnsafePointer<totem_refund>) {
        self.raw = raw
    }

    /// as it is before
    public var order: Order { Order(raw.pointee.order) }
    /// all of it: lines, shipping, and what is for neither
    public var amount: Int64 { raw.pointee.amount }
    /// what of it is for shipping, its added tax included
    public var shipping: Int64 { raw.pointee.shipping }
    /// none where an amount is given back that is for no line
    public var lines: Elements<RefundLine> { Elements(raw.pointee.lines, raw.pointee.line_count, RefundLine.init) }
    /// for the shop's staff; may be empty
    public var reason: String { String(raw.pointee.reason) }
}

/// `totem_variant`: read in place, valid until the hook returns.
public struct Variant {
    let raw: UnsafePointer<totem_variant>

    init(_ raw: UnsafePointer<totem_variant>) {
        self.raw = raw
    }

    /// 0: a new one, or one that is known by its SKU or its options
    public var id: Int64? { raw.pointee.id == 0 ? nil : raw.pointee.id }
    /// no text where it is made of the product's slug and the options
    public var sku: String? { Optional(raw.pointee.sku) }
    public var price: Int64 { raw.pointee.price }
    /// grams of one unit; -1: the product's
    public var weight: Int64 { raw.pointee.weight }
    /// no text: the product's
    public var taxClass: String? { Optional(raw.pointee.tax_class) }
    /// JSON, in the shop's order: [{"name": "Size", "value": "Large"}]
    public var options: String { String(raw.pointee.options) }
    /// units in all warehouses; -1: not counted
    public var stock: Int64 { raw.pointee.stock }
}

/// `totem_product`: read in place, valid until the hook returns.
public struct Product {
    let raw: UnsafePointer<totem_product>

    init(_ raw: UnsafePointer<totem_product>) {
        self.raw = raw
    }

    /// of the minor unit: 2 for EUR, 0 for JPY
    public var currencyDigits: UInt32 { raw.pointee.currency_digits }
    /// no text where it is made of the name
    public var slug: String? { Optional(raw.pointee.slug) }
    /// no text: the slug
    public var sku: String? { Optional(raw.pointee.sku) }
    public var name: String { String(raw.pointee.name) }
    public var description: String { String(raw.pointee.description) }
    /// ISO 4217
    public var currency: String { String(raw.pointee.currency) }
    public var price: Int64 { raw.pointee.price }
    /// what the shop pays; -1: not known
    public var cost: Int64 { raw.pointee.cost }
    /// grams of one unit
    public var weight: Int64 { raw.pointee.weight }
    /// no text: the usual one
    public var taxClass: String? { Optional(raw.pointee.tax_class) }
    /// whether it is on sale
    public var isActive: Bool { raw.pointee.is_active }
    /// a JSON object; no text when there are none
    public var dimensions: String? { Optional(raw.pointee.dimensions) }
    /// JSON, each from the root down by names: [["Home", "Pots"]]
    public var categories: String { String(raw.pointee.categories) }
    /// JSON, by name: {"Color": "red"}
    public var attributes: String { String(raw.pointee.attributes) }
    /// JSON: ["https://example.com/pot.jpg"]
    public var images: String { String(raw.pointee.images) }
    public var variants: Elements<Variant> { Elements(raw.pointee.variants, raw.pointee.variant_count, Variant.init) }
    /// units in all warehouses; -1: not counted, or that of its variants is
    public var stock: Int64 { raw.pointee.stock }
}

/// `totem_product_change`: read in place, valid until the hook returns.
public struct ProductChange {
    let raw: UnsafePointer<totem_product_change>

    init(_ raw: UnsafePointer<totem_product_change>) {
        self.raw = raw
    }

    /// 0: a new product
    public var id: Int64? { raw.pointee.id == 0 ? nil : raw.pointee.id }
    /// NULL for a new one
    public var before: Product? { raw.pointee.before.map(Product.init) }
    public var after: Product { Product(raw.pointee.after) }
}

/// `totem_product_event`: read in place, valid until the hook returns.
public struct ProductEvent {
    let raw: UnsafePointer<totem_product_event>

    init(_ raw: UnsafePointer<totem_product_event>) {
        self.raw = raw
    }

    /// 1 to 250
    public var changes: Elements<ProductChange> { Elements(raw.pointee.changes, raw.pointee.change_count, ProductChange.init) }
}

/// `totem_customer`: read in place, valid until the hook returns.
public struct Customer {
    let raw: UnsafePointer<totem_customer>

    init(_ raw: UnsafePointer<totem_customer>) {
        self.raw = raw
    }

    public var id: Int64 { raw.pointee.id }
    public var email: String { String(raw.pointee.email) }
    /// may be empty
    public var firstName: String { String(raw.pointee.first_name) }
    /// may be empty
    public var lastName: String { String(raw.pointee.last_name) }
    /// as it was given; no text when it was not
    public var phoneNumber: String? { Optional(raw.pointee.phone_number) }
    /// whether they may log in
    public var isActive: Bool { raw.pointee.is_active }
}

/// `totem_customer_change`: read in place, valid until the hook returns.
public struct CustomerChange {
    let raw: UnsafePointer<totem_customer_change>

    init(_ raw: UnsafePointer<totem_customer_change>) {
        self.raw = raw
    }

    /// NULL for a new one
    public var before: Customer? { raw.pointee.before.map(Customer.init) }
    public var after: Customer { Customer(raw.pointee.after) }
}

/// `totem_customer_event`: read in place, valid until the hook returns.
public struct CustomerEvent {
    let raw: UnsafePointer<totem_customer_event>

    init(_ raw: UnsafePointer<totem_customer_event>) {
        self.raw = raw
    }

    public var customer: Customer { Customer(raw.pointee.customer) }
}

/// `totem_context`: read in place, valid until the hook returns.
public struct Context {
    let raw: UnsafePointer<totem_context>

    init(_ raw: UnsafePointer<totem_context>) {
        self.raw = raw
    }

    /// the highest role of who asks; TOTEM_ANYONE: a guest
    public var role: Role { Role(rawValue: raw.pointee.role) }
    /// 0: a guest, an API key, or the program itself
    public var userID: Int64? { raw.pointee.user_id == 0 ? nil : raw.pointee.user_id }
    /// "user:12", "key:3", "system", "guest", or what a later host knows
    public var actor: String { String(raw.pointee.actor) }
    /// BCP 47, what the client likes best to read; no text when it does not say
    public var locale: String? { Optional(raw.pointee.locale) }
    /// as an order's source: "storefront", "staff", "plugin", "import"; no text for the program's own work
    public var channel: String? { Optional(raw.pointee.channel) }
    /// ISO 3166-1, of the cart's shipping or billing address, else of the customer's own default ones; no text
    public var country: String? { Optional(raw.pointee.country) }
}

/// `totem_subject`: read in place, valid until the hook returns.
public struct Subject {
    let raw: UnsafePointer<totem_subject>

    init(_ raw: UnsafePointer<totem_subject>) {
        self.raw = raw
    }

    public var id: Int64 { raw.pointee.id }
}

/// `totem_view_event`: read in place, valid until the hook returns.
public struct ViewEvent {
    let raw: UnsafePointer<totem_view_event>

    init(_ raw: UnsafePointer<totem_view_event>) {
        self.raw = raw
    }

    /// "product", "cart", "order", "customer", or what a later host shows
    public var kind: String { String(raw.pointee.kind) }
    /// whether the shop's staff look, who may see more
    public var forStaff: Bool { raw.pointee.for_staff }
    /// 1 to 100, each once
    public var subjects: Elements<Subject> { Elements(raw.pointee.subjects, raw.pointee.subject_count, Subject.init) }
}

/// `totem_search_filter`: read in place, valid until the hook returns.
public struct SearchFilter {
    let raw: UnsafePointer<totem_search_filter>

    init(_ raw: UnsafePointer<totem_search_filter>) {
        self.raw = raw
    }

    /// as in GET /v1/products: "category", "min_price", "max_price", "is_active", "attribute.NAME"
    public var name: String { String(raw.pointee.name) }
    /// of a category its id
    public var value: String { String(raw.pointee.value) }
}

/// `totem_search_event`: read in place, valid until the hook returns.
public struct SearchEvent {
    let raw: UnsafePointer<totem_search_event>

    init(_ raw: UnsafePointer<totem_search_event>) {
        self.raw = raw
    }

    /// how many products there is room for, from 1 to 100
    public var limit: UInt32 { raw.pointee.limit }
    /// how many you have found for the pages before
    public var offset: Int64 { raw.pointee.offset }
    /// as they were typed; the last may be begun only
    public var words: String { String(raw.pointee.words) }
    /// "relevance", "id", "newest", "price", "-price" or "name"
    public var sort: String { String(raw.pointee.sort) }
    public var filters: Elements<SearchFilter> { Elements(raw.pointee.filters, raw.pointee.filter_count, SearchFilter.init) }
    /// whether the shop's staff look, who see what is not on sale
    public var forStaff: Bool { raw.pointee.for_staff }
}

/// `totem_cell`: read in place, valid until the hook returns.
public struct Cell {
    let raw: UnsafePointer<totem_cell>

    init(_ raw: UnsafePointer<totem_cell>) {
        self.raw = raw
    }

    /// its name in the file's first line; of WooCommerce's translated files the English one
    public var column: String { String(raw.pointee.column) }
    /// without blanks around it; may be empty, as what tells of people is without "customers.read"
    public var text: String { String(raw.pointee.text) }
}

/// `totem_file_row`: read in place, valid until the hook returns.
public struct FileRow {
    let raw: UnsafePointer<totem_file_row>

    init(_ raw: UnsafePointer<totem_file_row>) {
        self.raw = raw
    }

    /// of the product, order or customer that it is about; 0: it is not saved yet
    public var id: Int64? { raw.pointee.id == 0 ? nil : raw.pointee.id }
    /// of the file, from 1; 0 where it is being written
    public var line: Int64 { raw.pointee.line }
    /// of every column of the core's
    public var cells: Elements<Cell> { Elements(raw.pointee.cells, raw.pointee.cell_count, Cell.init) }
}

/// `totem_rows_event`: read in place, valid until the hook returns.
public struct RowsEvent {
    let raw: UnsafePointer<totem_rows_event>

    init(_ raw: UnsafePointer<totem_rows_event>) {
        self.raw = raw
    }

    /// "products", "orders", "customers", or what a later host knows
    public var kind: String { String(raw.pointee.kind) }
    /// "totem", "shopify", "woocommerce", …; no text where it is being written
    public var format: String? { Optional(raw.pointee.format) }
    /// of an import that keeps nothing
    public var dryRun: Bool { raw.pointee.dry_run }
    /// 1 to 250
    public var rows: Elements<FileRow> { Elements(raw.pointee.rows, raw.pointee.row_count, FileRow.init) }
}

/// `totem_event`: read in place, valid until the hook returns.
public struct Event {
    let raw: UnsafePointer<totem_event>

    init(_ raw: UnsafePointer<totem_event>) {
        self.raw = raw
    }

    /// the same when it is told again
    public var id: Int64 { raw.pointee.id }
    /// when it happened, in milliseconds
    public var at: Int64 { raw.pointee.at }
    /// "order.committed": one hook may tell several types
    public var type: String { String(raw.pointee.type) }
    /// what it is about: "order", "product", "payment", …
    public var subject: String { String(raw.pointee.subject) }
    /// the id of that
    public var subjectID: Int64 { raw.pointee.subject_id }
    /// who did it: "guest", "user:12", "key:3", "system"
    public var actor: String { String(raw.pointee.actor) }
    /// a JSON object: the members that the hook names
    public var data: String { String(raw.pointee.data) }
    /// what was before, a JSON value; no text when the event names none
    public var before: String? { Optional(raw.pointee.before) }
    /// what is since, a JSON value; no text when the event names none
    public var after: String? { Optional(raw.pointee.after) }
    /// as it is now, not as it was then; NULL when the event is about something else
    public var order: Order? { raw.pointee.order.map(Order.init) }
}

/// `totem_events`: read in place, valid until the hook returns.
public struct Events {
    let raw: UnsafePointer<totem_events>

    init(_ raw: UnsafePointer<totem_events>) {
        self.raw = raw
    }

    /// in the order in which they happened; all of one type
    public var events: Elements<Event> { Elements(raw.pointee.events, raw.pointee.event_count, Event.init) }
}

/// `totem_retention_event`: read in place, valid until the hook returns.
public struct RetentionEvent {
    let raw: UnsafePointer<totem_retention_event>

    init(_ raw: UnsafePointer<totem_retention_event>) {
        self.raw = raw
    }

    /// how many rows to delete in this call at most
    public var limit: Int64 { raw.pointee.limit }
}

/// `totem_job_run`: read in place, valid until the hook returns.
public struct JobRun {
    let raw: UnsafePointer<totem_job_run>

    init(_ raw: UnsafePointer<totem_job_run>) {
        self.raw = raw
    }

    /// 1 at the first try
    public var attempt: UInt32 { raw.pointee.attempt }
    /// of the run: the same at every try
    public var id: Int64 { raw.pointee.id }
    /// its name
    public var job: String { String(raw.pointee.job) }
    /// what was queued, JSON text; "null" for what its schedule began
    public var json: String { String(raw.pointee.json) }
    /// what totem_checkpoint kept last, JSON text; no text when there is none
    public var checkpoint: String? { Optional(raw.pointee.checkpoint) }
    /// what it was queued with; no text when there is none
    public var key: String? { Optional(raw.pointee.key) }
    /// when it was to begin, in milliseconds
    public var due: Int64 { raw.pointee.due }
}

/// `totem_payment_event`: read in place, valid until the hook returns.
public struct PaymentEvent {
    let raw: UnsafePointer<totem_payment_event>

    init(_ raw: UnsafePointer<totem_payment_event>) {
        self.raw = raw
    }

    /// of the minor unit: 2 for EUR, 0 for JPY
    public var currencyDigits: UInt32 { raw.pointee.currency_digits }
    /// the name that you registered: "card"
    public var method: String { String(raw.pointee.method) }
    /// tells the payment from every other for ever; a repeat has the same
    public var key: String { String(raw.pointee.key) }
    /// the same of what is to be done with it; no text in payment.authorize, payment.confirm, payment.retrieve
    public var operationKey: String? { Optional(raw.pointee.operation_key) }
    /// what to reserve, to take or to give back; of payment.void and payment.retrieve the whole payment
    public var amount: Int64 { raw.pointee.amount }
    /// ISO 4217
    public var currency: String { String(raw.pointee.currency) }
    /// what people call the order
    public var orderNumber: String { String(raw.pointee.order_number) }
    /// of the buyer; no text when the shop does not know it, or to a plugin without "customers.read"
    public var email: String? { Optional(raw.pointee.email) }
    /// your own name for it; no text before an answer has given one
    public var transactionID: String? { Optional(raw.pointee.transaction_id) }
    /// what the client sent with this request for you, such as a token of a card, JSON; no text when nothing
    public var details: String? { Optional(raw.pointee.details) }
    /// the customer whose order it is; 0: a guest
    public var userID: Int64? { raw.pointee.user_id == 0 ? nil : raw.pointee.user_id }
}
