package import TotemKernel
import TotemStore

extension Cart: JSONWritable {
    static let schema = Schema.named(
        "Cart",
        .object(
            Totals.schemas.merging([
                "id": .text, "currency": .text, "version": .integer, "email": Schema.email.orNull,
                "locale": Schema.text.orNull, "note": Schema.text.orNull, "metadata": .any,
                "items": .list(CartItem.schema), "codes": .list(.text), "adjustments": .list(Adjustment.schema),
                "shipping_address": Address.schema.orNull, "billing_address": Address.schema.orNull,
                "shipping_rates": .list(ShippingRate.schema),
                "shipping_rate": Schema.text.orNull.described("the id of the rate that is chosen"),
                "shipping_refusal": Schema.text.orNull.described(
                    "why there is no way of shipping, for the buyer; null: there is one, or nothing ships"
                ),
                "order_id": Schema.id.orNull, "extensions": .map(.any),
            ]) { one, _ in one }
        )
    )

    /// Its ETag names the cart as it is priced: what checkout holds `If-Match` against.
    var answer: Answer { .json(self).of(subject) }

    /// The same with what plugins add.
    func answer(in tx: Transaction, _ context: RequestContext) throws -> Answer {
        try extended(in: tx, context).answer
    }

    private var subject: EntityTag.Subject { EntityTag.Subject(token, version: version) }

    /// The ETag of its answer.
    var tag: EntityTag { EntityTag(of: subject, body: JSONWriter.encode(self)) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", token)
            json.member("currency", currency.code)
            json.member("version", version)
            json.member("email", details.email?.text)
            json.member("locale", details.locale?.text)
            json.member("note", details.note)
            json.member("metadata", details.metadata ?? .object([:]))
            json.member("items") { json in
                json.array { json in
                    for (place, item) in items.enumerated() {
                        item.write(to: &json, adjustments.parts(ofLine: place, item.id.value))
                    }
                }
            }
            json.member("codes", codes.map(\.code))
            json.members(of: totals, adjustments)
            json.member("shipping_address", details.shippingAddress)
            json.member("billing_address", details.billingAddress)
            json.member("shipping_rates", shippingRates)
            json.member("shipping_rate", shippingRate?.id)
            json.member("shipping_refusal", shippingRefusal)
            json.member("order_id", orderID)
            json.member("extensions", extensions)
        }
    }
}

extension CartItem {
    static let schema = Schema.named(
        "CartLine",
        .object([
            "id": .id, "parent_id": Schema.id.orNull.described("the line that it is a part of, and goes with"),
            "sku": .text, "name": .text, "product_id": .id, "variant_id": Schema.id.orNull,
            "quantity": Quantity.schema, "price": Money.schema, "total": Money.schema.described("price times quantity"),
            "discount": Money.schema.described("its share of all discounts"),
            "tax": Money.schema.described("of total less discount"), "adjustments": .partsOfLine,
            "tax_class": Schema.text.orNull,
            "properties": .map(.any),
            "is_available": .boolean.described("false: gone or not on sale; it costs nothing, and no order takes it"),
            "plugin": Schema.text.orNull.described("the plugin that has put it in, and alone changes it"),
            "is_gift": .boolean,
        ])
    )

    /// - Parameter parts: what of each adjustment is this line's.
    fileprivate func write(to json: inout JSONWriter, _ parts: [AdjustmentPart]) {
        json.object { json in
            json.member("id", id)
            json.member("parent_id", parentID)
            json.member("sku", sku)
            json.member("name", name)
            json.member("product_id", productID)
            json.member("variant_id", variantID)
            json.member("quantity", quantity)
            json.member("price", price)
            json.member("total", total)
            json.member("discount", discount)
            json.member("tax", tax)
            json.member("adjustments", parts)
            json.member("tax_class", taxClass)
            json.member("properties", properties)
            json.member("is_available", isAvailable)
            json.member("plugin", plugin)
            json.member("is_gift", flags.contains(.gift))
        }
    }
}

extension LineProperties: JSONWritable {
    package func write(to json: inout JSONWriter) { (value ?? .object([:])).write(to: &json) }
}

extension ShippingRate: JSONWritable {
    static let schema = Schema.named(
        "ShippingRate",
        .object([
            "id": .text, "label": .text, "amount": Money.schema,
            "plugin": .text.described("whose it is; core: the shop's settings"),
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("label", label)
            json.member("amount", amount)
            json.member("plugin", source)
        }
    }
}

extension Totals {
    /// What a cart and an order have in common.
    static let schemas: [String: Schema] = [
        "adjustments": .list(Adjustment.schema), "subtotal": Money.schema, "discount": Money.schema,
        "fees": Money.schema, "shipping": Money.schema, "tax": Money.schema,
        "prices_include_tax": .boolean.described("whether the other amounts contain the tax, so that it is not added"),
        "total": Money.schema, "tenders": .list(Adjustment.schema), "due": Money.schema,
    ]
}

extension JSONWriter {
    /// - Parameter trace: the source of every amount. What changed the price of a line is in its total, and no adjustment.
    mutating func members(of totals: Totals, _ trace: [Adjustment]) {
        member("adjustments", trace.filter { $0.kind != .tender && $0.kind != .price })
        member("subtotal", totals.subtotal)
        member("discount", totals.discount)
        member("fees", totals.fees)
        member("shipping", totals.shipping)
        member("tax", totals.tax)
        member("prices_include_tax", totals.pricesIncludeTax)
        member("total", totals.total)
        member("tenders", trace.filter { $0.kind == .tender })
        member("due", totals.due)
    }
}

/// What a checkout of a cart can name.
struct OfferedMethodsAnswer: JSONWritable, Sendable {
    static let schema = Schema.object([
        "data": .list(.object(["method": .text, "title": .text.described("what buyers read")]))
    ])

    let methods: [String]
    let providers: PaymentProviders

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("data", methods.map { ["method": $0, "title": providers.title(of: $0)] })
        }
    }
}
