public import TotemStore

/// Something that happened, for those who want to know once it is durable: plugins and webhooks.
public enum EventType: String, Sendable, CaseIterable {
    /// An order was placed; the subject is the order.
    case orderCommitted = "order.committed"
    /// An order came into another state; the subject is the order.
    case orderTransitioned = "order.transitioned"
    /// Money came for an order that was cancelled already, and goes back; the subject is the payment.
    case paymentLate = "payment.late"
    /// Money was given back; the subject is the refund.
    case refundCreated = "refund.created"
    /// Goods of an order were packed or sent; the subject is the fulfilment.
    case fulfilmentCreated = "fulfilment.created"
    /// A cart was changed by its buyer; the subject is the cart.
    case cartUpdated = "cart.updated"
    /// A product's data were changed; the subject is the product.
    case productSaved = "product.saved"
    /// What can be sold of something changed; the subject is the stock row.
    case stockChanged = "stock.changed"
    /// A customer was erased, and what is kept of the customer elsewhere is to go too; the subject is the user.
    case customerErased = "customer.erased"
}

extension EventType: SQLCodable {}

extension EventType {
    /// - Throws: ``KernelError`` naming the field and the events that there are.
    public init(named name: String, field: String = "event_type") throws(KernelError) {
        guard let event = EventType(rawValue: name) else {
            let known = EventType.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(field, "must be one of \(known), not '\(name.prefix(100))'")
        }
        self = event
    }
}

/// Events wait here, written in the transaction of the change that they tell of: both happen or neither does.
public enum Outbox {
    /// - Parameter subject: the id of the row that the event is about.
    public static func append(
        _ event: EventType,
        _ subject: Int64,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.executeLater(
            "INSERT INTO outbox (event_type, subject_id, created_at) VALUES ($1, $2, $3)",
            event,
            subject,
            now
        )
    }
}
