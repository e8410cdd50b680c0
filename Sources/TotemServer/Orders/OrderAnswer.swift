public import TotemKernel

/// An order as clients see it. The price trace, for who asks, names the source of every amount of the total.
struct OrderAnswer: JSONWritable, Sendable {
    let order: Order
    var withTrace = false

    func write(to json: inout JSONWriter) {
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
        }
    }
}

extension Payment: JSONWritable {
    public func write(to json: inout JSONWriter) {
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
    public func write(to json: inout JSONWriter) {
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
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("status", status.rawValue)
            json.member("comment", comment)
            json.member("created_at", createdAt)
        }
    }
}

extension Address: JSONWritable {
    public func write(to json: inout JSONWriter) {
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
