import TotemKernel

/// What payment providers were asked for, for the shop's staff.
func addPaymentOperationRoutes(to routes: inout Routes) {
    routes.add(
        .list(
            "/v1/payment-operations",
            "What payment providers were asked to do, newest first: what they declined, or what is not done yet",
            for: .staff,
            query: [
                "status": Schema.choice(PaymentOperation.Status.self).described("failed where it is left out"),
                "kind": Schema.choice(Beginning.self).described(
                    "the payments of new orders that are not decided, in the place of what was asked for later"
                ),
            ],
            of: PaymentOperationAnswer.schema
        )
    ) { request in
        let query = try request.query()
        let page = try query.page()
        let status = try query.choice("status", as: PaymentOperation.Status.self)
        let isBeginning = try query.choice("kind", as: Beginning.self) != nil
        guard !isBeginning || status ?? .pending == .pending else {
            throw KernelError.impossible("status", "must be pending with kind: such payments are not decided")
        }
        let providers = request.providers
        return .json(
            try await request.read { tx, context in
                let page =
                    isBeginning
                    ? try ProviderOperations.undecided(page, in: tx, context)
                    : try ProviderOperations.list(status ?? .failed, page, in: tx, context)
                return page.map { PaymentOperationAnswer(entry: $0, isAskable: providers.named($0.method) != nil) }
            }
        )
    }
}

private enum Beginning: String, CaseIterable {
    case authorize
}

private struct PaymentOperationAnswer: JSONWritable, Sendable {
    let entry: PaymentOperationEntry
    /// Whether its provider is there.
    let isAskable: Bool

    static let schema = Schema.named(
        "PaymentOperation",
        .object([
            "id": .id.orNull.described("null of the payment of a new order"), "order_id": .id, "order_number": .text,
            "payment_id": .id,
            "payment_method": .text,
            "is_provider_there": .boolean.described("whether it can be asked now: what is not done waits for it"),
            "kind": .choice(PaymentOperationEntry.Kind.self), "amount": Money.schema, "reason": .text,
            "status": .choice(PaymentOperation.Status.self),
            "failure": .text.orNull.described("why the provider declined it last"),
            "attempts": .integer.described("how often it was declined"),
            "next_attempt_at": .time.orNull.described("when the provider is asked the next time"), "created_at": .time,
        ])
    )

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", entry.id)
            json.member("order_id", entry.order)
            json.member("order_number", entry.orderNumber)
            json.member("payment_id", entry.payment)
            json.member("payment_method", entry.method)
            json.member("is_provider_there", isAskable)
            json.member("kind", entry.kind.rawValue)
            json.member("amount", entry.amount)
            json.member("reason", entry.reason)
            json.member("status", entry.status.rawValue)
            json.member("failure", entry.failure)
            json.member("attempts", entry.attempts)
            json.member("next_attempt_at", entry.nextAttempt)
            json.member("created_at", entry.createdAt)
        }
    }
}
