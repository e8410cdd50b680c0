import TotemPluginKit

/// What a PaymentIntent's state means for the shop. https://docs.stripe.com/payments/paymentintents/lifecycle
enum IntentStanding {
    /// It is decided, or Stripe is at it.
    case settled(PaymentAnswer)
    /// The buyer must confirm to their bank.
    case waitsForBuyer
    /// Nothing is paid, and it can still be: the last attempt failed for that reason, if there was one.
    case open(StripeProblem?)
}

extension PaymentIntent {
    var standing: IntentStanding {
        switch status {
        case "succeeded" where !isPartlyCaptured: .settled(.captured(transaction: id))
        case "requires_capture": .settled(.authorized(transaction: id))
        case "canceled": .settled(.notMade)
        case "requires_action": .waitsForBuyer
        case "requires_payment_method", "requires_confirmation": .open(lastPaymentError)
        // `processing`, what was taken in a part before the shop knew of it, and what a later Stripe may have.
        default: .settled(.pending)
        }
    }

    var isCanceled: Bool { status == "canceled" }
    var isPartlyCaptured: Bool { amountReceived.map { $0 < amount } ?? false }

    /// - Throws: ``Unclear`` when it is not the payment that the shop has asked for.
    func checked(against payment: StoredPayment) throws(Unclear) -> PaymentIntent {
        guard StripeID.isPlain(id), payment.intent == nil || payment.intent == id, self.payment == payment.key
        else { throw Unclear("Stripe has answered with another payment than \(payment.intent ?? "the one asked for")") }
        guard amount == payment.amount, currency == payment.currency else {
            throw Unclear(
                "\(id) is over \(amount) \(currency), and the order over \(payment.amount) \(payment.currency)"
            )
        }
        return self
    }
}
