import TotemKernel

/// Orders: the customer's own, and for staff all of them with what can be done about them.
func addOrderRoutes(to routes: inout Routes) {
    routes.add(
        .list(
            "/v1/orders",
            "One's own orders, newest first; staff see all",
            for: .customer,
            query: ["status": .choice(OrderState.self)],
            of: OrderAnswer.schema
        )
    ) { request in
        let query = try request.query()
        let page = try query.page()
        let status = try query.choice("status", as: OrderState.self)
        return .json(
            try await request.read { tx, context in
                try OrderStore.list(status: status, page, in: tx, context).map { OrderAnswer(order: $0) }
            }
        )
    }
    routes.add(
        .get(
            "/v1/orders/{order}",
            "An order",
            for: .customer,
            query: ["include": .choice(Inclusion.self)],
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let withTrace = try request.query().choice("include", as: Inclusion.self) == .trace
        let order = try await request.read { tx, context in try OrderStore.get(id, in: tx, context) }
        return .json(OrderAnswer(order: order, withTrace: withTrace))
    }
    routes.add(
        .post(
            "/v1/orders/{order}/transitions",
            "Take an order to its next state",
            for: .staff,
            taking: TransitionBody.schema,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let body = try request.json(TransitionBody.self)
        let state = try body.state()
        return try await request.change { [products = request.api.products] tx, context in
            let order = try OrderTransitions.move(id, to: state, comment: body.comment ?? "", in: tx, context)
            products.evict(order.items.map(\.productID), after: tx)
            return .json(OrderAnswer(order: order))
        }
    }
    addOrderPaymentRoutes(to: &routes)
}

private func addOrderPaymentRoutes(to routes: inout Routes) {
    routes.add(
        .post(
            "/v1/orders/{order}/payments/{payment}/capture",
            "Capture a payment, or a part of it",
            for: .staff,
            taking: CaptureBody.schema,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let payment: Payment.ID = try request.id("payment", of: "payment")
        let amount = request.hasBody ? try request.json(CaptureBody.self).amount : nil
        return try await request.change { tx, context in
            .json(OrderAnswer(order: try OrderPayments.capture(payment, of: id, amount: amount, in: tx, context)))
        }
    }
    routes.add(
        .post(
            "/v1/orders/{order}/payments/{payment}/void",
            "Void a payment",
            for: .staff,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let payment: Payment.ID = try request.id("payment", of: "payment")
        return try await request.change { tx, context in
            .json(OrderAnswer(order: try OrderPayments.void(payment, of: id, in: tx, context)))
        }
    }
    routes.add(
        .create(
            "/v1/orders/{order}/refunds",
            "Give money back",
            for: .staff,
            taking: RefundBody.schema,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let body = try request.json(RefundBody.self)
        return try await request.change { tx, context in
            let refunded = try OrderPayments.refund(
                body.amount,
                of: id,
                reason: body.reason ?? "",
                in: tx,
                context
            )
            return .json(OrderAnswer(order: refunded.order), status: 201)
        }
    }
}

private enum Inclusion: String, CaseIterable {
    case trace
}

private struct TransitionBody: Decodable {
    let to: String
    let comment: String?

    static let schema = Schema.form(["to": .choice(OrderState.self)], optional: ["comment": .text.orNull])

    func state() throws(KernelError) -> OrderState {
        guard let state = OrderState(rawValue: to) else {
            let known = OrderState.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid("to", "must be one of \(known)")
        }
        return state
    }
}

private struct CaptureBody: Decodable {
    let amount: Money?

    static let schema = Schema.form([:], optional: ["amount": Money.schema.orNull])
}

private struct RefundBody: Decodable {
    let amount: Money
    let reason: String?

    static let schema = Schema.form(["amount": Money.schema], optional: ["reason": .text.orNull])
}
