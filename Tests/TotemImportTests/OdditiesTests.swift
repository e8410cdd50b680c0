import Testing
import TotemImport
import TotemKernel

@Suite("What real files have and nobody means")
struct OdditiesTests {
    private static let header =
        "Handle,Title,Body (HTML),Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n"

    @Test(
        "Characters that can't be seen, remains of another encoding and line breaks in names are taken out and listed"
    )
    func texts() async throws {
        let shop = try await ImportFixture()
        let file =
            Self.header
            + "pot,\"Clay\u{202E}\nPot\",<p>Best\u{99} \u{93}pot\u{94}\u{2066}</p>,\u{91}a\u{92}\u{7},Size,\"Sm\tall\","
            + "\"AD-04\r\n-blue\",5,\n"
        let report = try await shop.importing(file)
        let pot = try #require(try await shop.product("pot"))
        #expect(pot.name == "Clay Pot")
        #expect(pot.description == "<p>Best\u{2122} \u{201C}pot\u{201D}</p>")
        #expect(pot.attributes["Tags"] == .string("\u{2018}a\u{2019}"))
        #expect(pot.variants.map(\.sku) == ["AD-04 -blue"])
        #expect(pot.variants.map(\.attributes) == [["Size": .string("Sm all")]])
        #expect(report.losses.map(\.what).sorted() == ["Body (HTML)", "Size", "Tags", "Title", "Variant SKU"])
        #expect(try await shop.importing(file).unchanged == 1)
    }

    @Test("Empty fields that a row has behind the last column are passed over")
    func surplusFields() async throws {
        let shop = try await ImportFixture()
        #expect(try await shop.importing("slug,name,price\npot,Pot,5,,\njar,Jar,\"6\",\n").created == 2)
        #expect(try await shop.product("jar")?.price.amount == 600)
    }

    @Test("A picture without a full address is left out, one that only lacks its scheme or encoding is mended")
    func images() async throws {
        let shop = try await ImportFixture()
        let report = try await shop.importing(
            Self.header + "pot,Pot,,,,,P,5,//x.test/a b.jpg\npot,,,,,,,,uploads/c.jpg\n"
        )
        #expect(try await shop.product("pot")?.images == ["https://x.test/a%20b.jpg"])
        #expect(report.losses.map(\.what) == ["Image Src"])
        _ = try await shop.importing(Self.header + "pot,Pot,,,,,P,5,c.jpg\n")
        #expect(try await shop.product("pot")?.images == ["https://x.test/a%20b.jpg"])
    }

    @Test("A product with the option values Default Title and another has two variants")
    func defaultTitle() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing(
            Self.header + "gin,Gin,,,Title,Default Title,G-1,5,\ngin,,,,,Inventory,G-2,6,\n"
        )
        #expect(try await shop.product("gin")?.variants.map(\.sku) == ["G-1", "G-2"])
    }

    @Test(
        "Prices with thousands parted and the currency's sign are read when they can be meant in one way",
        arguments: [
            ("\"$1,299.50\"", 129_950), ("\"USD 1.299,50\"", 129_950), ("1 299.50 US$", 129_950),
            ("\"1299,5\"", 129_950), ("\"0,99\"", 99),
            ("\"1,234,567\"", 123_456_700), ("1'299.50", 129_950), ("$12", 1200), ("0.5", 50),
        ]
    )
    func prices(_ text: String, _ cents: Int64) async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing(Self.header + "pot,Pot,,,,,P,\(text),\n")
        #expect(try await shop.product("pot")?.price.amount == cents)
    }

    @Test(
        "A price that can be meant in two ways, or in another currency, is refused",
        arguments: ["\"1,299\"", "€5", "\"1,29,9.50\"", "\"1,299.50,1\""]
    )
    func uncertainPrices(_ text: String) async throws {
        let shop = try await ImportFixture()
        #expect(try await shop.refusal(of: Self.header + "pot,Pot,,,,,P,\(text),\n") != nil)
    }
}
