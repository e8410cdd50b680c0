import TotemKernel

extension FeatureDescription {
    static let carts = FeatureDescription(
        operations: [
            "POST /v1/carts": .change(
                "Make a cart, with lines and codes or without",
                taking: .form(
                    [:],
                    optional: [
                        "currency": .text.orNull, "items": Schema.list(.named("NewLine")).orNull,
                        "codes": Schema.list(.text).orNull,
                    ]
                ),
                status: 201,
                .named("Cart")
            ),
            "GET /v1/carts/{cart}": .read("A cart at today's prices", .named("Cart")).ifChanged,
            "DELETE /v1/carts/{cart}": .remove("Delete a cart"),
            "POST /v1/carts/{cart}/items": .change("Add a line, or to one", taking: .named("NewLine"), .named("Cart")),
            "PATCH /v1/carts/{cart}/items/{item}": .change(
                "Change how many",
                taking: .form(["quantity": quantity]),
                .named("Cart")
            ),
            "DELETE /v1/carts/{cart}/items/{item}": .change("Take a line out", .named("Cart")),
            "POST /v1/carts/{cart}/codes": .change("Enter a code", taking: .form(["code": .text]), .named("Cart")),
            "DELETE /v1/carts/{cart}/codes/{code}": .change("Take a code out", .named("Cart")),
            "POST /v1/carts/{cart}/checkout": .change(
                "Make the cart an order; again, the same order",
                taking: .named("Checkout"),
                status: 201,
                .named("Order")
            ).ifAsSeen,
        ],
        schemas: [
            "Cart": .object(
                totals.merging([
                    "id": .text, "currency": .text, "items": .list(.named("CartLine")), "codes": .list(.text),
                    "adjustments": .list(.named("Adjustment")), "order_id": Schema.id.orNull, "version": .integer,
                ]) { one, _ in one }
            ),
            "Line": .object(lineMembers),
            "CartLine": .object(
                lineMembers.merging([
                    "is_available": .boolean.described(
                        "false: gone or not on sale; it costs nothing, and no order takes it"
                    )
                ]) { one, _ in one }
            ),
            "NewLine": Schema.form(
                ["quantity": quantity],
                optional: ["sku": .text.orNull, "variant_id": .id.orNull, "product_id": .id.orNull]
            ).described("exactly one of sku, variant_id and product_id"),
            "Adjustment": .object(["label": .text, "source": .text, "amount": .named("Money")]),
            "Checkout": .form(
                [
                    "email": .email, "shipping_address": .named("Address"),
                    "payment": .form(["method": .text.described("manual")]),
                ],
                optional: [
                    "billing_address": .named("Address").orNull,
                    "expected_total": Schema.named("Money").orNull.described(
                        "409 with the new cart when it costs another"
                    ),
                ]
            ),
        ]
    )

    private static let quantity = Schema.integer(1...Quantity.largest)

    private static let lineMembers: [String: Schema] = [
        "id": .id, "sku": .text, "name": .text, "product_id": .id, "variant_id": Schema.id.orNull,
        "quantity": quantity, "price": .named("Money"), "total": .named("Money"),
    ]

    /// What a cart and an order have in common.
    static let totals: [String: Schema] = [
        "subtotal": .named("Money"), "discount": .named("Money"), "shipping": .named("Money"), "tax": .named("Money"),
        "total": .named("Money"),
    ]
}
