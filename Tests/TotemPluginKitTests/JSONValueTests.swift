import Testing
import TotemPluginKit

@Suite("JSON that a plugin reads")
struct JSONValueTests {
    @Test("Every kind of value is read as what it is, and written again the same")
    func everyKind() throws {
        let text =
            #"{"array":[1,-2.5,1e3,[]],"false":false,"large":9223372036854775807,"null":null,"text":"a\"b\\c\u0001é","true":true}"#
        let value = try JSONValue(text: text)
        #expect(value["large"] == .integer(.max))
        #expect(try value.member("array").elements() == [.integer(1), .number(-2.5), .number(1000), .array([])])
        #expect(try value.text("text") == "a\"b\\c\u{1}é")
        #expect(try JSONValue(text: value.text) == value)
        #expect(try JSONValue(text: #"{"b":1,"a":[true,null]}"#).text == #"{"a":[true,null],"b":1}"#)
    }

    @Test("Escapes are read, with surrogate pairs, and blanks around everything")
    func escapes() throws {
        let text = "\t{ \"a\\/\\n\" :\r\n \"\\uD83D\\ude00\\b\\f\\r\\t\\u00e9\" } \n"
        #expect(try JSONValue(text: text).text("a/\n") == "😀\u{8}\u{c}\r\té")
    }

    @Test(
        "What is no JSON is refused with the place",
        arguments: [
            ("", "at byte 0 it ends too early"), ("{\"a\":1,}", "at byte 7 it needs a member's name in double quotes"),
            ("[1 2]", "at byte 3 it needs a comma or a closing bracket"), ("[1,]", "at byte 3"), ("01", "at byte 2"),
            ("{\"a\" 1}", "at byte 5 it needs a colon"), ("{\"a\":1 \"b\":2}", "at byte 7 it needs a comma"),
            ("{\"a\":1,\"a\":2}", "at byte 12 it gives 'a' twice"), ("tru", "at byte 0"), ("[1]]", "at byte 3"),
            ("\"\\ud83d\"", "half of a surrogate pair"), ("\"\\ude00\"", "half of a surrogate pair"),
            ("\"\\u0000\"", "NUL"), ("\"\n\"", "control character"), ("\"\\x\"", "escape"),
            ("\"abc", "inside a string"),
            ("1e999", "too large"), ("-", "no JSON value"), ("1.", "no JSON value"), ("'a'", "at byte 0"),
            ("NaN", "at byte 0"),
        ]
    )
    func refused(text: String, why: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue(text: text) }
        #expect(error?.description.contains(why) == true, "\(String(describing: error))")
    }

    @Test("Bytes that are no UTF-8 are refused")
    func noUTF8() {
        #expect(throws: JSONError.self) { try JSONValue(bytes: [0x22, 0xFF, 0x22]) }
        #expect(throws: JSONError.self) { try JSONValue(bytes: [0x22, 0xC0, 0x80, 0x22]) }
    }

    @Test("Depth and size have limits, the usual ones and those that are asked for")
    func limits() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONValue(text: nested(JSONValue.usualDepth)) }
        #expect(throws: JSONError.self) { try JSONValue(text: nested(JSONValue.usualDepth + 1)) }
        #expect(throws: JSONError.self) { try JSONValue(text: nested(1_000_000)) }
        #expect(throws: JSONError.self) { try JSONValue(text: nested(3), deepest: 2) }
        #expect(throws: Never.self) { try JSONValue(text: "\"abc\"", largest: 5) }
        #expect(throws: JSONError.self) { try JSONValue(text: "\"abcd\"", largest: 5) }
    }

    @Test("A member of another type is named, whether it is needed or not; one that is null is as good as missing")
    func members() throws {
        let value = try JSONValue(text: #"{"amount":"12","name":null,"is_on":1,"list":[1,"a"],"half":0.5}"#)
        #expect(try value.optionalText("name") == nil && value.optionalInteger("nothing") == nil)
        for (read, why) in [
            ({ _ = try value.integer("amount") }, "'amount' must be a whole number, not a text"),
            ({ _ = try value.optionalInteger("half") }, "'half' must be a whole number, not a number"),
            ({ _ = try value.optionalBool("is_on") }, "'is_on' must be true or false, not a number"),
            ({ _ = try value.text("name") }, "'name' is missing"),
            ({ _ = try value.member("list").integers() }, "'[1]' must be a whole number, not a text"),
            ({ _ = try value.member("list").texts() }, "'[0]' must be a text, not a number"),
            ({ _ = try value.elements() }, "it must be a list, not an object"),
            ({ _ = try value.member("list").text("a") }, "it must be an object, not a list"),
        ] as [(() throws -> Void, String)] {
            #expect(#expect(throws: JSONError.self) { try read() }?.description == why)
        }
    }

    @Test("What is written is read again: texts of every kind, in their order")
    func written() throws {
        let texts = ["", "\"quoted\"", "back\\slash", "\u{1}\u{1F}", "line\nbreak", "é😀"]
        #expect(try JSONValue(text: JSON.texts(texts)).texts() == texts)
        #expect(try JSONValue(text: JSON.integers([1, -2, .max])).integers() == [1, -2, .max])
        var object = JSONObject()
        object.add("at", time: 1_764_322_200_123)
        object.add("texts", texts)
        object.add("none", nil as String?)
        let read = try JSONValue(text: object.text)
        #expect(try read.text("at") == "2025-11-28T09:30:00.123Z")
        #expect(try read.member("texts").texts() == texts)
        #expect(read["none"] == .null)
        #expect(JSON.objects([object, object]) == "[\(object.text),\(object.text)]")
    }
}
