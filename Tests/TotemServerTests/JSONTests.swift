import HTTPTypes
import Testing
import TotemKernel
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("JSON of requests and answers")
struct JSONTests {
    @Test(
        "What is JSON is read as it stands",
        arguments: [
            ("{}", [:]), ("[1,-2,0]", [1, -2, 0]), (#""a\u00e9\n\ud83d\ude00""#, "aé\n😀"),
            (#" {"a" : [true,false,null]} "#, ["a": [true, false, nil]]), ("1.5e3", 1500.0),
            ("9223372036854775807", .integer(.max)), ("92233720368547758080", .number(92_233_720_368_547_758_080)),
        ] as [(String, JSONValue)]
    )
    func readsJSON(text: String, value: JSONValue) throws {
        #expect(try JSONValue(text: text) == value)
    }

    @Test(
        "What is no JSON is refused",
        arguments: [
            "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "+1", ".5", "1.", "1e", "nul", "tru", "[1 2]", "\"a",
            "\"\\x\"", "\"\\ud800\"", "\"\\u0000\"", "\"\u{1}\"", "{} {}", "NaN", "1e999", "{\"a\":1,\"a\":2}", "'a'",
            String(repeating: "[", count: 100_000),
        ]
    )
    func refusesNonsense(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(text: text) }
    }

    @Test("A string that is no UTF-8 is refused")
    func refusesBadUTF8() {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(bytes: [0x22, 0xFF, 0x22]) }
    }

    struct Line: Decodable {
        let sku: String
        let quantity: Int64
    }

    struct Body: Decodable {
        let items: [Line]
        let note: String?
        let currency: Currency?
        let name: Change<String>
    }

    @Test(
        "A field of another type, a missing and an unknown one are named by their paths",
        arguments: [
            (#"{"items":[{"sku":"A","quantity":"2"}]}"#, "items[0].quantity"),
            (#"{"items":[{"sku":"A","quantity":1},{"sku":"B"}]}"#, "items[1].quantity"),
            (#"{"items":[{"sku":"A","quantity":1,"price":3}]}"#, "items[0].price"),
            (#"{"items":[],"extra":{"deep":1}}"#, "extra"), (#"{"items":{}}"#, "items"), ("[]", "body"),
            (#"{"items":[],"currency":"XXZ"}"#, "currency"), (#"{"items":[],"note":1}"#, "note"),
            (#"{"items":[{"sku":"A","quantity":1.5}]}"#, "items[0].quantity"), (#"{"items":[],"name":5}"#, "name"),
        ]
    )
    func namesFields(text: String, field: String) throws {
        let value = try JSONValue(text: text)
        do {
            _ = try BodyDecoder.decode(Body.self, from: value)
            Issue.record("\(text) was taken")
        } catch {
            let problem = Problem(error)
            #expect(problem.status == 422)
            #expect(problem.fields.map(\.field) == [field])
        }
    }

    @Test("Every bad field is named at once, each once, and the objections to values with them")
    func namesAllFields() throws {
        let text =
            #"{"items":[{"quantity":"2","size":1},7,{"sku":3,"quantity":0}],"note":1,"currency":"XXZ","extra":2,"name":5}"#
        let value = try JSONValue(text: text)
        let error = #expect(throws: KernelError.self) {
            try BodyDecoder.decode(Body.self, from: value) { body in
                let fields = body.items.indices.flatMap { ["items[\($0)].sku", "items[\($0)].quantity"] } + ["note"]
                throw KernelError.invalid(fields.map { KernelError.Field($0, "is bad") })
            }
        }
        #expect(
            error?.fields.map { "\($0.field) \($0.message)" } == [
                "items[0].sku is missing", "items[0].quantity must be a whole number, not a string",
                "items[1] must be an object, not a number", "items[2].sku must be a string, not a number",
                "note must be a string, not a number",
                "currency 'XXZ' is no ISO 4217 currency; write three capitals such as EUR",
                "name must be a string, not a number", "extra is not known here", "items[0].size is not known here",
                "items[2].quantity is bad",
            ]
        )
    }

    @Test("Of thousands of bad elements a hundred are named")
    func namesAHundred() {
        let error = #expect(throws: KernelError.self) {
            try BodyDecoder.decode(Body.self, from: ["items": .array(Array(repeating: 1, count: 2000))])
        }
        #expect(error?.fields.count == 100)
    }

    @Test("A member that is missing, null or given is told apart")
    func changes() throws {
        let unchanged = try BodyDecoder.decode(Body.self, from: ["items": []])
        let cleared = try BodyDecoder.decode(Body.self, from: ["items": [], "name": nil])
        let set = try BodyDecoder.decode(Body.self, from: ["items": [], "name": "B"])
        #expect(unchanged.name.applied(to: "A") == "A")
        #expect(cleared.name.applied(to: "A") == nil)
        #expect(set.name.applied(to: "A") == "B")
    }

    @Test("What is written is read back equal, and members come in order")
    func writes() throws {
        let value: JSONValue = [
            "b": [1, -9_223_372_036_854_775_807, 0, 1.25, nil, true], "a": "\"\\\n\t\r\u{1}é😀", "c": [:], "d": [],
        ]
        let bytes = JSONWriter.encode(value)
        #expect(try JSONValue(bytes: bytes) == value)
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix(#"{"a":""#))
    }
}
