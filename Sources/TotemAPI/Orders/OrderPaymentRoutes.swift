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
        let method = try PaymentMethod(body.method, field: "method")
        return try await request.change { tx, context in
            let order = try OrderPayments.record(body.amount, by: method, of: id, in: tx, context)
            return .json(OrderAnswer(order, for: context.actor), status: 201)
        }
    }
    routes.add(
        .post(
            "/v1/orders/{order}/payments/{payment}/capture",
            "Capture a payment, or a part of it; the rest can be captured later",
            for: .staff,
            taking: CaptureBody.schema,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let payment: Payment.ID = try request.id("payment", of: "payment")
        let amount = request.hasBody ? try request.json(CaptureBody.self).amount : nil
        return try await request.change { tx, context in
            let order = try OrderPayments.capture(payment, of: id, amount: amount, in: tx, context)
            return .json(OrderAnswer(order, for: context.actor))
        }
    }
    routes.add(
        .post(
            "/v1/orders/{order}/payments/{payment}/void",
            "Give up what is left of an authorization",
            for: .staff,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let payment: Payment.ID = try request.id("payment", of: "payment")
        return try await request.change { tx, context in
            .json(OrderAnswer(try OrderPayments.void(payment, of: id, in: tx, context), for: context.actor))
        }
    }
    routes.add(
        .create(
            "/v1/orders/{order}/refunds",
            "Give money back: an amount, or what units of lines and shipping come to",
            for: .staff,
            taking: RefundBody.schema,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let refund = try request.json(RefundBody.self) { try $0.request() }
        return try await request.change { [products = request.api.products] tx, context in
            let order = try OrderRefunds.refund(refund, of: id, in: tx, context).order
            products.evict(order.items.compactMap(\.productID), after: tx)
            return .json(OrderAnswer(order, for: context.actor), status: 201)
        }
    }
}

private struct PaymentBody: Decodable, Sendable {
    let method: String
    let amount: Money?

    static let schema = Schema.form(
        ["method": .choice(PaymentMethod.self)],
        optional: ["amount": Money.schema.orNull.described("all that is left to pay where it is left out")]
    )
}

private struct CaptureBody: Decodable {
    let amount: Money?

    static let schema = Schema.form([:], optional: ["amount": Money.schema.orNull])
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

    static let schema = Schema.form(
        [:],
        optional: [
            "amount": Money.schema.orNull.described("money alone; not together with items or shipping_amount"),
            "items": Schema.list(Item.schema).orNull,
            "shipping_amount": Money.schema.orNull.described("of what was paid for shipping, with its added tax"),
            "reason": .text.orNull,
        ]
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
