import Testing
import TotemImport
import TotemKernel
import TotemStore

@Suite("Texts of files")
struct TextTests {
    private static let woo =
        "Type,SKU,Name,Regular price,Categories,Tags,Attribute 1 name,Attribute 1 value(s),Description\n"

    @Test("WooCommerce's entities and guards are read everywhere but in HTML")
    func wooCommerce() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing(
            Self.woo
                + "simple,A&amp;B,Salt &amp; Pepper &#8211; Caf&eacute;,5,Food &amp; Drink > A &gt; B,'=tag,"
                + "Colour &amp; size,\"Black &amp; White, '+1.0\",<p>a &amp; b</p>\n"
                + "simple,'+1.0,Plus,5,,'+1.0,Version,'+1.0,'=HYPERLINK\n"
        )
        let salt = try #require(try await shop.product("salt-pepper-cafe"))
        #expect(salt.name == "Salt & Pepper \u{2013} Café")
        #expect(salt.sku == "A&B")
        #expect(salt.categories.map(\.name) == ["A > B"])
        #expect(salt.attributes["Colour & size"] == .string("Black & White, '+1.0"))
        #expect(salt.attributes["Tags"] == .string("=tag"))
        #expect(salt.description == "<p>a &amp; b</p>")
        let plus = try #require(try await shop.product("plus"))
        #expect(plus.sku == "+1.0")
        #expect(plus.attributes == ["Tags": .string("+1.0"), "Version": .string("+1.0")])
        #expect(plus.description == "=HYPERLINK")
    }

    @Test("Options of variations are decoded as the attributes of their product are")
    func variations() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing(
            "Type,SKU,Name,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n"
                + "variable,V,Vase,,,Colour,Black &amp; White\n"
                + "variation,V-1,Vase,5,V,Colour,Black &amp; White\n"
        )
        #expect(try await shop.product("vase")?.variants.map(\.attributes) == [["Colour": .string("Black & White")]])
    }

    @Test("A draft of WooCommerce keeps its variations, is inactive, and a variation that is switched off stays out")
    func draft() async throws {
        let shop = try await ImportFixture()
        let file = """
            Type,SKU,Name,Published,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)
            variable,D,Draft,-1,,,Size,"S, L"
            variation,D-S,Draft,-1,5,D,Size,S
            variation,D-L,Draft,-1,6,D,Size,L
            variable,P,Public,1,,,Size,"S, L"
            variation,P-S,Public,1,5,P,Size,S
            variation,P-L,Public,0,6,P,Size,L

            """
        let report = try await shop.importing(file)
        let draft = try #require(try await shop.product("draft"))
        #expect(!draft.isActive)
        #expect(draft.variants.map(\.sku) == ["D-S", "D-L"])
        #expect(try await shop.product("public")?.variants.map(\.sku) == ["P-S"])
        #expect(report.losses.map(\.what) == ["Published"])
        #expect(try await shop.importing(file).unchanged == 2)
    }

    @Test(
        "An export guards what a spreadsheet would take for a formula, and gives every text back",
        arguments: [
            "=HYPERLINK(\"http://x.test\",\"x\")", "+1.0", "-x", "@SUM(A1)", "'=x", "''=x", "'x", "*", "\\*", "\\\\*",
            "a*", "&amp;", "-5", "'-5", "1,5", "\u{FF1D}x", "=", "'", "\\",
        ]
    )
    func roundTrip(text: String) async throws {
        let shop = try await ImportFixture()
        let currency = try await shop.kernel.store.read { tx in try StoreSettings.currency(in: tx) }
        let draft = ProductDraft(
            slug: "thing",
            sku: text,
            name: text,
            description: text,
            price: Money(1, currency),
            attributes: ["Fact": .string(text)],
            variants: [
                VariantDraft(
                    sku: text + "1",
                    price: Money(1, currency),
                    options: [.init("*", .string(text)), .init("Other", .string("x"))],
                    stock: .unmanaged
                ),
                VariantDraft(
                    sku: "2",
                    price: Money(1, currency),
                    options: [.init("Other", .string("y"))],
                    stock: .unmanaged
                ),
            ]
        )
        _ = try await shop.kernel.write(as: .system) { tx, context in
            try ProductStore.save(draft, in: tx, at: context.now)
        }
        let file = try await shop.export()
        let again = try await shop.importing(file, format: .totem)
        #expect([again.created, again.updated, again.unchanged] == [0, 0, 1], "\(again.problems)")
        let other = try await ImportFixture()
        _ = try await other.importing(file)
        #expect(try await other.export() == file)
        let thing = try #require(try await other.product("thing"))
        #expect(thing.name == text && thing.description == text && thing.sku == text)
        #expect(thing.attributes == ["Fact": .string(text)])
        #expect(thing.variants[0].attributes == ["*": .string(text), "Other": .string("x")])
        #expect(thing.variants[1].attributes == ["Other": .string("y")])
    }

    @Test("No cell of an export begins like a formula")
    func guarded() {
        let line = CSVText.line(["=1+1", "+49 30 1", "-x", "@x", "\tx", "\rx", "-5", "-5.25", "x=1", "'=x"])
        #expect(line == "'=1+1,'+49 30 1,'-x,'@x,'\tx,\"'\rx\",-5,-5.25,x=1,''=x\r\n")
    }

    @Test("A product with one variant without options is one when it comes back")
    func bareVariant() async throws {
        let shop = try await ImportFixture()
        let currency = try await shop.kernel.store.read { tx in try StoreSettings.currency(in: tx) }
        let variant = VariantDraft(sku: "V", price: Money(5, currency), options: [], stock: .units(3))
        let draft = ProductDraft(slug: "one", sku: "P", name: "One", price: Money(5, currency), variants: [variant])
        _ = try await shop.kernel.write(as: .system) { tx, context in
            try ProductStore.save(draft, in: tx, at: context.now)
        }
        let other = try await ImportFixture()
        _ = try await other.importing(try await shop.export())
        #expect(try await other.product("one")?.variants.map(\.sku) == ["V"])
        #expect(try await other.importing(try await shop.export()).unchanged == 1)
    }
}
