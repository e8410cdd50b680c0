public import TotemStore

/// Why a provider is asked about a payment.
public enum PaymentPurpose: Sendable {
    /// The order was made by this request.
    case begin(details: JSONValue?)
    /// The buyer asks again.
    case resume(details: JSONValue?)
    /// The buyer wants to pay no more, or in another way.
    case giveUp
    /// The shop wants to know, whoever asked for it: nobody may be there any more.
    case settle
    /// The provider has said that something became of it, be it late.
    case told
}

extension Kernel {
    /// Payments that ``settle(_:_:_:committing:)`` is to be called for.
    public func duePayments(_ limit: Int) async throws -> [Payment.ID] {
        try await read(as: .system) { tx, context in
            let methods = providers(for: context).names
            return try PaymentStore.due(limit, by: methods, in: tx, at: context.now)
        }
    }

    /// Asks a provider about a payment, outside of transactions, and writes what it says in one. A payment that is settled
    /// is asked about no more. It goes on to its end when the caller is cancelled, and once it has begun it is not refused by a
    /// busy store, whoever asked for it: the money may have moved.
    /// - Parameter commit: runs in the transaction that the outcome is written in.
    /// - Throws: ``KernelError``: not found, `request-in-progress` while another request is at it, or a provider that this
    ///   node does not have.
    public func settle(
        _ id: Payment.ID,
        _ purpose: PaymentPurpose,
        _ context: RequestContext,
        committing commit: @escaping @Sendable (PaymentOutcome, Transaction) throws -> Void = { _, _ in }
    ) async throws -> PaymentOutcome {
        try await Task {
            let providers = providers(for: context)
            let start: PaymentStart
            if case .begin = purpose {
                start = .asking(try await read(context, for: .work) { tx, _ in try OutstandingPayment.get(id, in: tx) })
            } else {
                start = try await write(now(context)) { tx, context in
                    try PaymentStart.taking(id, purpose, providers, in: tx, context, commit)
                }
            }
            guard case .asking(let asked) = start else { return try start.outcome() }
            let provider = try providers.provider(of: asked.method)
            let news = await news(of: asked, from: provider, purpose)
            let outcome = try await write(now(context), for: .work) { tx, context in
                let settling = try SettlePayment(asked, patience: provider.patience, in: tx, context)
                let outcome = try settling.write(news)
                try commit(outcome, tx)
                return outcome
            }
            return outcome
        }.value
    }

    /// The same request, a while later: the provider took its time.
    func now(_ context: RequestContext) -> RequestContext {
        context.at(clock.now)
    }

    private func news(
        of asked: OutstandingPayment,
        from provider: any PaymentProvider,
        _ purpose: PaymentPurpose
    ) async -> PaymentNews {
        // A node that stood still for so long does not begin: another may be at it already. Nobody is at what has failed.
        if asked.status == .pending {
            guard let end = asked.busyUntil, clock.now < end.adding(provider.patience * -1) else { return .unclear }
        }
        let isExpired = asked.isExpired(at: clock.now)
        do {
            return try await provider.ask {
                let talk = ProviderTalk(provider: provider, asked: asked, isExpired: isExpired)
                return try await talk.news(purpose)
            }
        } catch {
            return .unclear
        }
    }
}

/// What is asked of a provider, in which order.
private struct ProviderTalk: Sendable {
    let provider: any PaymentProvider
    let asked: OutstandingPayment
    let isExpired: Bool

    func news(_ purpose: PaymentPurpose) async throws -> PaymentNews {
        switch purpose {
        case .begin(let details): .result(try await provider.authorize(asked.payment.with(details)))
        case .resume(let details) where !isExpired: try await resume(asked.payment.with(details))
        case .giveUp: try await settle(endingAs: "It was given up.")
        case .told where asked.status != .pending:
            try await provider.retrieve(asked.payment).map { .result($0) } ?? .unclear
        case .resume, .settle, .told: try await settle(endingAs: isExpired ? "It was not paid in time." : nil)
        }
    }

    private func resume(_ payment: ProviderPayment) async throws -> PaymentNews {
        if asked.action != nil { return .result(try await provider.confirm(payment)) }
        if let known = try await provider.retrieve(payment) { return .result(known) }
        return .result(try await provider.authorize(payment))
    }

    /// - Parameter reason: why it is not waited for any longer; nil: it is.
    private func settle(endingAs reason: String?) async throws -> PaymentNews {
        switch try await provider.retrieve(asked.payment) {
        case nil: return try await void(reason ?? "The payment provider was not asked for it.")
        case .pending, .action:
            if let reason { return try await void(reason) }
            return .result(.pending)
        case .authorized(let transaction): return .result(.authorized(transaction: transaction))
        case .captured(let transaction): return .result(.captured(transaction: transaction))
        case .declined(let reason): return .result(.declined(reason: reason))
        }
    }

    private func void(_ reason: String) async throws -> PaymentNews {
        switch try await provider.void(asked.payment, key: asked.payment.key + "-void") {
        case .done: .voided(reason: reason)
        case .pending: .unclear
        case .declined: try await provider.retrieve(asked.payment).map { .result($0) } ?? .unclear
        }
    }
}

/// Whether a provider is to be asked.
private enum PaymentStart: Sendable {
    case asking(OutstandingPayment)
    case known(PaymentOutcome)

    /// Makes this request the one that is at the payment, unless it is settled. Of one that has failed its provider may still
    /// tell that the money came.
    static func taking(
        _ id: Payment.ID,
        _ purpose: PaymentPurpose,
        _ providers: PaymentProviders,
        in tx: Transaction,
        _ context: RequestContext,
        _ commit: (PaymentOutcome, Transaction) throws -> Void
    ) throws -> PaymentStart {
        let found = try OutstandingPayment.get(id, in: tx)
        if case .told = purpose, found.status == .failed { return .asking(found) }
        guard found.status == .pending else {
            let outcome = try PaymentOutcome(of: id, OrderStore.get(found.order, in: tx))
            try commit(outcome, tx)
            return .known(outcome)
        }
        let end = context.now.adding(try providers.provider(of: found.method).patience * 2)
        guard try PaymentStore.lease(id, until: end, in: tx, at: context.now) else {
            throw KernelError.requestInProgress
        }
        return .asking(try OutstandingPayment.get(id, in: tx))
    }

    func outcome() throws -> PaymentOutcome {
        switch self {
        case .known(let outcome): outcome
        case .asking: throw KernelError.requestInProgress
        }
    }
}

extension ProviderPayment {
    fileprivate func with(_ details: JSONValue?) -> ProviderPayment {
        var copy = self
        copy.details = details
        return copy
    }
}

extension PaymentProviders {
    /// - Throws: ``KernelError`` when this node was started without it.
    func provider(of method: String) throws(KernelError) -> any PaymentProvider {
        guard let provider = named(method) else {
            throw KernelError(
                .unavailable,
                "payment-provider-missing",
                "The payment provider '\(method)' is not there; switch its plugin on, or start the shop with it again.",
                retryAfter: 60
            )
        }
        return provider
    }
}

extension KernelError {
    /// A payment that came to nothing.
    public static func paymentDeclined(_ reason: String) -> KernelError {
        KernelError(.paymentRequired, "payment-declined", reason)
    }
}
