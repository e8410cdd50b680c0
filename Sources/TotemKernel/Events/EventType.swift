public import TotemStore

/// Something that happened, as those are told who follow the shop: nodes' caches, plugins and webhooks. The list is closed
/// here and open in the table, where a newer version may have put others.
public enum EventType: String, Sendable, CaseIterable {
    /// An order was placed. Data: `products` and `variants` whose stock it took.
    case orderCommitted = "order.committed"
    /// One of an order's states is another one. Data: `of`, `from`, `to`.
    case orderTransitioned = "order.transitioned"
    /// An order gave stock back: it was cancelled, or goods came back. Data: `products` and `variants`.
    case stockReturned = "stock.returned"
    /// Goods of an order were packed or sent. Data: `order`, `status`.
    case fulfilmentCreated = "fulfilment.created"
    /// A fulfilment went on, or its way is known better. Data: `order`, `from`, `to`.
    case fulfilmentChanged = "fulfilment.changed"
    /// A payment was captured, given up or given back. Data: `order`, `from`, `to`.
    case paymentChanged = "payment.changed"
    /// Money came for an order that was cancelled already, and goes back. Data: `order`.
    case paymentLate = "payment.late"
    /// Money was given back. Data: `order`, `amount`.
    case refundCreated = "refund.created"
    /// A product was made or changed. Data: `changed`, the names of its fields, `from` and `to`, the shortest of them; a new one has
    /// `to` alone.
    case productSaved = "product.saved"
    /// What a plugin adds to a product where it is shown is another thing. Data: `plugin`.
    case productExtended = "product.extended"
    /// A product is gone. Data: `slug`, `sku`, `from`.
    case productDeleted = "product.deleted"
    /// What there is of a product in a warehouse changed, other than by an order; the subject is the product. Data: `variant`,
    /// `warehouse`, `from`, `to`, `reason`.
    case stockChanged = "stock.changed"
    /// A category was made, renamed or moved. Data: `name`, `slug`.
    case categorySaved = "category.saved"
    case categoryDeleted = "category.deleted"
    /// An attribute was made or renamed. Data: `name`; `from` when it had another one.
    case attributeSaved = "attribute.saved"
    case attributeDeleted = "attribute.deleted"
    /// A warehouse was made or changed. Data: `name`, `is_active`.
    case warehouseSaved = "warehouse.saved"
    case warehouseDeleted = "warehouse.deleted"
    /// A setting of the store has another value. Data: `key`, `from`, `to`.
    case settingChanged = "setting.changed"
    /// A plugin was switched, set up, installed or upgraded. Data: `name`, `version`, `is_active`.
    case pluginChanged = "plugin.changed"
    /// A plugin was switched off because it had ended the shop's process. Data: `name`, `function`, `reason`.
    case pluginQuarantined = "plugin.quarantined"
    /// A plugin was removed. Data: `name`.
    case pluginRemoved = "plugin.removed"
    /// Somebody has other roles. Data: `roles`.
    case rolesChanged = "roles.changed"
    /// A customer registered, or changed profile or address book. Data: `changed`, the names of what; none for a new one.
    case customerChanged = "customer.changed"
    /// A cart was made or changed; only told where a plugin hears it. Data: `reason`.
    case cartUpdated = "cart.updated"
    /// A customer was erased, and what is kept of the customer elsewhere is to go too.
    case customerErased = "customer.erased"
    /// A key for a program was made. Data: `name`, `role`.
    case keyCreated = "key.created"
    case keyRevoked = "key.revoked"
    /// A webhook was made or changed. Data: `event_type`, `is_active`.
    case webhookSaved = "webhook.saved"
    case webhookDeleted = "webhook.deleted"

    /// What it is about: the kind of thing that the subject's id is of.
    public var subject: String {
        switch self {
        case .orderCommitted, .orderTransitioned, .stockReturned: "order"
        case .fulfilmentCreated, .fulfilmentChanged: "fulfilment"
        case .paymentChanged, .paymentLate: "payment"
        case .refundCreated: "refund"
        case .productSaved, .productExtended, .productDeleted, .stockChanged: "product"
        case .categorySaved, .categoryDeleted: "category"
        case .attributeSaved, .attributeDeleted: "attribute"
        case .warehouseSaved, .warehouseDeleted: "warehouse"
        case .settingChanged: "setting"
        case .pluginChanged, .pluginQuarantined, .pluginRemoved: "plugin"
        case .rolesChanged, .customerErased, .customerChanged: "user"
        case .cartUpdated: "cart"
        case .keyCreated, .keyRevoked: "key"
        case .webhookSaved, .webhookDeleted: "webhook"
        }
    }
}

extension EventType: SQLCodable {}
