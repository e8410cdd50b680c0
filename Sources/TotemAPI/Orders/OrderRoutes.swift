import TotemKernel

/// Orders: the customer's own, and for staff all of them with what can be done about them.
func addOrderRoutes(to routes: inout Routes) {
    routes.add(
        .list(
            "/v1/orders",
            "One's own orders, newest first; staff see all",
            for: .customer,
            query: OrderFilter.schemas,
            of: OrderAnswer.schema
        )
    ) { request in
        let query = try request.query()
        let page = try query.page()
        let filter = try OrderFilter(query)
        let sort = try query.choice("sort", as: OrderSort.self)
        return .json(
            try await request.read { tx, context in
                try OrderStore.list(filter, by: sort, page, in: tx, context).extended(in: tx, context).map {
                    OrderAnswer($0, for: context.actor)
                }
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
        let order = try await request.read { tx, context in
            try OrderStore.get(id, in: tx, context).extended(in: tx, context)
        }
        return .json(OrderAnswer(order, for: request.actor, withTrace: withTrace))
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
        let answer = try await request.change { tx, context in
            let order = try OrderTransitions.move(id, to: state, comment: body.comment ?? "", in: tx, context)
            return .json(OrderAnswer(try order.extended(in: tx, context), for: context.actor))
        }
        // It is written that they are to be asked: who is silent now is asked again.
        try? await request.kernel.finishOperations(of: id, request.context)
        return answer
    }
    routes.add(
        .create(
            "/v1/orders",
            "Make an order without a cart",
            for: .staff,
            taking: NewOrderBody.schema,
            answering: OrderAnswer.schema
        ).inTwoSteps
    ) { request in
        let providers = request.providers
        let (new, details) = try request.json(NewOrderBody.self) { try $0.request(paidBy: providers) }
        return try await request.changeInTwoCommits { [api = request.api] tx, context in
            let order = try PlaceOrder.place(new, in: tx, context)
            api.placedOrders.count(after: tx)
            if let payment = OrderPayments.outstanding(of: order) { return .outstanding(payment.value, isNew: true) }
            let answer = OrderAnswer(try order.extended(in: tx, context), for: context.actor)
            return .answered(.created(answer, at: "/v1/orders/\(order.id)"))
        } finish: { payment, isNew, keep in
            try await request.pay(Payment.ID(payment), isNew: isNew, details: details, keeping: keep)
        }
    }
    addHoldRoutes(to: &routes)
    addOrderPaymentRoutes(to: &routes)
    addFulfilmentRoutes(to: &routes)
}

private func addHoldRoutes(to routes: inout Routes) {
    routes.add(
        .create(
            "/v1/orders/{order}/holds",
            "Hold an order: it is not fulfilled or completed meanwhile",
            for: .staff,
            taking: HoldBody.schema,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let body = try request.json(HoldBody.self)
        return try await request.change { tx, context in
            let order = try OrderHolds.hold(id, name: body.name, reason: body.reason ?? "", in: tx, context)
            return .json(OrderAnswer(try order.extended(in: tx, context), for: context.actor), status: 201)
        }
    }
    routes.add(
        .delete(
            "/v1/orders/{order}/holds/{hold}",
            "Release a hold",
            for: .staff,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let hold: OrderHold.ID = try request.id("hold", of: "hold")
        return try await request.change { tx, context in
            let order = try OrderHolds.release(hold, of: id, in: tx, context)
            return .json(OrderAnswer(try order.extended(in: tx, context), for: context.actor))
        }
    }
    routes.add(
        .create(
            "/v1/orders/{order}/notes",
            "Write down something about an order, for staff alone",
            for: .staff,
            taking: NoteBody.schema,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let body = try request.json(NoteBody.self)
        return try await request.change { tx, context in
            let order = try OrderNotes.add(body.text, to: id, in: tx, context)
            return .json(OrderAnswer(try order.extended(in: tx, context), for: context.actor), status: 201)
        }
    }
}

extension OrderFilter {
    fileprivate static let schemas: [String: Schema] = [
        "status": .choice(OrderStatus.self), "payment_status": .choice(OrderPaymentStatus.self),
        "fulfilment_status": .choice(FulfilmentStatus.self),
        "q": Schema.text(.name).described(
            "for staff: a number, or the beginning of an e-mail address, a name or a last name"
        ),
        "created_after": .time.described("placed at this time or later"),
        "created_before": .time.described("placed before this time"),
        "sort": .choice(OrderSort.self).described("the newest first where it is left out; not with q"),
    ]

    fileprivate init(_ query: Query) throws(KernelError) {
        self.init(
            status: try query.choice("status"),
            paymentStatus: try query.choice("payment_status"),
            fulfilmentStatus: try query.choice("fulfilment_status"),
            words: query["q"],
            createdAfter: try query.time("created_after"),
            createdBefore: try query.time("created_before")
        )
        guard let createdAfter, let createdBefore, createdBefore <= createdAfter else { return }
        throw .invalid("created_before", "must be later than created_after, or no order could be between them")
    }
}

private enum Inclusion: String, CaseIterable {
    case trace
}

private struct TransitionBody: Decodable {
    let to: String
    let comment: String?

    static let schema = Schema.form(
        ["to": .choice(OrderStatus.self)],
        optional: ["comment": .text(OrderTransitions.commentRule).orNull]
    )

    func state() throws(KernelError) -> OrderStatus { try .init(named: to, field: "to") }
}

private struct HoldBody: Decodable {
    let name: String
    let reason: String?

    static let schema = Schema.form(["name": .text(.name)], optional: ["reason": .text(OrderHolds.reasonRule).orNull])
}

private struct NoteBody: Decodable {
    let text: String

    static let schema = Schema.form(["text": .text(OrderNotes.textRule)])
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
    /// - Throws: ``KernelError`` naming the field and what it can be.
    init(named name: String, field: String) throws(KernelError) {
        guard let value = Self(rawValue: name) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(field, "must be one of \(known)")
        }
        self = value
    }
}
