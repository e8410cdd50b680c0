public import TotemStore

/// What was paid of an order. Nobody sets it: it follows from the order's payments.
public enum OrderPaymentStatus: String, Sendable, Codable, CaseIterable, SQLCodable {
    case pending
    case authorized
    case partiallyPaid = "partially_paid"
    case paid
    case partiallyRefunded = "partially_refunded"
    case refunded
    case voided
    case failed

    /// The states that payments and refunds can lead to from here.
    public var next: [OrderPaymentStatus] {
        switch self {
        case .pending: [.authorized, .partiallyPaid, .paid, .voided, .failed]
        case .authorized: [.partiallyPaid, .paid, .voided]
        case .partiallyPaid: [.paid, .partiallyRefunded, .refunded]
        case .paid: [.partiallyRefunded, .refunded]
        case .partiallyRefunded: [.refunded]
        case .refunded: [.partiallyRefunded]
        case .voided, .failed: [.pending, .authorized, .partiallyPaid, .paid]
        }
    }

    /// What follows from the payments of an order.
    /// - Parameter due: what is to be paid in all, by tenders too.
    public static func of(_ payments: [Payment], due: Money) throws(KernelError) -> OrderPaymentStatus {
        var captured = Money.zero(due.currency)
        var refunded = Money.zero(due.currency)
        let payments = payments.counted
        for payment in payments {
            captured = try captured + payment.captured
            refunded = try refunded + payment.refunded
        }
        if captured.amount > 0 {
            if refunded == captured { return .refunded }
            if refunded.amount > 0 { return .partiallyRefunded }
            return captured.amount < due.amount ? .partiallyPaid : .paid
        }
        // Where nothing is to be paid, nobody waits for a payment.
        if due.amount == 0 { return .paid }
        let states = Set(payments.map(\.status))
        if states.contains(.authorized) { return .authorized }
        if states.contains(.pending) || payments.isEmpty { return .pending }
        return states.contains(.voided) ? .voided : .failed
    }
}
