package import TotemKernel

/// An order as clients see it. The price trace, for who asks, names the source of every amount of the total.
package struct OrderAnswer: JSONWritable, Sendable {
    static let schema = Schema.named(
        "Order",
        .object(
            Totals.schemas.merging([
                "id": .id, "status": .choice(OrderState.self), "email": .email, "user_id": Schema.id.orNull,
                "currency": .text, "items": .list(OrderItem.schema), "adjustments": .list(Adjustment.schema),
                "shipping_address": Address.schema.orNull, "billing_address": Address.schema.orNull,
                "payments": .list(Payment.schema), "refunds": .list(Refund.schema),
                "history": .list(OrderStatusEntry.schema), "metadata": .any, "created_at": .time, "updated_at": .time,
            ]) { one, _ in one },
            sometimes: ["trace": .list(traceEntry)]
        )
    )

    private static let traceEntry = Schema.named(
        "TraceEntry",
        .object([
            "kind": .text, "source": .text, "hook": .text.orNull, "rule": .text.orNull, "label": .text,
            "amount": Money.schema, "nanoseconds": .integer,
        ])
    )

    let order: Order
    let withTrace: Bool

    package init(order: Order, withTrace: Bool = false) {
        self.order = order
        self.withTrace = withTrace
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", order.id)
            json.member("status", order.status.rawValue)
            json.member("email", order.email)
            json.member("user_id", order.userID)
            json.member("currency", order.currency.code)
            json.member("items", order.items)
            json.member("adjustments", order.adjustments)
            json.members(of: order.totals)
            json.member("shipping_address", order.shippingAddress)
            json.member("billing_address", order.billingAddress)
            json.member("payments", order.payments)
            json.member("refunds", order.refunds)
            json.member("history", order.history)
            json.member("metadata", order.metadata)
            if withTrace { json.member("trace") { json in writeTrace(to: &json) } }
            json.member("created_at", order.createdAt)
            json.member("updated_at", order.updatedAt)
        }
    }

    private func writeTrace(to json: inout JSONWriter) {
        json.array { json in
            for item in order.items {
                json.object { json in
                    json.member("kind", "item")
                    json.member("source", "catalog")
                    json.member("hook", String?.none)
                    json.member("rule", item.sku)
                    json.member("label", "\(item.quantity.value) × \(item.name)")
                    json.member("amount", item.total)
                    json.member("nanoseconds", Int64(0))
                }
            }
            for adjustment in order.adjustments {
                json.object { json in
                    json.member("kind", adjustment.kind.rawValue)
                    json.member("source", adjustment.source)
                    json.member("hook", adjustment.hook)
                    json.member("rule", adjustment.rule)
                    json.member("label", adjustment.label)
                    json.member("amount", adjustment.amount)
                    json.member("nanoseconds", adjustment.nanoseconds)
                }
            }
        }
    }
}

extension OrderItem: JSONWritable {
    static let schema = Schema.named("Line", .object(schemas))

    /// What a cart's line has too.
    static let schemas: [String: Schema] = [
        "id": .id, "sku": .text, "name": .text, "product_id": .id, "variant_id": Schema.id.orNull,
        "quantity": Quantity.schema, "price": Money.schema, "total": Money.schema,
    ]

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("sku", sku)
            json.member("name", name)
            json.member("product_id", productID)
            json.member("variant_id", variantID)
            json.member("quantity", quantity)
            json.member("price", price)
            json.member("total", total)
        }
    }
}

extension Payment: JSONWritable {
    static let schema = Schema.named(
        "Payment",
        .object([
            "id": .id, "payment_method": .text, "status": .text, "amount": Money.schema, "captured": Money.schema,
            "refunded": Money.schema, "transaction_id": .text.orNull,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("payment_method", method)
            json.member("status", status.rawValue)
            json.member("amount", amount)
            json.member("captured", captured)
            json.member("refunded", refunded)
            json.member("transaction_id", transactionID)
        }
    }
}

extension Refund: JSONWritable {
    static let schema = Schema.named(
        "Refund",
        .object([
            "id": .id, "payment_id": .id, "amount": Money.schema, "reason": .text, "status": .text,
            "created_at": .time,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("payment_id", paymentID)
            json.member("amount", amount)
            json.member("reason", reason)
            json.member("status", status.rawValue)
            json.member("created_at", createdAt)
        }
    }
}

extension OrderStatusEntry: JSONWritable {
    static let schema = Schema.named(
        "StatusEntry",
        .object(["status": .choice(OrderState.self), "comment": .text, "created_at": .time])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("status", status.rawValue)
            json.member("comment", comment)
            json.member("created_at", createdAt)
        }
    }
}

extension Address: JSONWritable {
    static let schema = Schema.named(
        "Address",
        .form(
            ["address_line1": .text, "country": .text.described("ISO 3166-1 alpha-2")],
            optional: [
                "first_name": .text.orNull, "last_name": .text.orNull, "company": .text.orNull, "phone": .text.orNull,
                "tax_id": .text.orNull, "address_line2": .text.orNull,
                "city": .text.orNull.described("needed except in a city-state"), "state": .text.orNull,
                "postal_code": .text.orNull.described("needed where the country's post needs one"),
            ]
        )
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in json.members(of: self) }
    }
}

extension JSONWriter {
    mutating func members(of address: Address) {
        member("first_name", address.firstName)
        member("last_name", address.lastName)
        member("company", address.company)
        member("phone", address.phone)
        member("tax_id", address.taxID)
        member("address_line1", address.addressLine1)
        member("address_line2", address.addressLine2)
        member("city", address.city)
        member("state", address.state)
        member("postal_code", address.postalCode)
        member("country", address.country.code)
    }
}
