import Testing
import TotemImport
import TotemKernel

@Suite("WooCommerce's export")
struct WooCommerceTests {
    private static func header(weight: String = "Weight (lbs)") -> [String] {
        [
            "ID", "Type", "SKU", "Name", "Published", "Is featured?", "Visibility in catalog", "Short description",
            "Description", "Date sale price starts", "Date sale price ends", "Tax status", "In stock?", "Stock",
            "Backorders allowed?", "Sold individually?", weight, "Length (in)", "Width (in)", "Height (in)",
            "Allow customer reviews?", "Sale price", "Regular price", "Categories", "Tags", "Images", "Parent",
            "Grouped products", "External URL", "Button text", "Position", "Attribute 1 name", "Attribute 1 value(s)",
            "Attribute 1 visible", "Attribute 1 global", "Attribute 2 name", "Attribute 2 value(s)",
            "Attribute 2 visible", "Attribute 2 global", "Meta: _wpcom_is_markdown", "Download 1 URL",
        ]
    }

    private static func row(_ type: String, _ sku: String, _ values: [String: String] = [:]) -> [String: String] {
        var row = [
            "Type": type, "SKU": sku, "Name": sku, "Published": "1", "Is featured?": "0",
            "Visibility in catalog": "visible", "Tax status": "taxable", "In stock?": "1", "Backorders allowed?": "0",
            "Sold individually?": "0", "Allow customer reviews?": "1", "Position": "0",
        ]
        row.merge(values) { $1 }
        return row
    }

    private static let hoodie = row(
        "variable",
        "hoodie",
        [
            "ID": "45", "Name": "Hoodie", "Weight (lbs)": "1.5", "Categories": "Clothing > Hoodies, Sale\\, now",
            "Attribute 1 name": "Color", "Attribute 1 value(s)": "Blue, Green", "Attribute 1 visible": "1",
            "Attribute 1 global": "1", "Attribute 2 name": "Fabric", "Attribute 2 value(s)": "Cotton\\, organic, Wool",
            "Attribute 2 visible": "1", "Images": "https://x.test/a.jpg, https://x.test/b.jpg",
        ]
    )
    private static let blue = row(
        "variation",
        "hoodie-blue",
        [
            "Parent": "hoodie", "Regular price": "45", "Sale price": "42", "Attribute 1 name": "Color",
            "Attribute 1 value(s)": "Blue", "Position": "2", "Stock": "4", "Images": "https://x.test/c.jpg",
        ]
    )
    private static let green = row(
        "variation",
        "",
        [
            "Parent": "id:45", "Regular price": "45.00", "Attribute 1 name": "Color", "Attribute 1 value(s)": "Green",
            "Position": "1", "Weight (lbs)": "2",
        ]
    )

    @Test(
        "Variations join their parent from anywhere in the file",
        arguments: [
            [hoodie, blue, green], [blue, hoodie, green], [green, blue, hoodie],
        ]
    )
    func variations(rows: [[String: String]]) async throws {
        let fixture = try await ImportFixture()
        let between = Self.row("simple", "cap", ["Regular price": "5"])
        let report = try await fixture.importing(csv(Self.header(), [rows[0], between, rows[1], rows[2]]))
        #expect(report.format == .woocommerce)
        #expect(report.created == 2)
        let hoodie = try #require(try await fixture.product("hoodie"))
        #expect(hoodie.sku == "hoodie")
        #expect(hoodie.variants.map(\.sku) == ["hoodie-green", "hoodie-blue"])
        #expect(hoodie.variants.map(\.price.amount) == [4500, 4200])
        #expect(hoodie.variants.map(\.inventoryQuantity) == [nil, 4])
        #expect(hoodie.variants.map(\.attributes) == [["Color": .string("Green")], ["Color": .string("Blue")]])
        #expect(hoodie.variants.map(\.weight) == [907, nil])
        #expect(hoodie.weight == 680)
        #expect(hoodie.attributes == ["Fabric": .string("Cotton, organic, Wool")])
        #expect(Set(hoodie.categories.map(\.name)) == ["Hoodies", "Sale, now"])
        #expect(hoodie.images == ["https://x.test/a.jpg", "https://x.test/b.jpg", "https://x.test/c.jpg"])
    }

    @Test(
        "Weights are exact, in whole grams",
        arguments: [
            ("Weight (kg)", "1.25", 1250), ("Weight (g)", "12.5", 13), ("Weight (lbs)", ".5", 227),
            ("Weight (oz)", "16", 454),
            ("Weight (lbs)", "1000000", 453_592_370),
        ]
    )
    func weights(column: String, text: String, grams: Int64) async throws {
        let fixture = try await ImportFixture()
        let row = Self.row("simple", "cap", ["Regular price": "5", column: text])
        _ = try await fixture.importing(csv(Self.header(weight: column), [row]))
        #expect(try await fixture.product("cap")?.weight == grams)
    }

    @Test("Stock is counted when the file has a number, none when there is none, else always available")
    func stock() async throws {
        let fixture = try await ImportFixture()
        let report = try await fixture.importing(
            csv(
                Self.header(),
                [
                    Self.row("simple", "counted", ["Regular price": "5", "Stock": "12"]),
                    Self.row("simple", "always", ["Regular price": "5"]),
                    Self.row("simple", "out", ["Regular price": "5", "In stock?": "0"]),
                    Self.row("simple", "negative", ["Regular price": "5", "Stock": "-2", "Backorders allowed?": "1"]),
                ]
            )
        )
        #expect(try await fixture.product("counted")?.inventoryQuantity == 12)
        #expect(try await fixture.product("always")?.inventoryQuantity == nil)
        #expect(try await fixture.product("out")?.inventoryQuantity == 0)
        #expect(try await fixture.product("negative")?.inventoryQuantity == 0)
        #expect(report.losses.map(\.what) == ["Backorders allowed?", "Stock"])
    }

    @Test("The price is that of a sale without dates, else the regular one")
    func prices() async throws {
        let fixture = try await ImportFixture()
        let report = try await fixture.importing(
            csv(
                Self.header(),
                [
                    Self.row("simple", "sale", ["Regular price": "20", "Sale price": "18"]),
                    Self.row(
                        "simple",
                        "dated",
                        ["Regular price": "20", "Sale price": "18", "Date sale price ends": "2026-12-24"]
                    ),
                    Self.row("simple", "none"),
                ]
            )
        )
        #expect(try await fixture.product("sale")?.price.amount == 1800)
        #expect(try await fixture.product("dated")?.price.amount == 2000)
        #expect(try await fixture.product("none")?.isActive == false)
        #expect(report.losses.map { "\($0.what) \($0.firstLine)" } == ["Regular price 2", "Sale price 3", "Type 4"])
    }

    @Test("Types that can't be sold here are kept inactive and listed; delivery by download is listed")
    func types() async throws {
        let fixture = try await ImportFixture()
        let report = try await fixture.importing(
            csv(
                Self.header(),
                [
                    Self.row("grouped", "set", ["Grouped products": "a, b"]),
                    Self.row("external", "pennant", ["Regular price": "11.05", "External URL": "https://x.test/p"]),
                    Self.row(
                        "simple, downloadable, virtual",
                        "album",
                        ["Regular price": "15", "Download 1 URL": "https://x.test/d"]
                    ),
                    Self.row("booking", "room", ["Regular price": "90"]),
                    Self.row("variable", "bare"),
                    Self.row("simple", "private", ["Regular price": "1", "Published": "0"]),
                    Self.row("simple", "draft", ["Regular price": "1", "Published": "-1"]),
                ]
            )
        )
        #expect(report.created == 7)
        for slug in ["set", "pennant", "room", "bare", "private", "draft"] {
            #expect(try await fixture.product(slug)?.isActive == false, "\(slug)")
        }
        #expect(try await fixture.product("album")?.isActive == true)
        let pennant = try #require(try await fixture.product("pennant"))
        #expect(pennant.price.amount == 1105)
        #expect(pennant.attributes["External URL"] == .string("https://x.test/p"))
        let listed = Set(report.losses.map { "\($0.what) \($0.firstLine)" })
        #expect(listed == ["Type 2", "Type 3", "Type 4", "Download 1 URL 4", "Type 5", "Type 6"])
    }

    @Test("Descriptions, dimensions and other facts are kept; meta data and ids are listed")
    func facts() async throws {
        let fixture = try await ImportFixture()
        let report = try await fixture.importing(
            csv(
                Self.header(),
                [
                    Self.row(
                        "simple",
                        "cap",
                        [
                            "ID": "7", "Regular price": "5", "Short description": "Short",
                            "Description": "One\\nTwo \\\\n", "Tags": "a, b",
                            "Length (in)": "8", "Width (in)": "6.5", "Meta: _wpcom_is_markdown": "1",
                        ]
                    )
                ]
            )
        )
        let cap = try #require(try await fixture.product("cap"))
        #expect(cap.description == "One\nTwo \\n")
        #expect(cap.attributes == ["Short description": .string("Short"), "Tags": .string("a, b")])
        #expect(cap.dimensions == .object(["length": .integer(8), "width": .number(6.5), "unit": .string("in")]))
        #expect(report.losses.map(\.what) == ["ID", "Meta: _wpcom_is_markdown"])
    }

    @Test("Products with one name get addresses of their own, and the same ones again")
    func equalNames() async throws {
        let fixture = try await ImportFixture()
        let file = csv(
            Self.header(),
            [
                Self.row("simple", "T-1", ["Name": "Tee", "Regular price": "5"]),
                Self.row("simple", "T-2", ["Name": "Tee", "Regular price": "6"]),
            ]
        )
        #expect(try await fixture.importing(file).created == 2)
        #expect(try await fixture.product("tee")?.sku == "T-1")
        #expect(try await fixture.product("tee-t-2")?.sku == "T-2")
        #expect(try await fixture.importing(file).unchanged == 2)
        // Renamed in the other shop, it is the same product by its SKU.
        let renamed = csv(Self.header(), [Self.row("simple", "T-2", ["Name": "Shirt", "Regular price": "6"])])
        #expect(try await fixture.importing(renamed).updated == 1)
        #expect(try await fixture.product("tee-t-2")?.name == "Shirt")
    }

    @Test(
        "A variation without its parent, or without a parent's name, is refused",
        arguments: [
            ("nobody", "line 2, column 'Parent': 'nobody' is no product of this file"),
            ("", "line 2, column 'Parent': is empty"),
            ("cap", "line 2, column 'Parent': names the product in line 3, which is not variable"),
        ]
    )
    func orphans(parent: String, expected: String) async throws {
        let fixture = try await ImportFixture()
        let refusal = try await fixture.refusal(
            of: csv(
                Self.header(),
                [
                    Self.row("variation", "x", ["Parent": parent, "Regular price": "5"]),
                    Self.row("simple", "cap", ["Regular price": "5"]),
                ]
            )
        )
        #expect(refusal?.contains(expected) == true, "\(refusal ?? "imported")")
    }

    @Test("A weight column without a unit is refused")
    func unit() async throws {
        let fixture = try await ImportFixture()
        let file = csv(Self.header(weight: "Weight (stone)"), [Self.row("simple", "cap", ["Regular price": "5"])])
        #expect(try await fixture.refusal(of: file)?.contains("line 1, column 'Weight (stone)': names no unit") == true)
    }
}
