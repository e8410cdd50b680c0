import Testing
import TotemKernel

@Suite("What a product may not hold")
struct RefusedContentTests {
    private func objections(_ change: (inout ProductDraft) throws -> Void) async throws -> [String]? {
        let shop = try await Shop()
        var draft = try Shop.pot()
        try change(&draft)
        let changed = draft
        return await kernelError { try await shop.save(changed) }?.fields.map(\.field)
    }

    @Test(
        "An image is an http or https URL with a host, and nothing that runs",
        arguments: [
            "javascript:alert(1)", "JavaScript:alert(1)", "data:image/png;base64,AAAA", "vbscript:x",
            "file:///etc/passwd",
            "ftp://example.com/a.jpg", "//example.com/a.jpg", "/a.jpg", "a.jpg", "http://", "https:///a.jpg",
            "https://",
            "http:example.com", "https://example.com:0/", "https://example.com:99999/", "https://a b.com/x.jpg",
            "https://user:secret@example.com/a.jpg", "https://example.com/a b.jpg", "https://example.com/\"onerror=x",
            "https://example.com/<script>", "https://example.com/\u{202E}gpj.jpg", "https://127.1/a.jpg", "", " ",
            "https://exa\nmple.com/a.jpg", "https://example.com\\@evil.example/a.jpg",
            "https://example.com/" + String(repeating: "a", count: 2048),
        ]
    )
    func badImages(_ url: String) async throws {
        #expect(try await objections { $0.images = ["https://example.com/good.jpg", url] } == ["images[1]"])
    }

    @Test(
        "Pictures of real shops pass",
        arguments: [
            "https://cdn.shopify.com/s/files/1/0533/2089/files/pot_800x.jpg?v=1530129113&width=5",
            "http://shop.example/a.png",
            "HTTPS://Example.com:8443/a(1),b's%20~pot.webp#top", "https://xn--mnchen-3ya.example/Blumentöpfe/größe.jpg",
            "https://192.0.2.7/a.jpg", "https://[2001:db8::1]/a.jpg",
        ]
    )
    func goodImages(_ url: String) async throws {
        #expect(try await objections { $0.images = [url] } == nil)
    }

    @Test(
        "Dimensions are 0 and more, finite and bounded",
        arguments: [
            (["length": .integer(-1)], "dimensions.length"), (["width": .number(-0.5)], "dimensions.width"),
            (["height": .number(1e300)], "dimensions.height"), (["length": .string("10")], "dimensions.length"),
            (["depth": .integer(-3)], "dimensions.depth"), (["unit": .string("c\u{202E}m")], "dimensions.unit"),
            (["box": .object(["height": .integer(-1)])], "dimensions.box.height"), (["a\u{0}": .null], "dimensions"),
            (["sides": .array([.integer(1), .integer(-1)])], "dimensions.sides[1]"),
        ] as [([String: JSONValue], String)]
    )
    func badDimensions(_ dimensions: [String: JSONValue], _ field: String) async throws {
        #expect(try await objections { $0.dimensions = .object(dimensions) } == [field])
    }

    @Test("Dimensions of real parcels pass")
    func goodDimensions() async throws {
        let dimensions: JSONValue = .object([
            "length": .integer(0), "width": .number(12.5), "height": .null, "unit": .string("cm"),
            "packed": .object(["length": .integer(40)]), "fragile": .boolean(true),
        ])
        #expect(try await objections { $0.dimensions = dimensions } == nil)
    }

    @Test("Weights are 0 and more, of variants too")
    func weights() async throws {
        #expect(
            try await objections {
                $0.weight = -1
                $0.variants[0].weight = -1
                $0.variants[1].weight = .max
            } == ["weight_grams", "variants[0].weight_grams", "variants[1].weight_grams"]
        )
    }

    @Test(
        "No name, SKU, category, attribute or option of a product turns what follows around",
        arguments: ["\u{202E}", "\u{2066}", "\u{85}"]
    )
    func texts(_ bad: String) async throws {
        #expect(try await objections { $0.name = "a\(bad)b" } == ["name"])
        #expect(try await objections { $0.slug = "a" + bad } == ["slug"])
        #expect(try await objections { $0.sku = "a\(bad)b" } == ["sku"])
        #expect(try await objections { $0.categories = [["Home", "a\(bad)b"]] } == ["categories[0]"])
        #expect(try await objections { $0.attributes = ["a\(bad)b": .string("x")] }?.count == 1)
        #expect(try await objections { $0.variants[0].sku = "a\(bad)b" } == ["variants[0].sku"])
        #expect(
            try await objections { $0.variants[0].options = [.init("a\(bad)b", .string("x"))] }
                == ["variants[0].attributes"]
        )
    }

    @Test("A description and a value refuse what turns text around")
    func longTexts() async throws {
        #expect(try await objections { $0.description = "a\u{202E}b" } == ["description"])
        #expect(try await objections { $0.description = "two\nlines\tand a tab" } == nil)
        #expect(try await objections { $0.attributes = ["Material": .string("a\u{202D}b")] } == ["attributes.Material"])
    }
}
