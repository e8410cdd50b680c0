public import TotemStore

/// One payment of an order.
public struct Payment: Sendable {
    public typealias ID = Identifier<Payment>

    public enum Status: String, Sendable, Codable, SQLCodable {
        case pending
        case authorized
        case captured
        case voided
        case failed
        case partiallyRefunded = "partially_refunded"
        case refunded
    }

    public let id: ID
    public let method: String
    public let status: Status
    /// What was authorized.
    public let amount: Money
    public let captured: Money
    public let refunded: Money
    /// The provider's name for it.
    public let transactionID: String?
}

/// Money given back.
public struct Refund: Sendable {
    public typealias ID = Identifier<Refund>

    public enum Status: String, Sendable, Codable, SQLCodable {
        case pending
        case succeeded
        case failed
    }

    public let id: ID
    public let paymentID: Payment.ID
    public let amount: Money
    public let reason: String
    public let status: Status
    public let createdAt: Timestamp
}
