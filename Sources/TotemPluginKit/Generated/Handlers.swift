// Written by `make abi` from totem_plugin.h.
// swift-format-ignore-file

internal import CTotem

/// The closures of a plugin.
struct Handlers {
    var cartCodeValidate: (@Sendable (Call, CodeEvent) throws -> Void)?
    var cartItemValidate: (@Sendable (Call, ItemEvent) throws -> Void)?
    var cartLines: (@Sendable (Call, CartEvent) throws -> Void)?
    var cartFetch: (@Sendable (Call, CartEvent) throws -> Void)?
    var priceResolve: (@Sendable (Call, PriceEvent) throws -> Void)?
    var cartFlags: (@Sendable (Call, CartEvent) throws -> Void)?
    var cartPrices: (@Sendable (Call, CartEvent) throws -> Void)?
    var cartDiscounts: (@Sendable (Call, CartEvent) throws -> Void)?
    var cartShippingRates: (@Sendable (Call, CartEvent) throws -> Void)?
    var cartFees: (@Sendable (Call, CartEvent) throws -> Void)?
    var cartTaxes: (@Sendable (Call, TaxEvent) throws -> Void)?
    var cartTenders: (@Sendable (Call, CartEvent) throws -> Void)?
    var paymentMethods: (@Sendable (Call, MethodsEvent) throws -> Void)?
    var checkoutValidate: (@Sendable (Call, CheckoutEvent) throws -> Void)?
    var orderPlacing: (@Sendable (Call, OrderEvent) throws -> Void)?
    var inventoryAllocate: (@Sendable (Call, AllocateEvent) throws -> Void)?
    var orderPlaced: (@Sendable (Call, OrderEvent) throws -> Void)?
    var orderTransition: (@Sendable (Call, Transition) throws -> Void)?
    var refundCreating: (@Sendable (Call, Refund) throws -> Void)?
    var paymentAuthorize: (@Sendable (Call, PaymentEvent) throws -> Void)?
    var paymentConfirm: (@Sendable (Call, PaymentEvent) throws -> Void)?
    var paymentRetrieve: (@Sendable (Call, PaymentEvent) throws -> Void)?
    var paymentCapture: (@Sendable (Call, PaymentEvent) throws -> Void)?
    var paymentVoid: (@Sendable (Call, PaymentEvent) throws -> Void)?
    var paymentRefund: (@Sendable (Call, PaymentEvent) throws -> Void)?
    var productSaving: (@Sendable (Call, ProductEvent) throws -> Void)?
    var customerSaving: (@Sendable (Call, CustomerChange) throws -> Void)?
    var customerErasing: (@Sendable (Call, CustomerEvent) throws -> Void)?
    var customerExporting: (@Sendable (Call, CustomerEvent) throws -> Void)?
    var requestContext: (@Sendable (Call, Context) throws -> Void)?
    var viewExtend: (@Sendable (Call, ViewEvent) throws -> Void)?
    var productSearch: (@Sendable (Call, SearchEvent) throws -> Void)?
    var importRows: (@Sendable (Call, RowsEvent) throws -> Void)?
    var exportRows: (@Sendable (Call, RowsEvent) throws -> Void)?
    var pluginEnabled: (@Sendable (Call, PluginEvent) throws -> Void)?
    var pluginUpgraded: (@Sendable (Call, PluginEvent) throws -> Void)?
    var pluginDisabled: (@Sendable (Call, PluginEvent) throws -> Void)?
    var settingsValidate: (@Sendable (Call, SettingsEvent) throws -> Void)?
    var orderCommitted: (@Sendable (Call, Events) throws -> Void)?
    var orderTransitioned: (@Sendable (Call, Events) throws -> Void)?
    var productSaved: (@Sendable (Call, Events) throws -> Void)?
    var stockChanged: (@Sendable (Call, Events) throws -> Void)?
    var fulfilmentCreated: (@Sendable (Call, Events) throws -> Void)?
    var refundCreated: (@Sendable (Call, Events) throws -> Void)?
    var paymentChanged: (@Sendable (Call, Events) throws -> Void)?
    var customerChanged: (@Sendable (Call, Events) throws -> Void)?
    var cartUpdated: (@Sendable (Call, Events) throws -> Void)?
    var retentionRun: (@Sendable (Call, RetentionEvent) throws -> Void)?
    /// By method and path as registered: `GET /coupons/{id}`.
    var routes: [String: @Sendable (Call, Request) throws -> Void] = [:]
    /// By name.
    var jobs: [String: @Sendable (Call, JobRun) throws -> Void] = [:]
    /// Services by their name, listeners by their hook's: `loyalty.points_awarded`.
    var invoked: [String: @Sendable (Call, Invocation) throws -> Void] = [:]
}

/// The C functions that the host calls: each finds its closure in the state and turns what it throws into a status.
extension Trampolines {
    static let cartCodeValidate: totem_cart_code_validate_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartCodeValidate?(call, CodeEvent(payload))
        }
    }

    static let cartItemValidate: totem_cart_item_validate_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartItemValidate?(call, ItemEvent(payload))
        }
    }

    static let cartLines: totem_cart_lines_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartLines?(call, CartEvent(payload))
        }
    }

    static let cartFetch: totem_cart_fetch_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartFetch?(call, CartEvent(payload))
        }
    }

    static let priceResolve: totem_price_resolve_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.priceResolve?(call, PriceEvent(payload))
        }
    }

    static let cartFlags: totem_cart_flags_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartFlags?(call, CartEvent(payload))
        }
    }

    static let cartPrices: totem_cart_prices_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartPrices?(call, CartEvent(payload))
        }
    }

    static let cartDiscounts: totem_cart_discounts_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartDiscounts?(call, CartEvent(payload))
        }
    }

    static let cartShippingRates: totem_cart_shipping_rates_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartShippingRates?(call, CartEvent(payload))
        }
    }

    static let cartFees: totem_cart_fees_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartFees?(call, CartEvent(payload))
        }
    }

    static let cartTaxes: totem_cart_taxes_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartTaxes?(call, TaxEvent(payload))
        }
    }

    static let cartTenders: totem_cart_tenders_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartTenders?(call, CartEvent(payload))
        }
    }

    static let paymentMethods: totem_payment_methods_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.paymentMethods?(call, MethodsEvent(payload))
        }
    }

    static let checkoutValidate: totem_checkout_validate_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.checkoutValidate?(call, CheckoutEvent(payload))
        }
    }

    static let orderPlacing: totem_order_placing_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.orderPlacing?(call, OrderEvent(payload))
        }
    }

    static let inventoryAllocate: totem_inventory_allocate_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.inventoryAllocate?(call, AllocateEvent(payload))
        }
    }

    static let orderPlaced: totem_order_placed_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.orderPlaced?(call, OrderEvent(payload))
        }
    }

    static let orderTransition: totem_order_transition_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.orderTransition?(call, Transition(payload))
        }
    }

    static let refundCreating: totem_refund_creating_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.refundCreating?(call, Refund(payload))
        }
    }

    static let paymentAuthorize: totem_payment_authorize_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.paymentAuthorize?(call, PaymentEvent(payload))
        }
    }

    static let paymentConfirm: totem_payment_confirm_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.paymentConfirm?(call, PaymentEvent(payload))
        }
    }

    static let paymentRetrieve: totem_payment_retrieve_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.paymentRetrieve?(call, PaymentEvent(payload))
        }
    }

    static let paymentCapture: totem_payment_capture_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.paymentCapture?(call, PaymentEvent(payload))
        }
    }

    static let paymentVoid: totem_payment_void_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.paymentVoid?(call, PaymentEvent(payload))
        }
    }

    static let paymentRefund: totem_payment_refund_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.paymentRefund?(call, PaymentEvent(payload))
        }
    }

    static let productSaving: totem_product_saving_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.productSaving?(call, ProductEvent(payload))
        }
    }

    static let customerSaving: totem_customer_saving_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.customerSaving?(call, CustomerChange(payload))
        }
    }

    static let customerErasing: totem_customer_erasing_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.customerErasing?(call, CustomerEvent(payload))
        }
    }

    static let customerExporting: totem_customer_exporting_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.customerExporting?(call, CustomerEvent(payload))
        }
    }

    static let requestContext: totem_request_context_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.requestContext?(call, Context(payload))
        }
    }

    static let viewExtend: totem_view_extend_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.viewExtend?(call, ViewEvent(payload))
        }
    }

    static let productSearch: totem_product_search_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.productSearch?(call, SearchEvent(payload))
        }
    }

    static let importRows: totem_import_rows_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.importRows?(call, RowsEvent(payload))
        }
    }

    static let exportRows: totem_export_rows_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.exportRows?(call, RowsEvent(payload))
        }
    }

    static let pluginEnabled: totem_plugin_enabled_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.pluginEnabled?(call, PluginEvent(payload))
        }
    }

    static let pluginUpgraded: totem_plugin_upgraded_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.pluginUpgraded?(call, PluginEvent(payload))
        }
    }

    static let pluginDisabled: totem_plugin_disabled_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.pluginDisabled?(call, PluginEvent(payload))
        }
    }

    static let settingsValidate: totem_settings_validate_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.settingsValidate?(call, SettingsEvent(payload))
        }
    }

    static let orderCommitted: totem_order_committed_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.orderCommitted?(call, Events(payload))
        }
    }

    static let orderTransitioned: totem_order_transitioned_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.orderTransitioned?(call, Events(payload))
        }
    }

    static let productSaved: totem_product_saved_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.productSaved?(call, Events(payload))
        }
    }

    static let stockChanged: totem_stock_changed_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.stockChanged?(call, Events(payload))
        }
    }

    static let fulfilmentCreated: totem_fulfilment_created_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.fulfilmentCreated?(call, Events(payload))
        }
    }

    static let refundCreated: totem_refund_created_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.refundCreated?(call, Events(payload))
        }
    }

    static let paymentChanged: totem_payment_changed_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.paymentChanged?(call, Events(payload))
        }
    }

    static let customerChanged: totem_customer_changed_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.customerChanged?(call, Events(payload))
        }
    }

    static let cartUpdated: totem_cart_updated_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartUpdated?(call, Events(payload))
        }
    }

    static let retentionRun: totem_retention_run_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.retentionRun?(call, RetentionEvent(payload))
        }
    }
}
