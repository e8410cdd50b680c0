import TotemKernel
import TotemStore

extension APIRequest {
    /// Asks the provider of a new or outstanding payment, and answers with what came of it: 201 with the order, 402 with the
    /// reason, or 202 while something is to be done or said.
    func pay(
        _ id: Payment.ID,
        isNew: Bool,
        details: JSONValue?,
        status: Int = 201,
        keeping keep: @escaping Keeper
    ) async throws -> Answer {
        let purpose = isNew ? PaymentPurpose.begin(details: details) : .resume(details: details)
        let outcome = try await kernel.settle(id, purpose, context) { [context] outcome, tx in
            if case .waiting = outcome { return }
            try keep(Answer(outcome.extended(in: tx, context), for: context.actor, status: status), tx)
        }
        let extended = try await extending { tx, context in try outcome.extended(in: tx, context) } ?? outcome
        return Answer(extended, for: actor, status: status)
    }

    /// Gives up a payment that is not decided.
    /// - Throws: ``KernelError``: a conflict when it is paid, or its provider does not say.
    func giveUp(_ id: Payment.ID) async throws {
        let outcome = try await kernel.settle(id, .giveUp, context) { _, _ in }
        switch outcome {
        case .failed: return
        case .settled(let order): throw KernelError.cartCheckedOut(order.id)
        case .waiting:
            throw KernelError(
                .conflict,
                "payment-outstanding",
                "The payment provider does not say whether the payment can be given up; try again.",
                retryAfter: 2
            )
        }
    }

    /// Asks a provider for what staff wants done with a payment.
    func finish(
        _ id: PaymentOperation.ID,
        isNew: Bool,
        status: Int = 200,
        keeping keep: @escaping Keeper
    ) async throws -> Answer {
        let outcome = try await kernel.finish(id, isNew: isNew, context) { [context] outcome, tx in
            if case .outstanding = outcome { return }
            try keep(Answer(outcome.extended(in: tx, context), for: context.actor, status: status), tx)
        }
        let extended = try await extending { tx, context in try outcome.extended(in: tx, context) } ?? outcome
        return Answer(extended, for: actor, status: status)
    }

    /// Asks plugins what they add to something of which no transaction is open any more; nil where none adds anything.
    private func extending<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction, RequestContext) throws -> Value
    ) async throws -> Value? {
        guard context.hooks.hears(ViewExtend.self) else { return nil }
        // The money has moved: a busy store does not refuse to say so.
        return try await read(for: .work, body)
    }
}

extension BegunRequest {
    /// What staff wanted done with a payment, as far as it goes in one transaction.
    init(_ change: PaymentChange, for actor: Actor, status: Int = 200) {
        switch change {
        case .outstanding(let id, _): self = .outstanding(id.value, isNew: true)
        case .done, .declined: self = .answered(Answer(change, for: actor, status: status))
        }
    }
}

extension Answer {
    /// - Parameter status: of success: 201 where an order is made.
    fileprivate init(_ outcome: PaymentOutcome, for actor: Actor, status: Int) {
        let order = outcome.order
        switch outcome {
        case .settled where status == 201: self = .created(OrderAnswer(order, for: actor), at: "/v1/orders/\(order.id)")
        case .settled: self = .json(OrderAnswer(order, for: actor), status: status)
        case .waiting: self = .accepted(order, for: actor)
        case .failed(_, let reason): self = .declined(reason)
        }
    }

    fileprivate init(_ change: PaymentChange, for actor: Actor, status: Int) {
        switch change {
        case .done(let order): self = .json(OrderAnswer(order, for: actor), status: status)
        case .outstanding(_, let order): self = .accepted(order, for: actor)
        case .declined(_, let reason): self = .declined(reason)
        }
    }

    private static func accepted(_ order: Order, for actor: Actor) -> Answer {
        .json(OrderAnswer(order, for: actor), status: 202).with(.retryAfter, "2")
    }

    private static func declined(_ reason: String) -> Answer {
        Problem(KernelError.paymentDeclined(reason)).answer
    }
}
