/// The life of a payment, without any I/O: a status and an event give the next status, or nothing when the event is
/// not legal there.
public enum PaymentEvent: Sendable {
    case capture
    case void
    /// - Parameter isFull: whether nothing captured is left after it.
    case refund(isFull: Bool)
}

extension Payment.Status {
    public func after(_ event: PaymentEvent) -> Payment.Status? {
        switch (self, event) {
        case (.authorized, .capture): .captured
        case (.authorized, .void): .voided
        case (.captured, .refund(let isFull)), (.partiallyRefunded, .refund(let isFull)):
            isFull ? .refunded : .partiallyRefunded
        case (.pending, _), (.voided, _), (.failed, _), (.refunded, _), (.authorized, .refund),
            (.captured, .capture), (.captured, .void), (.partiallyRefunded, .capture), (.partiallyRefunded, .void):
            nil
        }
    }
}
