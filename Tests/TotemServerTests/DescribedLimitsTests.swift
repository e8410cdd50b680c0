import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("The limits of requests are described, and who keeps them is not told that a value is wrong")
struct DescribedLimitsTests {
    @Test("No text, number, list or object of a request may be anything at all")
    func complete() async throws {
        try await withServer { guest, _ in
            let document = try await guest.get("/openapi.json").json
            #expect(LooseSchemas.ofRequests(in: document) == [])
        }
    }

    @Test("The same goes for a plugin's routes, whatever its manifest leaves open")
    func plugins() throws {
        let body: JSONValue = [
            "type": "object",
            "properties": [
                "text": ["type": "string"], "number": ["type": ["integer", "null"]], "list": ["type": "array"],
                "open": ["type": "object", "properties": ["a": ["type": "string"]]], "any": ["description": "anything"],
                "tree": ["$ref": "#/schemas/tree"],
                "one": [
                    "type": "object", "additionalProperties": false,
                    "anyOf": [["required": ["a"], "checkedBy": "plugin"]],
                ],
            ],
        ]
        let tree: JSONValue = [
            "type": "object", "additionalProperties": false,
            "properties": ["of": ["type": "array", "items": ["$ref": "#/schemas/tree"]]],
        ]
        let document = OpenAPIDocument.json(
            of: [],
            with: [route(body: body, schemas: ["tree": tree])],
            in: try #require(Currency("EUR"))
        )
        #expect(LooseSchemas.ofRequests(in: document) == [])
        let schemas = document["components"]?["schemas"]
        let reference: JSONValue = ["$ref": "#/components/schemas/notes.tree"]
        #expect(schemas?["notes.tree"]?["properties"]?["of"]?["items"] == reference)
        #expect(described(body, "one", in: document)?["anyOf"] == [["required": ["a"]]])
        let number = described(body, "number", in: document)
        #expect(number?["minimum"] == .integer(.min) && number?["maximum"] == .integer(.max))
    }

    @Test("A text with a format is described by what the format allows", arguments: TextFormat.allCases)
    func formats(format: TextFormat) throws {
        let body: JSONValue = [
            "type": "object",
            "properties": ["text": ["type": ["string", "null"], "minLength": 1, "format": .string(format.rawValue)]],
        ]
        let document = OpenAPIDocument.json(of: [], with: [route(body: body)], in: try #require(Currency("EUR")))
        let text = try #require(described(body, "text", in: document))
        switch format {
        case .date, .dateTime: #expect(text["format"]?.text == format.rawValue)
        case .country, .currency:
            let choices = text["enum"]?.elements ?? []
            #expect(choices.count > 100 && choices.contains(.null))
            for case .string(let choice) in choices { #expect(format.objection(to: choice, 0...9) == nil) }
        case .storeCurrency:
            let choices = text["anyOf"]?.elements ?? []
            #expect(choices == [["$ref": "#/components/schemas/StoreCurrency"], ["type": "null"]])
            #expect(document["components"]?["schemas"]?["StoreCurrency"]?["enum"] == ["EUR"])
        case .line, .lines, .word, .email, .cursor: #expect(text["pattern"] != nil && text["format"] != "line")
        }
    }

    @Test("A route that its manifest describes without a body takes none; of others nobody knows")
    func unknownBodies() throws {
        let routes = [
            PluginRouteDescription(plugin: "notes", method: "POST", path: "/a", role: nil, answers: [204: nil]),
            PluginRouteDescription(plugin: "notes", method: "POST", path: "/b", role: nil),
        ]
        let document = OpenAPIDocument.json(of: [], with: routes, in: try #require(Currency("EUR")))
        #expect(document["paths"]?["/v1/x/notes/a"]?["post"]?["requestBody"] == nil)
        #expect(document["paths"]?["/v1/x/notes/b"]?["post"]?["requestBody"]?["required"] == false)
        #expect(LooseSchemas.ofRequests(in: document) == [])
    }

    private func route(body: JSONValue, schemas: [String: JSONValue] = [:]) -> PluginRouteDescription {
        PluginRouteDescription(
            plugin: "notes",
            method: "POST",
            path: "/notes",
            role: nil,
            body: body,
            schemas: schemas
        )
    }

    private func described(_ body: JSONValue, _ name: String, in document: JSONValue) -> JSONValue? {
        let operation = document["paths"]?["/v1/x/notes/notes"]?["post"]
        return operation?["requestBody"]?["content"]?["application/json"]?["schema"]?["properties"]?[name]
    }

    // MARK: - Patterns

    /// A pattern, and whether the check that it is made for lets a text through.
    private static let patterns: [(Schema, @Sendable (String) -> Bool)] = [
        (.slug.resolved, { (try? Slug($0)) != nil }),
        (.sku.resolved, { (try? SKU($0)) != nil }),
        (Schema.text(TextRule(1...9)).resolved, { TextRule(1...9).objection(to: $0) == nil }),
        (
            Schema.text(TextRule(0...9, allowsLines: true)).resolved,
            { TextRule(0...9, allowsLines: true).objection(to: $0) == nil }
        ),
        (.word, { TextFormat.word.objection(to: $0, 0...9) == nil }),
        (.cursor, { TextFormat.cursor.objection(to: $0, 0...9) == nil }),
        (.filledText, { !$0.contains("\0") && !$0.unicodeScalars.allSatisfy(\.properties.isWhitespace) }),
    ]

    @Test("A pattern lets through what the check does, for every character", arguments: patterns.indices)
    func patternsAreTheChecks(index: Int) throws {
        let (schema, passes) = Self.patterns[index]
        let pattern = try #require(schema.json["pattern"]?.text)
        let regex = try NSRegularExpression(pattern: pattern)
        let scalars = (Array(0..<0x3100) + Array(0xFE00..<0x1_0000) + [0x1_F600, 0xE_0041, 0x2_0000, 0x1_FFFE])
            .compactMap(Unicode.Scalar.init)
        // What Unicode has not given a meaning when this was built may have one in another version.
        let given = scalars.filter { $0.properties.generalCategory != .unassigned }
        let wrong = given.filter { scalar in
            ["\(scalar)", "a\(scalar)b"].contains { text in
                // `$` is also before a line break at the end there.
                let whole = NSRange(location: 0, length: text.utf16.count)
                let matches = regex.firstMatch(in: text, range: whole)?.range == whole
                // A few letters that are capitals only by their category are left out of the description of slugs.
                return index == 0 ? matches && !passes(text) && text.count > 1 : matches != passes(text)
            }
        }
        #expect(wrong.map { String($0.value, radix: 16) } == [])
    }

    @Test("What is described of If-Match is what is read: tags with commas between them, or a star")
    func tags() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let made = try await manager.post("/v1/products", .pot)
            let path = "/v1/products/\(try #require(made["id"].integer))"
            let operation = try await guest.get("/openapi.json").json["paths"]?["/v1/products/{product}"]?["patch"]
            let header = operation?["parameters"]?.elements.first { $0["name"] == "If-Match" }
            let regex = try NSRegularExpression(pattern: try #require(header?["schema"]?["pattern"]?.text))
            for tag in ["*", "\"a\"", "W/\"a\", \"b\"", "\"a,b\"", "a", "\"a\" \"b"] {
                let whole = NSRange(location: 0, length: tag.utf16.count)
                let isDescribed = regex.firstMatch(in: tag, range: whole)?.range == whole
                let answer = try await manager.send("PATCH", path, ["name": "Pot"], headers: ["If-Match": tag])
                #expect(isDescribed == (answer.status != 422), "\(tag) \(answer.status)")
            }
        }
    }

    // MARK: - Answers

    struct Case: Sendable {
        let method: String
        let path: String
        let body: JSONValue?
        let status: Int
        let field: String

        init(_ request: String, _ body: JSONValue? = nil, _ status: Int, _ field: String) {
            let parts = request.split(separator: " ").map(String.init)
            method = parts[0]
            path = parts[1]
            self.body = body
            self.status = status
            self.field = field
        }
    }

    private static let cases = [
        Case("GET /v1/attributes?cursor=abc", 422, "cursor"),
        Case("GET /v1/attributes?cursor=next_AAAAAAAAAAA%2F", 422, "cursor"),
        Case("GET /v1/attributes?cursor=next_AAAAAAAAAAAAAAAA", 404, "cursor"),
        Case("GET /v1/products?category=none", 422, "category"),
        Case("GET /v1/products?attribute.x=1", 422, "attribute.x"),
        Case("GET /v1/products?facets=attribute.x", 422, "facets"),
        Case("GET /v1/products?facets=attribute.%F0%9F%8F%BB", 422, "facets"),
        Case("GET /v1/products?attribute.%F0%9F%8F%BB=1", 422, "attribute.\u{1F3FB}"),
        Case("GET /v1/products?min_price=2&max_price=1", 422, "min_price"),
        Case("GET /v1/inventory?product_id=9", 422, "product_id"),
        Case("GET /v1/orders?q=a&sort=-created_at", 422, "sort"),
        Case("GET /v1/orders?q=a%07", 422, "q"),
        Case(
            "GET /v1/orders?created_after=2026-01-02T00:00:00Z&created_before=2026-01-01T00:00:00Z",
            422,
            "created_before"
        ),
        Case("GET /v1/payment-operations?kind=authorize&status=failed", 422, "status"),
        Case("GET /v1/reports/sales?from=2020-01-01", 422, "from"),
        Case("GET /v1/reports/products?from=2026-01-02&to=2026-01-01", 422, "from"),
        Case("GET /v1/events?after=99", 422, "after"),
        Case("POST /v1/carts", ["items": [["sku": "NONE", "quantity": 1]]], 404, "items[0].sku"),
        Case("POST /v1/carts", ["items": [["sku": "NONE", "quantity": 0]]], 422, "items[0].quantity"),
        Case("POST /v1/categories", ["name": "A", "parent_id": 9], 404, "parent_id"),
        Case("POST /v1/inventory/adjustments", ["sku": "NONE", "delta": 1, "reason": "a"], 404, "sku"),
        Case(
            "POST /v1/products",
            ["name": "A", "price": ["amount": 1, "currency": "USD"], "variants": [["id": 7]]],
            404,
            "variants[0].id"
        ),
    ]

    @Test(
        "What of a body names nothing is 404, and so is a cursor of another list; what is bad is 422",
        arguments: cases
    )
    func statuses(of request: Case) async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let answer = try await admin.send(request.method, request.path, request.body)
            #expect(answer.status == request.status && answer.badFields == [request.field], "\(answer.json)")
        }
    }
}

extension DescribedLimitsTests.Case {
    fileprivate init(_ request: String, _ status: Int, _ field: String) { self.init(request, nil, status, field) }
}
