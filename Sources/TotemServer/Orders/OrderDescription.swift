import TotemKernel

extension FeatureDescription {
    static let orders = FeatureDescription(
        operations: [
            "GET /v1/orders": .list(
                "One's own orders, newest first; staff see all",
                for: .customer,
                query: ["status": .choice(OrderState.self)],
                of: "Order"
            ),
            "GET /v1/orders/{order}": .read(
                "An order",
                for: .customer,
                query: ["include": .choice(["trace"])],
                .named("Order")
            ),
            "POST /v1/orders/{order}/transitions": .change(
                "Take an order to its next state",
                for: .staff,
                taking: .form(["to": .choice(OrderState.self)], optional: ["comment": .text.orNull]),
                .named("Order")
            ),
            "POST /v1/orders/{order}/payments/{payment}/capture": .change(
                "Capture a payment, or a part of it",
                for: .staff,
                taking: .form([:], optional: ["amount": .named("Money").orNull]),
                .named("Order")
            ),
            "POST /v1/orders/{order}/payments/{payment}/void": .change("Void a payment", for: .staff, .named("Order")),
            "POST /v1/orders/{order}/refunds": .change(
                "Give money back",
                for: .staff,
                taking: .form(["amount": .named("Money")], optional: ["reason": .text.orNull]),
                status: 201,
                .named("Order")
            ),
        ],
        schemas: [
            "Order": .object(orderMembers, sometimes: ["trace": .list(.named("TraceEntry"))]),
            "Payment": .object([
                "id": .id, "payment_method": .text, "status": .text, "amount": .named("Money"),
                "captured": .named("Money"), "refunded": .named("Money"), "transaction_id": .text.orNull,
            ]),
            "Refund": .object([
                "id": .id, "payment_id": .id, "amount": .named("Money"), "reason": .text, "status": .text,
                "created_at": .time,
            ]),
            "StatusEntry": .object(["status": .choice(OrderState.self), "comment": .text, "created_at": .time]),
            "TraceEntry": .object([
                "kind": .text, "source": .text, "hook": .text.orNull, "rule": .text.orNull, "label": .text,
                "amount": .named("Money"), "nanoseconds": .integer,
            ]),
        ]
    )

    private static let orderMembers = totals.merging([
        "id": .id, "status": .choice(OrderState.self), "email": .email, "user_id": Schema.id.orNull, "currency": .text,
        "items": .list(.named("Line")), "adjustments": .list(.named("Adjustment")),
        "shipping_address": address, "billing_address": address, "payments": .list(.named("Payment")),
        "refunds": .list(.named("Refund")), "history": .list(.named("StatusEntry")), "metadata": .any,
        "created_at": .time, "updated_at": .time,
    ]) { one, _ in one }

    private static let address = Schema.named("Address").orNull
}
