package import TotemKernel

/// Everything that the shop keeps about a customer.
package struct CustomerDataAnswer: JSONWritable, Sendable {
    static let schema = Schema.named(
        "CustomerData",
        .object([
            "profile": CustomerAnswer.schema, "addresses": .list(SavedAddress.schema),
            "orders": .list(OrderAnswer.schema), "carts": .list(KeptCart.schema),
            "sessions": .list(.object(["created_at": .time, "expires_at": .time])),
            "extensions": Schema.map(.any).described("what plugins keep, by their names"),
        ])
    )

    let data: CustomerData
    /// Who asks for it.
    let actor: Actor

    package init(_ data: CustomerData, for actor: Actor) {
        self.data = data
        self.actor = actor
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("profile", CustomerAnswer(customer: data.customer))
            json.member("addresses", data.addresses)
            json.member("orders", data.orders.map { OrderAnswer($0, for: actor) })
            json.member("carts", data.carts)
            json.member("sessions", data.sessions)
            json.member("extensions", data.extensions)
        }
    }
}

extension KeptCart: JSONWritable {
    static let schema = Schema.object([
        "email": Schema.email.orNull, "note": .text.orNull, "metadata": .any, "items": .list(Line.schema),
        "codes": .list(.text), "shipping_address": Address.schema.orNull, "billing_address": Address.schema.orNull,
        "created_at": .time, "updated_at": .time,
    ])

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("email", email)
            json.member("note", note)
            json.member("metadata", metadata ?? .object([:]))
            json.member("items", lines)
            json.member("codes", codes)
            json.member("shipping_address", shippingAddress)
            json.member("billing_address", billingAddress)
            json.member("created_at", createdAt)
            json.member("updated_at", updatedAt)
        }
    }
}

extension KeptCart.Line: JSONWritable {
    static let schema = Schema.object([
        "sku": .text, "name": .text, "quantity": Quantity.schema, "properties": .any,
    ])

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("sku", sku)
            json.member("name", name)
            json.member("quantity", quantity)
            json.member("properties", properties ?? .object([:]))
        }
    }
}

extension SessionPeriod: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("created_at", createdAt)
            json.member("expires_at", expiresAt)
        }
    }
}
