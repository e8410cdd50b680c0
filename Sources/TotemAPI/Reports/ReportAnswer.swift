package import TotemKernel

extension SalesRow: JSONWritable {
    static let schema = Schema.named(
        "SalesRow",
        .object([
            "period": Schema.date.described("its first day"), "currency": .text, "orders": .integer, "items": .integer,
            "subtotal": Money.schema, "discount": Money.schema, "fees": Money.schema,
            "shipping": Money.schema.described("without its added tax"),
            "tax": Money.schema.described("added to the prices, or inside of them"), "total": Money.schema,
            "refunded": Money.schema.described("given back in the period"),
            "net": Money.schema.described("total less refunded"),
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("period", period.description)
            json.member("currency", currency.code)
            json.member("orders", orders)
            json.member("items", items)
            json.member("subtotal", subtotal)
            json.member("discount", discount)
            json.member("fees", fees)
            json.member("shipping", shipping)
            json.member("tax", tax)
            json.member("total", total)
            json.member("refunded", refunded)
            json.member("net", net)
        }
    }
}

extension ProductSalesRow: JSONWritable {
    static let schema = Schema.named(
        "ProductSalesRow",
        .object([
            "product_id": Schema.id.orNull, "sku": .text, "name": .text, "quantity": .integer, "currency": .text,
            "total": Money.schema.described("prices times quantities"), "discount": Money.schema,
            "refunded": Money.schema.described("given back for it in these days, with tax"),
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("product_id", productID)
            json.member("sku", sku)
            json.member("name", name)
            json.member("quantity", quantity)
            json.member("currency", total.currency.code)
            json.member("total", total)
            json.member("discount", discount)
            json.member("refunded", refunded)
        }
    }
}
