package import TotemKernel

extension Identifier: JSONWritable {
    package func write(to json: inout JSONWriter) { json.integer(value) }
}

/// `{"amount": 1999, "currency": "EUR"}`, in minor units.
extension Money: JSONWritable {
    static let schema = Schema.named(
        "Money",
        .object(["amount": .integer.described("minor units"), "currency": .text.described("ISO 4217")])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("amount", amount)
            json.member("currency", currency.code)
        }
    }
}

extension Timestamp: JSONWritable {
    package func write(to json: inout JSONWriter) { json.string(description) }
}

extension Quantity: JSONWritable {
    static let schema = Schema.integer(1...Quantity.largest)

    package func write(to json: inout JSONWriter) { json.integer(value) }
}

extension KernelError.Field: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("field", field)
            json.member("message", message)
        }
    }
}

/// `{"data": […], "next_cursor": "…" | null}`
extension Page: JSONWritable where Item: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("data", items)
            json.member("next_cursor", nextCursor)
        }
    }
}
