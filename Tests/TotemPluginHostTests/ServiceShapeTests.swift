import Testing
import TotemKernel
import TotemTesting

/// However many arguments a service has, of whichever types: in registers, beyond them, and in part.
@Suite("What services are handed")
struct ServiceShapeTests {
    private static let signatures = [
        "s", "j", "ss", "is", "si", "iis", "sis", "sbs", "sss", "iiii", "iiiis", "iiiij", "ds", "sd", "dsdjd",
        "iiiiiis", "siiiiiii", "sssss",
        "ddddddddds", "sdddddddddi", "bsbsbs", "isdbjisdbjisdbjs",
    ]

    @Test("Each argument arrives as it was given, with a result and without", arguments: ["", ">s"])
    func shapes(result: String) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("shapes")
        plugin.prelude = "static char told[400];\nstatic int length;\n"
        for (index, signature) in Self.signatures.enumerated() {
            plugin.prelude += Self.service("told_\(index)", signature, hasResult: !result.isEmpty)
            plugin.start += """
                if (!status) status = totem_service(registry, "told_\(index)", "\(signature)\(result)", (totem_function)told_\(index));

                """
        }
        plugin.prelude += """
            static totem_status last(totem_call *call, totem_str *result, void *state) {
              return totem_keep(call, (totem_str){told, (size_t)length}, result);
            }
            """
        plugin.start += #"if (!status) status = totem_service(registry, "last", ">s", (totem_function)last);"#
        try plugin.build(in: shop.folder)
        try await shop.enable("shapes")

        for (index, signature) in Self.signatures.enumerated() {
            let values = signature.enumerated().map { Self.value($0.element, at: $0.offset) }
            let answer = try await shop.invoke("shapes.told_\(index)", values)
            let told = result.isEmpty ? try await shop.invoke("shapes.last", []) : answer
            #expect(told == .string(values.map(Self.words).joined(separator: ";") + ";"), "\(signature)")
        }
    }

    @Test("Services whose names are alike are told apart, and what is no name is found by nobody")
    func names() async throws {
        let shop = try await PluginShop.open()
        let names = [
            "a", "b", "ab", "ba", "twelve_of_them", "twelvf_of_them", "twelve_of_thee", "twelve_of_thing_of_them",
        ]
        var plugin = CPlugin("p")
        for (index, name) in names.enumerated() {
            plugin.prelude += """
                static totem_status f_\(name)(totem_call *call, int64_t *result, void *state) { *result = \(index); return TOTEM_OK; }

                """
            plugin.start +=
                #"if (!status) status = totem_service(registry, "\#(name)", ">i", (totem_function)f_\#(name));"#
        }
        let calls = names.enumerated().map { index, name in
            #"totem_invoke(call, "p.\#(name)", ">i", NULL, &value) == TOTEM_OK && value.i == \#(index)"#
        }
        let others = ["p.", "p", "", "p.aa", "p.twelve_of_ther", "q.twelve_of_them", "p.twelve_og_them"].map {
            #"totem_invoke(call, "\#($0)", ">i", NULL, &value) == TOTEM_NOT_FOUND"#
        }
        var caller = CPlugin("caller")
        caller.routes = [
            .init(
                "GET",
                "/names",
                """
                totem_value value;
                bool right = \((calls + others).joined(separator: "\n  && "));
                return totem_respond(call, 200, right ? TOTEM_STR("true") : TOTEM_STR("false"));
                """
            )
        ]
        for plugin in [plugin, caller] { try plugin.build(in: shop.folder) }
        for name in ["p", "caller"] { try await shop.enable(name) }
        #expect(try await shop.send("GET", "/names", of: "caller").json == true)
    }

    /// A function in C that writes down what it is handed.
    private static func service(_ name: String, _ signature: String, hasResult: Bool) -> String {
        let types: [Character: String] = [
            "i": "int64_t", "d": "double", "b": "bool", "s": "totem_str", "j": "totem_str",
        ]
        let parameters = signature.enumerated().map { "\(types[$0.element] ?? "") a\($0.offset), " }.joined()
        let writes = signature.enumerated().map { index, letter in
            let (format, value) =
                switch letter {
                case "i": ("%lld", "(long long)a\(index)")
                case "d": ("%g", "a\(index)")
                case "b": ("%d", "a\(index)")
                default: ("%.*s", "(int)a\(index).len, a\(index).ptr")
                }
            return #"length += snprintf(told + length, sizeof told - length, "\#(format);", \#(value));"#
        }
        return """
            static totem_status \(name)(totem_call *call, \(parameters)\(hasResult ? "totem_str *result, " : "")void *state) {
              length = 0;
              \(writes.joined(separator: "\n  "))
              return \(hasResult ? "totem_keep(call, (totem_str){told, (size_t)length}, result)" : "TOTEM_OK");
            }

            """
    }

    private static func value(_ letter: Character, at index: Int) -> JSONValue {
        switch letter {
        case "i": .integer(Int64(index) - 7_000_000_000)
        case "d": .number(Double(index) + 0.5)
        case "b": .boolean(index % 2 == 0)
        case "s": .string(String(repeating: "é", count: index + 1))
        default: .array([.integer(Int64(index))])
        }
    }

    /// As the functions write them.
    private static func words(_ value: JSONValue) -> String {
        switch value {
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .boolean(let flag): flag ? "1" : "0"
        case .string(let text): text
        default: value.text()
        }
    }
}
