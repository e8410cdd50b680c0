/// The life of a payment, without any I/O: a payment and an event give the payment as it is after it, or nothing when
/// the event is not legal there.
public enum PaymentEvent: Sendable, Hashable {
    /// The provider has reserved the money, be it late.
    case authorize(transaction: String)
    /// There will be no money.
    case fail(reason: String)
    /// - Parameter amount: at most what is ``Payment/open``.
    case capture(Int64)
    /// Gives up what is open.
    case void
    /// - Parameter amount: at most what is ``Payment/refundable``.
    case refund(Int64)
}

extension Payment {
    public func after(_ event: PaymentEvent) -> Payment? {
        switch status {
        case .pending, .failed: return settled(by: event)
        case .voided: return nil
        case .authorized, .partiallyCaptured, .captured, .partiallyRefunded, .refunded: break
        }
        switch event {
        case .capture(let part):
            guard part > 0, part <= open.amount else { return nil }
            return with(captured: captured.amount + part)
        case .void:
            guard open.amount > 0 else { return nil }
            return with(voided: voided.amount + open.amount)
        case .refund(let part):
            guard part > 0, part <= refundable.amount else { return nil }
            return with(refunded: refunded.amount + part)
        case .authorize, .fail:
            return nil
        }
    }

    private func settled(by event: PaymentEvent) -> Payment? {
        switch event {
        case .authorize(let transaction):
            return outcome(.authorized, transaction: transaction, failure: nil)
        case .fail(let reason):
            return status == .pending ? outcome(.failed, transaction: transactionID, failure: reason) : nil
        case .capture, .void, .refund:
            return nil
        }
    }

    private func outcome(_ status: Status, transaction: String?, failure: String?) -> Payment {
        Payment(
            id: id,
            method: method,
            status: status,
            amount: amount,
            captured: captured,
            voided: voided,
            refunded: refunded,
            transactionID: transaction,
            failure: failure,
            isByProvider: isByProvider
        )
    }

    /// What is left of it when all that is open is given up and all that was captured is given back.
    var undone: Payment {
        let closed = after(.void) ?? self
        return closed.after(.refund(closed.refundable.amount)) ?? closed
    }

    /// What can be done with it, for the error that says so.
    var legalEvents: [String] {
        var events: [String] = []
        if after(.capture(open.amount)) != nil { events.append("capture") }
        if after(.void) != nil { events.append("void") }
        if after(.refund(refundable.amount)) != nil { events.append("refund") }
        return events
    }

    private func with(captured: Int64? = nil, voided: Int64? = nil, refunded: Int64? = nil) -> Payment {
        let taken = captured ?? self.captured.amount
        let givenUp = voided ?? self.voided.amount
        let givenBack = refunded ?? self.refunded.amount
        let currency = amount.currency
        return Payment(
            id: id,
            method: method,
            status: Self.status(of: amount.amount, taken, givenUp, givenBack),
            amount: amount,
            captured: Money(taken, currency),
            voided: Money(givenUp, currency),
            refunded: Money(givenBack, currency),
            transactionID: transactionID,
            failure: failure,
            isByProvider: isByProvider
        )
    }

    private static func status(
        of amount: Int64,
        _ captured: Int64,
        _ voided: Int64,
        _ refunded: Int64
    ) -> Status {
        if captured == 0 { return .voided }
        if refunded == captured { return .refunded }
        if refunded > 0 { return .partiallyRefunded }
        return captured + voided < amount ? .partiallyCaptured : .captured
    }
}
