public import TotemStore

/// A parcel, or whatever takes goods of an order to their buyer.
public struct Fulfilment: Sendable {
    public typealias ID = Identifier<Fulfilment>

    public enum State: String, Sendable, Codable, CaseIterable, SQLCodable {
        /// It is being packed.
        case pending
        case shipped
        case delivered
        /// Its units can be fulfilled anew.
        case cancelled

        /// The states that may come next.
        public var next: [State] {
            switch self {
            case .pending: [.shipped, .cancelled]
            case .shipped: [.delivered, .cancelled]
            case .delivered, .cancelled: []
            }
        }
    }

    public let id: ID
    public let warehouseID: Warehouse.ID?
    public let state: State
    public let items: [FulfilmentItem]
    public let tracking: Tracking
    public let createdAt: Timestamp
    public let updatedAt: Timestamp
}

/// Units of one line of an order in a fulfilment.
public struct FulfilmentItem: Sendable, Hashable {
    public let itemID: OrderItem.ID
    public let quantity: Quantity

    public init(itemID: OrderItem.ID, quantity: Quantity) {
        self.itemID = itemID
        self.quantity = quantity
    }
}

/// Who carries a fulfilment, and where its buyer can follow it.
public struct Tracking: Sendable, Hashable {
    public let carrier: String?
    public let number: String?
    public let url: String?

    /// - Throws: ``KernelError`` naming every bad field: `carrier`, `tracking_number`, `tracking_url`.
    public init(carrier: String? = nil, number: String? = nil, url: String? = nil) throws(KernelError) {
        var check = FieldCheck()
        if let carrier { check.text(carrier, "carrier", .name) }
        if let number { check.text(number, "tracking_number", .name) }
        if let url, let objection = ImageURL.objection(to: url) { check.object("tracking_url", objection) }
        guard check.isPassed else { throw check.error }
        self.init(kept: carrier, number, url)
    }

    /// What the store holds.
    init(kept carrier: String?, _ number: String?, _ url: String?) {
        self.carrier = carrier
        self.number = number
        self.url = url
    }
}
