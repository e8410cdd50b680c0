/// What is known of a payment after its provider was asked.
enum PaymentNews: Sendable, Hashable {
    case result(PaymentResult)
    /// It can't be paid any more.
    case voided(reason: String)
    /// The provider did not say.
    case unclear
}

/// What is to be done about a payment that a provider was asked for: the life of a checkout between its two commits, without
/// any I/O.
enum PaymentStep: Sendable, Hashable {
    /// The money is there: the order opens.
    case settle(transaction: String, isCaptured: Bool)
    /// Nothing is decided. The order keeps what it holds.
    case wait(action: JSONValue?)
    /// There will be no money: what the order holds is free.
    case release(reason: String)
    /// Money came for what is not sold any more, or was paid otherwise: it goes back.
    case giveBack(transaction: String, isCaptured: Bool)
    case nothing

    /// - Parameter isDue: whether so much is left to pay of the order.
    static func next(
        _ status: Payment.Status,
        of order: OrderStatus,
        isDue: Bool,
        after news: PaymentNews
    ) -> PaymentStep {
        switch status {
        case .pending: pending(isWanted: isDue && order != .cancelled, news)
        case .failed: failed(news)
        case .authorized, .partiallyCaptured, .captured, .voided, .partiallyRefunded, .refunded: .nothing
        }
    }

    private static func pending(isWanted: Bool, _ news: PaymentNews) -> PaymentStep {
        switch news {
        case .result(.authorized(let transaction)): paid(transaction, isCaptured: false, isWanted)
        case .result(.captured(let transaction)): paid(transaction, isCaptured: true, isWanted)
        case .result(.action(let action)): .wait(action: action)
        case .result(.pending), .unclear: .wait(action: nil)
        case .result(.declined(let reason)), .voided(let reason): .release(reason: reason)
        }
    }

    private static func paid(_ transaction: String, isCaptured: Bool, _ isWanted: Bool) -> PaymentStep {
        isWanted
            ? .settle(transaction: transaction, isCaptured: isCaptured)
            : .giveBack(transaction: transaction, isCaptured: isCaptured)
    }

    private static func failed(_ news: PaymentNews) -> PaymentStep {
        switch news {
        case .result(.authorized(let transaction)): .giveBack(transaction: transaction, isCaptured: false)
        case .result(.captured(let transaction)): .giveBack(transaction: transaction, isCaptured: true)
        case .result(.action), .result(.pending), .result(.declined), .voided, .unclear: .nothing
        }
    }
}
