public import TotemStore

/// One payment of an order.
public struct Payment: Sendable, Equatable {
    public typealias ID = Identifier<Payment>

    public enum Status: String, Sendable, Codable, CaseIterable, SQLCodable {
        case pending
        case authorized
        case partiallyCaptured = "partially_captured"
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
    /// What was given up of the authorization.
    public let voided: Money
    public let refunded: Money
    /// The provider's name for it.
    public let transactionID: String?
    /// What the buyer must do before it can be paid, as its provider says it.
    public var action: JSONValue?
    /// Why it failed, or why its money goes back as soon as it came.
    public var failure: String?

    /// Whether a provider is asked for it. Others are paid outside of Totem, or are the tenders of plugins.
    public var isByProvider = false

    /// What is authorized and neither captured nor given up.
    public var open: Money {
        switch status {
        case .pending, .failed: Money(0, amount.currency)
        // The three are parts of the amount.
        default: Money(amount.amount - captured.amount - voided.amount, amount.currency)
        }
    }

    /// What was captured and not given back.
    public var refundable: Money { Money(captured.amount - refunded.amount, amount.currency) }
}

extension [Payment] {
    /// Those that say what was paid of their order. What failed, or came late and goes back, says nothing where another was
    /// paid, or may be.
    var counted: [Payment] {
        let wanted = filter { $0.failure == nil }
        return wanted.isEmpty ? self : wanted
    }
}

/// Money given back, and the goods that came back for it.
public struct Refund: Sendable {
    public typealias ID = Identifier<Refund>

    public enum Status: String, Sendable, Codable, CaseIterable, SQLCodable {
        case pending
        case succeeded
        case failed
    }

    public let id: ID
    /// All of it: lines, shipping, and what is for neither.
    public let amount: Money
    /// What of it is for shipping, its added tax included.
    public let shipping: Money
    public let lines: [RefundLine]
    /// The payments that it was taken from.
    public let parts: [RefundPart]
    public let reason: String
    public let status: Status
    public let createdAt: Timestamp
}

/// Units of one line of an order that were refunded.
public struct RefundLine: Sendable, Equatable {
    public let itemID: OrderItem.ID
    public let quantity: Quantity
    /// What was given back for them, tax included.
    public let amount: Money
    /// The tax in it.
    public let tax: Money
    /// Whether their stock was given back.
    public let restock: Bool
    /// Units of it that had not been shipped, and never will be.
    public let unshipped: Int64
}

/// What a refund took from one payment.
public struct RefundPart: Sendable, Equatable {
    public let paymentID: Payment.ID
    public let amount: Money
}
