package import TotemKernel

extension OrderItem {
    static let schema = Schema.named(
        "OrderLine",
        .object([
            "id": .id, "parent_id": Schema.id.orNull, "sku": .text, "name": .text, "product_id": Schema.id.orNull,
            "variant_id": Schema.id.orNull, "quantity": Quantity.schema,
            "fulfilled_quantity": Schema.integer(0...Quantity.largest).described("units that were shipped"),
            "refunded_quantity": .integer(0...Quantity.largest), "price": Money.schema, "total": Money.schema,
            "discount": Money.schema, "tax": Money.schema, "adjustments": .partsOfLine, "tax_class": .text.orNull,
            "properties": .any,
        ])
    )

    /// - Parameter parts: what of each adjustment is this line's.
    func write(to json: inout JSONWriter, _ units: LineFulfilment, _ parts: [AdjustmentPart]) {
        json.object { json in
            json.member("id", id)
            json.member("parent_id", parentID)
            json.member("sku", sku)
            json.member("name", name)
            json.member("product_id", productID)
            json.member("variant_id", variantID)
            json.member("quantity", quantity)
            json.member("fulfilled_quantity", units.shipped)
            json.member("refunded_quantity", units.refunded)
            json.member("price", price)
            json.member("total", total)
            json.member("discount", discount)
            json.member("tax", tax)
            json.member("adjustments", parts)
            json.member("tax_class", taxClass)
            json.member("properties", properties)
        }
    }
}

extension Payment: JSONWritable {
    static let schema = Schema.named(
        "Payment",
        .object([
            "id": .id, "payment_method": .text, "status": .choice(Payment.Status.self), "amount": Money.schema,
            "captured": Money.schema, "voided": Money.schema, "refunded": Money.schema, "transaction_id": .text.orNull,
            "action": .any.described("what the buyer must do first, as the payment's provider says it; else null"),
            "failure": Schema.text.orNull.described("why there is no money"),
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("payment_method", method)
            json.member("status", status.rawValue)
            json.member("amount", amount)
            json.member("captured", captured)
            json.member("voided", voided)
            json.member("refunded", refunded)
            json.member("transaction_id", transactionID)
            json.member("action", action ?? .null)
            json.member("failure", failure)
        }
    }
}

extension Refund: JSONWritable {
    static let schema = Schema.named(
        "Refund",
        .object([
            "id": .id, "amount": Money.schema.described("all of it"),
            "shipping": Money.schema.described("what of it is for shipping, with its added tax"),
            "items": .list(RefundLine.schema), "payments": .list(RefundPart.schema), "reason": .text,
            "status": .choice(Refund.Status.self), "created_at": .time,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("amount", amount)
            json.member("shipping", shipping)
            json.member("items", lines)
            json.member("payments", parts)
            json.member("reason", reason)
            json.member("status", status.rawValue)
            json.member("created_at", createdAt)
        }
    }
}

extension RefundLine: JSONWritable {
    static let schema = Schema.object([
        "id": Schema.id.described("the line of the order"), "quantity": Quantity.schema,
        "amount": Money.schema.described("with the tax in it"), "tax": Money.schema, "restock": .boolean,
    ])

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", itemID)
            json.member("quantity", quantity)
            json.member("amount", amount)
            json.member("tax", tax)
            json.member("restock", restock)
        }
    }
}

extension RefundPart: JSONWritable {
    static let schema = Schema.object(["id": Schema.id.described("the payment"), "amount": Money.schema])

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", paymentID)
            json.member("amount", amount)
        }
    }
}

extension Fulfilment: JSONWritable {
    static let schema = Schema.named(
        "Fulfilment",
        .object([
            "id": .id, "status": .choice(Fulfilment.State.self), "warehouse_id": Schema.id.orNull,
            "items": .list(FulfilmentItem.schema), "carrier": .text.orNull, "tracking_number": .text.orNull,
            "tracking_url": Schema.url.orNull, "created_at": .time, "updated_at": .time,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("status", state.rawValue)
            json.member("warehouse_id", warehouseID)
            json.member("items", items)
            json.member("carrier", tracking.carrier)
            json.member("tracking_number", tracking.number)
            json.member("tracking_url", tracking.url)
            json.member("created_at", createdAt)
            json.member("updated_at", updatedAt)
        }
    }
}

extension FulfilmentItem: JSONWritable {
    static let schema = Schema.object([
        "id": Schema.id.described("the line of the order"), "quantity": Quantity.schema,
    ])

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", itemID)
            json.member("quantity", quantity)
        }
    }
}

extension OrderHold: JSONWritable {
    static let schema = Schema.named(
        "Hold",
        .object([
            "id": .id, "owner": Schema.text.described("a user, a key or a plugin"), "name": .text, "reason": .text,
            "created_at": .time,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("owner", owner)
            json.member("name", name)
            json.member("reason", reason)
            json.member("created_at", createdAt)
        }
    }
}

extension OrderNote: JSONWritable {
    static let schema = Schema.named(
        "Note",
        .object(["id": .id, "author": .text, "text": .text, "created_at": .time])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("author", author)
            json.member("text", text)
            json.member("created_at", createdAt)
        }
    }
}

extension OrderStatusEntry: JSONWritable {
    static let schema = Schema.named(
        "StatusEntry",
        .object(["of": .choice(OrderStateKind.self), "status": .text, "comment": .text, "created_at": .time])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("of", kind.rawValue)
            json.member("status", status)
            json.member("comment", comment)
            json.member("created_at", createdAt)
        }
    }
}
