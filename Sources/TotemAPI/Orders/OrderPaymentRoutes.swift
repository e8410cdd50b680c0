import TotemKernel

/// The money of orders: what comes in, and what is given back.
func addOrderPaymentRoutes(to routes: inout Routes) {
    routes.add(
        .create(
            "/v1/orders/{order}/payments",
            "Record money that has come in outside of the shop",
            for: .staff,
            taking: PaymentBody.schema,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let body = try request.json(PaymentBody.self)
        _ = try OutsideMethod(named: body.method, field: "method")
        return try await request.change { tx, context in
            let order = try OrderPayments.record(body.amount, of: id, in: tx, context)
            return .json(OrderAnswer(try order.extended(in: tx, context), for: context.actor), status: 201)
        }
    }
    routes.add(
        .post(
            "/v1/orders/{order}/payments/{payment}/capture",
            "Capture a payment, or a part of it; the rest can be captured later",
            for: .staff,
            taking: CaptureBody.schema,
            answering: OrderAnswer.schema
        ).inTwoSteps.withOptionalBody
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let payment: Payment.ID = try request.id("payment", of: "payment")
        let amount = request.hasBody ? try request.json(CaptureBody.self).amount : nil
        return try await request.changeInTwoCommits { [providers = request.providers] tx, context in
            BegunRequest(
                try ProviderOperations.capture(payment, of: id, amount: amount, by: providers, in: tx, context)
                    .extended(in: tx, context),
                for: context.actor
            )
        } finish: { operation, isNew, keep in
            try await request.finish(PaymentOperation.ID(operation), isNew: isNew, keeping: keep)
        }
    }
    routes.add(
        .post(
            "/v1/orders/{order}/payments/{payment}/void",
            "Give up what is left of an authorization",
            for: .staff,
            answering: OrderAnswer.schema
        ).inTwoSteps
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let payment: Payment.ID = try request.id("payment", of: "payment")
        return try await request.changeInTwoCommits { [providers = request.providers] tx, context in
            BegunRequest(
                try ProviderOperations.void(payment, of: id, by: providers, in: tx, context)
                    .extended(in: tx, context),
                for: context.actor
            )
        } finish: { operation, isNew, keep in
            try await request.finish(PaymentOperation.ID(operation), isNew: isNew, keeping: keep)
        }
    }
    addConfirmationRoute(to: &routes)
    routes.add(
        .create(
            "/v1/orders/{order}/refunds",
            "Give money back: an amount, or what units of lines and shipping come to",
            for: .staff,
            taking: RefundBody.schema,
            answering: OrderAnswer.schema
        ).inTwoSteps
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let refund = try request.json(RefundBody.self) { try $0.request() }
        return try await request.changeInTwoCommits { [providers = request.providers] tx, context in
            let change = try ProviderOperations.refund(refund, of: id, by: providers, in: tx, context)
            return BegunRequest(try change.extended(in: tx, context), for: context.actor, status: 201)
        } finish: { operation, isNew, keep in
            try await request.finish(PaymentOperation.ID(operation), isNew: isNew, status: 201, keeping: keep)
        }
    }
}

private func addConfirmationRoute(to routes: inout Routes) {
    routes.add(
        .post(
            "/v1/orders/{order}/payments/{payment}/confirm",
            "Say that what the payment's provider asked of the buyer is done",
            for: .customer,
            taking: ConfirmationBody.schema,
            answering: OrderAnswer.schema
        ).inTwoSteps.withOptionalBody
    ) { request in
        let order: Order.ID = try request.id("order", of: "order")
        let id: Payment.ID = try request.id("payment", of: "payment")
        let details = request.hasBody ? try request.json(ConfirmationBody.self).details : nil
        return try await request.changeInTwoCommits { tx, context in
            .outstanding(try OrderPayments.byProvider(id, of: order, in: tx, context).value, isNew: false)
        } finish: { payment, isNew, keep in
            try await request.pay(Payment.ID(payment), isNew: isNew, details: details, status: 200, keeping: keep)
        }
    }
}

/// Money that comes in outside of the shop.
private enum OutsideMethod: String, CaseIterable {
    case manual
}

private struct ConfirmationBody: Decodable {
    let details: JSONValue?

    static let schema = Schema.form(
        [:],
        optional: ["details": .json.orNull.described("what the provider needs; kept nowhere")]
    )
}

private struct PaymentBody: Decodable, Sendable {
    let method: String
    let amount: Money?

    static let schema = Schema.form(
        ["method": .choice(OutsideMethod.self)],
        optional: [
            "amount": Schema.orderMoney(1...Int64.max).orNull.described("all that is left to pay where it is left out")
        ]
    )
}

private struct CaptureBody: Decodable {
    let amount: Money?

    static let schema = Schema.form([:], optional: ["amount": Schema.orderMoney(0...Int64.max).orNull])
}

private struct RefundBody: Decodable {
    let amount: Money?
    let items: [Item]?
    let shipping_amount: Money?
    let reason: String?

    struct Item: Decodable {
        let id: OrderItem.ID
        let quantity: Int64
        let restock: Bool?

        static let schema = Schema.form(
            ["id": .id, "quantity": Quantity.schema],
            optional: [
                "restock": Schema.boolean.orNull.described(
                    "whether the units go back to the stock that they came from: true where it is left out"
                )
            ]
        )
    }

    /// Money alone, or what units of lines and shipping come to.
    static let schema = Schema.anyOf([
        .form(["amount": .orderMoney(1...Int64.max)], optional: reason),
        .form(["items": items], optional: reason.merging(["shipping_amount": shipping.orNull]) { one, _ in one }),
        .form(["shipping_amount": shipping], optional: reason),
    ])
    private static let reason: [String: Schema] = ["reason": .text(RefundRequest.reasonRule).orNull]
    private static let items = Schema.list(Item.schema, 1...BodyDecoder.mostElements)
    private static let shipping = Schema.orderMoney(0...Int64.max).described(
        "of what was paid for shipping, with its added tax"
    )

    func request() throws(KernelError) -> RefundRequest {
        var check = FieldCheck()
        var units: [RefundRequest.Item] = []
        for (index, item) in (items ?? []).enumerated() {
            let quantity = check.attempt { () throws(KernelError) in
                try Quantity(item.quantity, field: "items[\(index)].quantity")
            }
            guard let quantity else { continue }
            units.append(RefundRequest.Item(id: item.id, quantity: quantity, restock: item.restock ?? true))
        }
        guard check.isPassed else { throw check.error }
        return try RefundRequest(amount: amount, items: units, shipping: shipping_amount, reason: reason ?? "")
    }
}
