public import TotemStore

/// What of the shop is another one after an event, for whoever keeps it in memory.
public enum FeedNews: Sendable, Hashable, CommitNews {
    /// These products, or what there is of them.
    case products([Product.ID])
    /// What products say of their category.
    case category(Category.ID)
    /// What products say of their attributes.
    case attributes
    /// Which stock counts, and so what there is of many products.
    case warehouses
    case settings
    case plugins
    /// Nothing of what is kept in memory.
    case other
    /// Perhaps everything: events were missed, or are not known to this program.
    case everything
}

extension EventType {
    /// - Parameter products: those that the event's data name.
    func change(of subject: Int64, products: [Product.ID]) -> FeedNews {
        switch self {
        case .orderCommitted, .stockReturned: products.isEmpty ? .other : .products(products)
        case .productSaved, .productExtended, .productDeleted, .stockChanged: .products([Product.ID(subject)])
        case .categorySaved, .categoryDeleted: .category(Category.ID(subject))
        case .attributeSaved, .attributeDeleted: .attributes
        case .warehouseSaved, .warehouseDeleted: .warehouses
        case .settingChanged: .settings
        case .pluginChanged, .pluginQuarantined, .pluginRemoved: .plugins
        case .orderTransitioned, .fulfilmentCreated, .fulfilmentChanged, .paymentChanged, .paymentLate, .refundCreated,
            .rolesChanged,
            .customerErased, .customerChanged, .cartUpdated,
            .keyCreated, .keyRevoked, .webhookSaved, .webhookDeleted:
            .other
        }
    }
}
