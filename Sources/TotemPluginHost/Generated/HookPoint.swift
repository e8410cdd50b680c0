// Written by `make abi` from totem_plugin.h.
// swift-format-ignore-file

/// The hooks of the ABI, with what the header says of each.
public enum HookPoint: String, Sendable, CaseIterable {
    case cartCodeValidate = "cart.code.validate"
    case cartItemValidate = "cart.item.validate"
    case cartLines = "cart.lines"
    case cartFetch = "cart.fetch"
    case priceResolve = "price.resolve"
    case cartFlags = "cart.flags"
    case cartPrices = "cart.prices"
    case cartDiscounts = "cart.discounts"
    case cartShippingRates = "cart.shipping_rates"
    case cartFees = "cart.fees"
    case cartTaxes = "cart.taxes"
    case cartTenders = "cart.tenders"
    case paymentMethods = "payment.methods"
    case checkoutValidate = "checkout.validate"
    case orderPlacing = "order.placing"
    case inventoryAllocate = "inventory.allocate"
    case orderPlaced = "order.placed"
    case orderTransition = "order.transition"
    case refundCreating = "refund.creating"
    case paymentAuthorize = "payment.authorize"
    case paymentConfirm = "payment.confirm"
    case paymentRetrieve = "payment.retrieve"
    case paymentCapture = "payment.capture"
    case paymentVoid = "payment.void"
    case paymentRefund = "payment.refund"
    case productSaving = "product.saving"
    case customerSaving = "customer.saving"
    case customerErasing = "customer.erasing"
    case customerExporting = "customer.exporting"
    case requestContext = "request.context"
    case viewExtend = "view.extend"
    case productSearch = "product.search"
    case importRows = "import.rows"
    case exportRows = "export.rows"
    case pluginEnabled = "plugin.enabled"
    case pluginUpgraded = "plugin.upgraded"
    case pluginDisabled = "plugin.disabled"
    case settingsValidate = "settings.validate"
    case orderCommitted = "order.committed"
    case orderTransitioned = "order.transitioned"
    case productSaved = "product.saved"
    case stockChanged = "stock.changed"
    case fulfilmentCreated = "fulfilment.created"
    case refundCreated = "refund.created"
    case paymentChanged = "payment.changed"
    case customerChanged = "customer.changed"
    case cartUpdated = "cart.updated"
    case retentionRun = "retention.run"

    public var context: HookContext {
        switch self {
        case .priceResolve, .cartFlags, .cartPrices, .cartDiscounts, .cartShippingRates, .cartFees, .cartTaxes, .cartTenders, .paymentMethods, .customerExporting, .requestContext, .viewExtend, .exportRows: .pure
        case .cartCodeValidate, .cartItemValidate, .cartLines, .checkoutValidate, .orderPlacing, .inventoryAllocate, .orderPlaced, .orderTransition, .refundCreating, .productSaving, .customerSaving, .customerErasing, .importRows, .pluginEnabled, .pluginUpgraded, .pluginDisabled, .settingsValidate, .retentionRun: .tx
        case .cartFetch, .paymentAuthorize, .paymentConfirm, .paymentRetrieve, .paymentCapture, .paymentVoid, .paymentRefund, .productSearch: .outside
        case .orderCommitted, .orderTransitioned, .productSaved, .stockChanged, .fulfilmentCreated, .refundCreated, .paymentChanged, .customerChanged, .cartUpdated: .after
        }
    }

    /// Whether a plugin can say no.
    public var mayVeto: Bool {
        switch self {
        case .cartCodeValidate, .cartItemValidate, .checkoutValidate, .orderPlacing, .inventoryAllocate, .orderPlaced, .orderTransition, .refundCreating, .productSaving, .customerSaving, .customerErasing, .importRows, .pluginEnabled, .pluginUpgraded, .pluginDisabled, .settingsValidate: true
        case .cartLines, .cartFetch, .priceResolve, .cartFlags, .cartPrices, .cartDiscounts, .cartShippingRates, .cartFees, .cartTaxes, .cartTenders, .paymentMethods, .paymentAuthorize, .paymentConfirm, .paymentRetrieve, .paymentCapture, .paymentVoid, .paymentRefund, .customerExporting, .requestContext, .viewExtend, .productSearch, .exportRows, .orderCommitted, .orderTransitioned, .productSaved, .stockChanged, .fulfilmentCreated, .refundCreated, .paymentChanged, .customerChanged, .cartUpdated, .retentionRun: false
        }
    }

    /// The functions by which a plugin changes something.
    var effects: [HookEffect] {
        switch self {
        case .cartCodeValidate: [.claim, .claimAs]
        case .cartItemValidate: [.setQuantity, .setProperties]
        case .cartLines: [.putLine, .dropLine]
        case .cartFetch: [.putQuote]
        case .priceResolve: [.changePrice]
        case .cartFlags: [.addFlags]
        case .cartPrices: [.scalePrices]
        case .cartDiscounts: [.addDiscount, .spreadDiscount]
        case .cartShippingRates: [.addRate, .cannotShip]
        case .cartFees: [.addFee]
        case .cartTaxes: [.addTax]
        case .cartTenders: [.addTender]
        case .paymentMethods: [.hideMethod, .rankMethod]
        case .orderPlacing: [.setMetadata, .setNumber]
        case .inventoryAllocate: [.allocate, .backorder]
        case .paymentAuthorize: [.answerPayment]
        case .paymentConfirm: [.answerPayment]
        case .paymentRetrieve: [.answerPayment]
        case .paymentCapture: [.answerPayment]
        case .paymentVoid: [.answerPayment]
        case .paymentRefund: [.answerPayment]
        case .customerExporting: [.extend]
        case .requestContext: [.addAudience]
        case .viewExtend: [.extend]
        case .productSearch: [.found]
        case .importRows: [.setColumn]
        case .exportRows: [.setColumn]
        case .retentionRun: [.remaining]
        default: []
        }
    }
}

/// A function that means something only in the hooks that have it.
enum HookEffect: String, Sendable {
    case addAudience = "add_audience"
    case addDiscount = "add_discount"
    case addFee = "add_fee"
    case addFlags = "add_flags"
    case addRate = "add_rate"
    case addTax = "add_tax"
    case addTender = "add_tender"
    case allocate
    case answerPayment = "answer_payment"
    case backorder
    case cannotShip = "cannot_ship"
    case changePrice = "change_price"
    case claim
    case claimAs = "claim_as"
    case dropLine = "drop_line"
    case extend
    case found
    case hideMethod = "hide_method"
    case putLine = "put_line"
    case putQuote = "put_quote"
    case rankMethod = "rank_method"
    case remaining
    case scalePrices = "scale_prices"
    case setColumn = "set_column"
    case setMetadata = "set_metadata"
    case setNumber = "set_number"
    case setProperties = "set_properties"
    case setQuantity = "set_quantity"
    case spreadDiscount = "spread_discount"

    var function: String { "totem_\(rawValue)" }
}
