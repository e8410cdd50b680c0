import Testing
import TotemKernel
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("The limits of bodies")
struct LimitsTests {
    /// Fields whose longest text is refused for another reason than its length.
    private static let special: Set<String> = [
        "email", "current_password", "target_url", "tracking_url", "currency", "locale",
    ]

    @Test("A text as long as a body's description allows is taken, one that is longer is refused by its name")
    func lengths() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let ann = try await guest.customer("ann@shop.example")
            #expect(try await admin.post("/v1/products", .pot).status == 201)
            #expect(try await admin.post("/v1/attributes", ["name": "Year of making"]).status == 201)
            #expect(try await admin.post("/v1/warehouses", ["name": "North"]).status == 201)
            let order: JSONValue = [
                "items": [["sku": "POT-S", "quantity": 1]],
                "shipping_address": [
                    "address_line1": "Main St 1", "city": "Berlin", "postal_code": "10115", "country": "DE",
                ],
            ]
            #expect(try await admin.post("/v1/orders", order).status == 201)
            var checked = 0
            for operation in operations(of: kernel) {
                guard let schema = operation.body, case .object(var body) = schema.example else { continue }
                for (name, limits) in schema.texts where !Self.special.contains(name) {
                    let client = operation.needsSession ? ann : admin
                    let old = body[name]
                    for length in [limits.upperBound, limits.upperBound + 1] {
                        // No two things have one name.
                        let number = String(checked)
                        if body["name"] != nil { body["name"] = .string("name \(number)") }
                        body[name] = .string(number + String(repeating: "a", count: length - number.utf8.count))
                        let answer = try await client.send(
                            operation.method.rawValue,
                            operation.pathWithIDs,
                            .object(body)
                        )
                        // What is not there is not looked at further.
                        guard ![404, 409].contains(answer.status) else { continue }
                        let isNamed = answer.badFields.contains(name)
                        #expect(
                            isNamed == (length > limits.upperBound),
                            "\(operation) \(name) \(length): \(answer.json)"
                        )
                        checked += 1
                    }
                    body[name] = old
                }
            }
            #expect(checked > 30)
        }
    }

    @Test(
        "A line says what it is of in one way, in carts and in orders",
        arguments: [LineBody.schema, NewOrderBody.schema]
    )
    func lines(_ schema: Schema) throws {
        let whole = try #require(schema.named.first?.value())
        let line = whole.json["properties"]?["items"]?["items"] ?? whole.json
        let choices = line["anyOf"]?.elements ?? []
        let subjects = Set(["sku", "variant_id", "product_id"])
        let named = choices.map { choice in
            #expect(choice["additionalProperties"] == false)
            guard case .object(let properties) = choice["properties"] else { return Set<String>() }
            #expect(choice["required"]?.elements.compactMap(\.text).contains { subjects.contains($0) } == true)
            return subjects.intersection(properties.keys)
        }
        #expect(Set(named) == Set(subjects.map { [$0] }))
    }
}

extension Schema {
    /// The object's own texts that have limits.
    fileprivate var texts: [String: ClosedRange<Int>] {
        guard let whole = json["$ref"] == nil ? self : named.first?.value(),
            case .object(let properties) = whole.json["properties"] ?? .null
        else { return [:] }
        return properties.compactMapValues { property in
            let plain = property["anyOf"]?[0] ?? property
            let name = plain["$ref"]?.text?.split(separator: "/").last.map(String.init)
            let text = name.flatMap { whole.named[$0]?().json } ?? plain
            guard text["type"] == "string", let most = text["maxLength"]?.integer else { return nil }
            return Int(text["minLength"]?.integer ?? 0)...Int(most)
        }
    }
}
