package import TotemKernel

extension Bool: JSONWritable {
    package func write(to json: inout JSONWriter) { json.boolean(self) }
}

extension Int: JSONWritable {
    package func write(to json: inout JSONWriter) { json.integer(Int64(self)) }
}

extension Int64: JSONWritable {
    package func write(to json: inout JSONWriter) { json.integer(self) }
}

extension String: JSONWritable {
    package func write(to json: inout JSONWriter) { json.string(self) }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    package func write(to json: inout JSONWriter) {
        switch self {
        case .some(let value): value.write(to: &json)
        case .none: json.null()
        }
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.array { json in
            for element in self { element.write(to: &json) }
        }
    }
}

/// By name, so that equal values give equal bytes.
extension Dictionary: JSONWritable where Key == String, Value: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in sorted(by: { $0.key < $1.key }) { json.member(named: name, value) }
        }
    }
}

extension JSONValue: JSONWritable {
    package func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .boolean(let value): json.boolean(value)
        case .integer(let value): json.integer(value)
        case .number(let value): json.number(value)
        case .string(let value): json.string(value)
        case .array(let values): values.write(to: &json)
        case .object(let members): members.write(to: &json)
        }
    }
}

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
