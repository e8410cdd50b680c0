public import TotemStore

extension Kernel {
    /// What ``finish(_:isNew:_:committing:)`` is to be called for.
    public func dueOperations(_ limit: Int) async throws -> [PaymentOperation.ID] {
        try await read(as: .system) { tx, context in
            let methods = providers(for: context).names
            return try PaymentOperations.due(limit, by: methods, in: tx, at: context.now)
        }
    }

    /// Asks the provider for what staff wants done with a payment, outside of transactions, and writes what it says in one.
    /// Asking again does it once: it has a key. It goes on to its end when the caller is cancelled, and once it has begun it is
    /// not refused by a busy store, whoever asked for it: the money may have moved.
    /// - Parameters:
    ///   - isNew: whether this request has written what is wanted.
    ///   - commit: runs in the transaction that the outcome is written in.
    /// - Throws: ``KernelError``: not found, `request-in-progress` while another request is at it, or a provider that this
    ///   node does not have.
    public func finish(
        _ id: PaymentOperation.ID,
        isNew: Bool,
        _ context: RequestContext,
        committing commit: @escaping @Sendable (PaymentChange, Transaction) throws -> Void = { _, _ in }
    ) async throws -> PaymentChange {
        try await Task {
            let providers = providers(for: context)
            let start = try await write(now(context), for: isNew ? .work : nil) { tx, context in
                try OperationStart(id, isNew: isNew, providers, in: tx, context, commit)
            }
            guard case .asking(let operation, let asked) = start else { return try start.outcome() }
            let provider = try providers.provider(of: asked.method)
            let answer = await answer(to: operation, asked, from: provider)
            return try await write(now(context), for: .work) { tx, context in
                let outcome = try ProviderOperations.write(
                    answer,
                    to: id,
                    of: asked.order,
                    patience: provider.patience,
                    in: tx,
                    context
                )
                try commit(outcome, tx)
                return outcome
            }
        }.value
    }

    /// Does what a change of an order has left to providers. What they do not say now is asked for again by
    /// ``dueOperations(_:)``.
    public func finishOperations(of order: Order.ID, _ context: RequestContext) async throws {
        guard !providers(for: context).isEmpty else { return }
        let (pending, operations) = try await read(now(context)) { tx, context in
            let order = try OrderStore.get(order, in: tx)
            let payments = order.payments.filter { $0.isByProvider }
            let pending = payments.filter { $0.status == .pending && order.status != .pending }
            return (pending.map(\.id), try PaymentOperations.pending(of: payments, in: tx, at: context.now))
        }
        for id in operations { _ = try await finish(id, isNew: false, context) }
        for id in pending { _ = try await settle(id, .settle, context) }
    }

    /// - Returns: nil when it does not say.
    private func answer(
        to operation: PaymentOperation,
        _ asked: OutstandingPayment,
        from provider: any PaymentProvider
    ) async -> ProviderAnswer? {
        guard clock.now < operation.busyUntil.adding(provider.patience * -1) else { return nil }
        let amount = Money(operation.amount, asked.payment.amount.currency)
        return try? await provider.ask {
            switch operation.kind {
            case .capture: try await provider.capture(amount, of: asked.payment, key: operation.key)
            case .void: try await provider.void(asked.payment, key: operation.key)
            case .refund: try await provider.refund(amount, of: asked.payment, key: operation.key)
            }
        }
    }
}

/// Whether a provider is to be asked.
private enum OperationStart: Sendable {
    case asking(PaymentOperation, OutstandingPayment)
    case known(PaymentChange)

    /// Makes this request the one that is at the operation, unless it is done.
    init(
        _ id: PaymentOperation.ID,
        isNew: Bool,
        _ providers: PaymentProviders,
        in tx: Transaction,
        _ context: RequestContext,
        _ commit: (PaymentChange, Transaction) throws -> Void
    ) throws {
        let operation = try PaymentOperations.get(id, in: tx)
        let payment = try OutstandingPayment.get(operation.payment, in: tx)
        if isNew {
            self = .asking(operation, payment)
            return
        }
        guard operation.status == .pending else {
            let outcome = PaymentChange(operation, try OrderStore.get(payment.order, in: tx))
            try commit(outcome, tx)
            self = .known(outcome)
            return
        }
        let end = context.now.adding(try providers.provider(of: payment.method).patience * 2)
        guard try PaymentOperations.lease(id, until: end, in: tx, at: context.now) else {
            throw KernelError.requestInProgress
        }
        self = .asking(try PaymentOperations.get(id, in: tx), payment)
    }

    func outcome() throws -> PaymentChange {
        switch self {
        case .known(let outcome): outcome
        case .asking: throw KernelError.requestInProgress
        }
    }
}
