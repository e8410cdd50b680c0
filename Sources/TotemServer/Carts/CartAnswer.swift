public import TotemKernel

extension Cart: JSONWritable {
    /// Its ETag names the cart as it is priced: what checkout holds `If-Match` against.
    var answer: Answer { .json(self).of(subject) }

    private var subject: EntityTag.Subject { EntityTag.Subject(token, version: version) }

    /// The ETag of its answer.
    var tag: EntityTag { EntityTag(of: subject, body: JSONWriter.encode(self)) }

    public func write(to json: inout JSONWriter) {
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
    public func write(to json: inout JSONWriter) {
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
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("label", label)
            json.member("source", source)
            json.member("amount", amount)
        }
    }
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
