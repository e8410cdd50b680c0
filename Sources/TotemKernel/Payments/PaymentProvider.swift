/// Somebody who moves money for the shop: a card processor, a wallet, a bank. A host gives its providers to the
/// ``Kernel``; checkout names one of them as `payment.method`.
///
/// Every function is called outside of transactions, may take as long as ``patience`` says, and may be called again with
/// the same key after a crash: **a key moves money once**. What throws, or is cut short by ``patience``, is *unclear*: it
/// is neither taken for paid nor for declined, and asked for again later.
///
/// A checkout makes the order `pending` first, which holds its stock and its codes; then ``authorize(_:)``; then the result
/// is written. Whatever was lost between is settled by ``retrieve(_:)``.
public protocol PaymentProvider: Sendable {
    /// As checkout names it: `card`. It is kept with every payment, so it stays what it is.
    var name: String { get }

    /// What buyers read: "Card".
    var title: String { get }

    /// How long it may take to answer. After this what was asked of it has happened, or never will.
    var patience: Duration { get }

    /// Asks for the money of a new order.
    func authorize(_ payment: ProviderPayment) async throws -> PaymentResult

    /// The buyer says that they have done what ``PaymentResult/action(_:)`` asked of them.
    func confirm(_ payment: ProviderPayment) async throws -> PaymentResult

    /// What became of a payment, by its key.
    /// - Returns: nil when nobody asked for it yet.
    func retrieve(_ payment: ProviderPayment) async throws -> PaymentResult?

    /// Takes money that is authorized, or a part of it.
    func capture(_ amount: Money, of payment: ProviderPayment, key: String) async throws -> ProviderAnswer

    /// Gives up an authorization, or what is left of it. Of a payment that it has no result of, or never heard of, it makes
    /// sure that it can't be paid any more; `declined` when it is paid already.
    func void(_ payment: ProviderPayment, key: String) async throws -> ProviderAnswer

    /// Gives captured money back, or a part of it.
    func refund(_ amount: Money, of payment: ProviderPayment, key: String) async throws -> ProviderAnswer
}

extension PaymentProvider {
    /// Its name.
    public var title: String { name }

    /// Half a minute.
    public var patience: Duration { .seconds(30) }
}

/// A payment as its provider knows it.
public struct ProviderPayment: Sendable {
    /// Tells this payment from every other, for ever; a repeat has the same.
    public let key: String
    public let amount: Money
    /// What people call the order.
    public let orderNumber: String
    public let email: String?
    /// The customer whose order it is; nil: a guest.
    public let userID: User.ID?
    /// The provider's own name for it, once it has given one.
    public let transactionID: String?
    /// What the client sent for the provider with this request (`payment.details`), such as a token of a card. Kept nowhere.
    public var details: JSONValue?
}

/// What a provider says about a payment.
public enum PaymentResult: Sendable, Hashable {
    /// The money is reserved; the shop's staff captures it.
    case authorized(transaction: String)
    /// The money is taken.
    case captured(transaction: String)
    /// It is not known yet; ask again.
    case pending
    /// The buyer must do something first: JSON for the client, such as where to go.
    case action(JSONValue)
    /// For people: "The card has expired."
    case declined(reason: String)
}

/// What a provider says about something that is to be done with a payment.
public enum ProviderAnswer: Sendable, Hashable {
    case done
    /// It is not known yet; ask again with the same key.
    case pending
    case declined(reason: String)
}

/// A provider that did not answer in its time.
struct ProviderSilent: Error, CustomStringConvertible {
    var description: String { "the payment provider did not answer in time" }
}

extension PaymentProvider {
    /// One conversation with it, cut short after its ``patience``.
    func ask<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await TimeLimit.run(patience, orElse: ProviderSilent(), body)
    }
}
