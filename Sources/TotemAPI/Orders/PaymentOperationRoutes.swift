package import TotemKernel

/// What payment providers were asked for, for the shop's staff.
func addPaymentOperationRoutes(to routes: inout Routes) {
    routes.add(
        .list(
            "/v1/payment-operations",
            "What payment providers were asked to do, newest first: what they declined, or what is not done yet",
            for: .staff,
            query: ["status": Schema.choice(PaymentOperation.Status.self).described("failed where it is left out")],
            of: PaymentOperationEntry.schema
        )
    ) { request in
        let query = try request.query()
        let page = try query.page()
        let status = try query.choice("status", as: PaymentOperation.Status.self) ?? .failed
        return .json(
            try await request.read { tx, context in try ProviderOperations.list(status, page, in: tx, context) }
        )
    }
}

extension PaymentOperationEntry: JSONWritable {
    static let schema = Schema.named(
        "PaymentOperation",
        .object([
            "id": .id, "order_id": .id, "order_number": .text, "payment_id": .id,
            "kind": .choice(PaymentOperation.Kind.self), "amount": Money.schema, "reason": .text,
            "status": .choice(PaymentOperation.Status.self),
            "failure": .text.orNull.described("why the provider declined it last"),
            "attempts": .integer.described("how often it was declined"),
            "next_attempt_at": .time.orNull.described("when the provider is asked the next time"), "created_at": .time,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("order_id", order)
            json.member("order_number", orderNumber)
            json.member("payment_id", payment)
            json.member("kind", kind.rawValue)
            json.member("amount", amount)
            json.member("reason", reason)
            json.member("status", status.rawValue)
            json.member("failure", failure)
            json.member("attempts", attempts)
            json.member("next_attempt_at", nextAttempt)
            json.member("created_at", createdAt)
        }
    }
}
