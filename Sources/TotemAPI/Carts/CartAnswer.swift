package import TotemKernel

extension Cart: JSONWritable {
    static let schema = Schema.named(
        "Cart",
        .object(
            Totals.schemas.merging([
                "id": .text, "currency": .text, "items": .list(CartItem.schema), "codes": .list(.text),
                "adjustments": .list(Adjustment.schema), "order_id": Schema.id.orNull, "version": .integer,
            ]) { one, _ in one }
        )
    )

    /// Its ETag names the cart as it is priced: what checkout holds `If-Match` against.
    var answer: Answer { .json(self).of(subject) }

    private var subject: EntityTag.Subject { EntityTag.Subject(token, version: version) }

    /// The ETag of its answer.
    var tag: EntityTag { EntityTag(of: subject, body: JSONWriter.encode(self)) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", token)
            json.member("currency", currency.code)
            json.member("items", items)
            json.member("codes", codes.map(\.code))
            json.member("adjustments", adjustments)
            json.members(of: totals)
            json.member("order_id", orderID)
            json.member("version", version)
        }
    }
}

extension CartItem: JSONWritable {
    static let schema = Schema.named(
        "CartLine",
        .object([
            "id": .id, "sku": .text, "name": .text, "product_id": .id, "variant_id": Schema.id.orNull,
            "quantity": Quantity.schema, "price": Money.schema, "total": Money.schema,
            "is_available": .boolean.described("false: gone or not on sale; it costs nothing, and no order takes it"),
        ])
    )

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
            json.member("is_available", isAvailable)
        }
    }
}

/// Discounts are negative: what is added to the subtotal.
extension Adjustment: JSONWritable {
    static let schema = Schema.named(
        "Adjustment",
        .object(["label": .text, "source": .text, "amount": Money.schema])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("label", label)
            json.member("source", source)
            json.member("amount", amount)
        }
    }
}

extension Totals {
    /// What a cart and an order have in common.
    static let schemas: [String: Schema] = [
        "subtotal": Money.schema, "discount": Money.schema, "shipping": Money.schema, "tax": Money.schema,
        "total": Money.schema,
    ]
}

extension JSONWriter {
    mutating func members(of totals: Totals) {
        member("subtotal", totals.subtotal)
        member("discount", totals.discount)
        member("shipping", totals.shipping)
        member("tax", totals.tax)
        member("total", totals.total)
    }
}
