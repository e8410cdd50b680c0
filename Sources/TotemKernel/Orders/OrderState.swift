public import TotemStore

/// Where an order is in its life. The edges are all here; hooks can veto one and never add one.
public enum OrderState: String, Sendable, Codable, CaseIterable, SQLCodable {
    case pending
    case authorized
    case paid
    case partiallyShipped = "partially_shipped"
    case shipped
    case delivered
    case completed
    case cancelled
    case partiallyRefunded = "partially_refunded"
    case refunded

    /// The states that may come next.
    public var next: [OrderState] {
        switch self {
        case .pending: [.authorized, .paid, .cancelled]
        case .authorized: [.paid, .cancelled]
        case .paid: [.partiallyShipped, .shipped, .cancelled, .partiallyRefunded, .refunded]
        case .partiallyShipped: [.shipped, .partiallyRefunded, .refunded]
        case .shipped: [.delivered, .partiallyRefunded, .refunded]
        case .delivered: [.completed, .partiallyRefunded, .refunded]
        case .completed: [.partiallyRefunded, .refunded]
        case .partiallyRefunded: [.partiallyShipped, .shipped, .delivered, .completed, .refunded]
        case .cancelled, .refunded: []
        }
    }
}
