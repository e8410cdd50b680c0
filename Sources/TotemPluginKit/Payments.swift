internal import CTotem

/// Taking payments for the shop: see the hooks `payment.…`.
extension Registry {
    /// Registers a way to pay, which checkout names `PLUGIN.NAME`.
    /// - Parameter title: what buyers read.
    public func paymentProvider(_ name: StaticString, title: String) throws {
        try HostError.check(Text.with(title) { totem_payment_provider(raw, Text.pointer(name), $0) })
    }
}

/// What became of a payment, or of what was to be done with it.
public enum PaymentAnswer: Sendable {
    /// The money is reserved. `transaction` is the provider's own name for it.
    case authorized(transaction: String)
    /// The money is taken.
    case captured(transaction: String)
    /// It is not known yet.
    case pending
    /// The buyer must do something first: JSON for the client.
    case action(json: String)
    /// For people: "The card has expired."
    case declined(reason: String)
    /// Nobody has asked for it. Only in `payment.retrieve`.
    case unknown
    /// Only in `payment.capture`, `payment.void` and `payment.refund`.
    case done

    fileprivate var outcome: Int {
        switch self {
        case .authorized: Int(TOTEM_PAYMENT_AUTHORIZED)
        case .captured: Int(TOTEM_PAYMENT_CAPTURED)
        case .pending: Int(TOTEM_PAYMENT_PENDING)
        case .action: Int(TOTEM_PAYMENT_ACTION)
        case .declined: Int(TOTEM_PAYMENT_DECLINED)
        case .unknown: Int(TOTEM_PAYMENT_UNKNOWN)
        case .done: Int(TOTEM_PAYMENT_DONE)
        }
    }

    fileprivate var text: String? {
        switch self {
        case .authorized(let text), .captured(let text), .action(let text), .declined(let text): text
        case .pending, .unknown, .done: nil
        }
    }
}

extension Call {
    /// Says what became of a payment, once. Only in `payment.…`.
    public func answer(_ answer: PaymentAnswer) throws {
        let status = Text.with(answer.text) { text in
            var raw = totem_payment_answer()
            raw.size = UInt32(MemoryLayout<totem_payment_answer>.size)
            raw.outcome = UInt32(answer.outcome)
            switch answer {
            case .authorized, .captured: raw.transaction_id = text
            case .action: raw.action = text
            case .declined: raw.reason = text
            case .pending, .unknown, .done: break
            }
            return totem_answer_payment(self.raw, &raw)
        }
        try HostError.check(status)
    }

    /// Something became of a payment: the shop asks `payment.retrieve`. Only in jobs and outside routes.
    /// - Parameter reference: the payment's key, or the provider's own name for it.
    public func paymentChanged(_ method: StaticString, _ reference: String) throws {
        try HostError.check(Text.with(reference) { totem_payment_changed(raw, Text.pointer(method), $0) })
    }
}
