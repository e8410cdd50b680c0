import Testing
import TotemImport
import TotemKernel

@Suite("Shopify's export")
struct ShopifyTests {
    private static let classic = [
        "Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published", "Option1 Name",
        "Option1 Value", "Option2 Name", "Option2 Value", "Variant SKU", "Variant Grams", "Variant Inventory Tracker",
        "Variant Inventory Qty", "Variant Inventory Policy", "Variant Fulfillment Service", "Variant Price",
        "Variant Compare At Price", "Variant Requires Shipping", "Variant Taxable", "Variant Barcode", "Image Src",
        "Image Position", "Gift Card", "SEO Title", "Variant Image", "Variant Weight Unit", "Cost per item", "Status",
        "Color (product.metafields.shopify.color-pattern)", "Included / Norway",
    ]
    private static let modern = [
        "Title", "URL handle", "Description", "Vendor", "Product category", "Type", "Tags", "Published on online store",
        "Status", "SKU", "Barcode", "Option1 name", "Option1 value", "Option1 Linked To", "Price", "Compare-at price",
        "Cost per item", "Charge tax", "Inventory tracker", "Inventory quantity", "Continue selling when out of stock",
        "Weight value (grams)", "Weight unit for display", "Requires shipping", "Fulfillment service",
        "Product image URL", "Image position", "Variant image URL", "Gift card",
    ]

    /// What the first row of a plain product has.
    private static func plain(_ handle: String, _ values: [String: String] = [:]) -> [String: String] {
        var row = [
            "Handle": handle, "Title": handle, "Option1 Name": "Title", "Option1 Value": "Default Title",
            "Variant Price": "10", "Published": "true", "Variant Inventory Policy": "deny", "Gift Card": "false",
            "Variant Fulfillment Service": "manual", "Variant Requires Shipping": "true", "Variant Taxable": "true",
            "Variant Weight Unit": "kg",
        ]
        row.merge(values) { $1 }
        return row
    }

    @Test("The rows of one handle are one product with its variants, pictures and facts")
    func variants() async throws {
        let fixture = try await ImportFixture()
        let file = csv(
            Self.classic,
            [
                Self.plain(
                    "clay-pot",
                    [
                        "Title": "Clay Pot", "Body (HTML)": "<p>Blown clay</p>", "Vendor": "Rustic", "Type": "Outdoor",
                        "Product Category": "Home & Garden > Lawn > Pots", "Tags": "Pot, Plants",
                        "Option1 Name": "Size",
                        "Option1 Value": "Regular", "Variant Price": "9.99", "Variant Inventory Qty": "1",
                        "Variant Grams": "120",
                        "Image Src": "https://x.test/b.jpg", "Image Position": "2", "Cost per item": "4.20",
                        "Color (product.metafields.shopify.color-pattern)": "terracotta",
                    ]
                ),
                ["Handle": "clay-pot", "Image Src": "https://x.test/a.jpg", "Image Position": "1"],
                [
                    "Handle": "clay-pot", "Option1 Value": "Large", "Variant Price": "15.99",
                    "Variant Inventory Qty": "3",
                    "Variant SKU": "POT-L", "Variant Grams": "240.0", "Cost per item": "4.20",
                ],
            ]
        )
        let report = try await fixture.importing(file)
        #expect(report.format == .shopify)
        #expect(report.created == 1)
        #expect(report.losses == [])
        let pot = try #require(try await fixture.product("clay-pot"))
        #expect(pot.name == "Clay Pot")
        #expect(pot.description == "<p>Blown clay</p>")
        #expect(pot.sku == "clay-pot")
        #expect(pot.variants.map(\.sku) == ["clay-pot-regular", "POT-L"])
        #expect(pot.variants.map(\.price.amount) == [999, 1599])
        #expect(pot.variants.map(\.inventoryQuantity) == [1, 3])
        #expect(pot.variants.map(\.weight) == [120, 240])
        #expect(pot.variants[1].attributes == ["Size": .string("Large")])
        #expect(pot.price.amount == 999)
        #expect(pot.cost?.amount == 420)
        #expect(pot.images == ["https://x.test/a.jpg", "https://x.test/b.jpg"])
        #expect(Set(pot.categories.map(\.name)) == ["Pots", "Outdoor"])
        #expect(
            pot.attributes == [
                "Vendor": .string("Rustic"), "Tags": .string("Pot, Plants"), "Color": .string("terracotta"),
            ]
        )
    }

    @Test("The columns of 2024 say the same by other names")
    func modernColumns() async throws {
        let fixture = try await ImportFixture()
        let file = csv(
            Self.modern,
            [
                [
                    "Title": "Wool Sock", "URL handle": "wool-sock", "Description": "Warm", "Vendor": "Sock Co",
                    "Published on online store": "TRUE", "Status": "Active", "SKU": "SOCK-S", "Option1 name": "Size",
                    "Option1 value": "S", "Price": "12.50", "Charge tax": "TRUE", "Inventory tracker": "shopify",
                    "Inventory quantity": "7", "Continue selling when out of stock": "DENY",
                    "Weight value (grams)": "80",
                    "Requires shipping": "TRUE", "Fulfillment service": "manual", "Gift card": "FALSE",
                    "Product image URL": "https://x.test/sock.jpg", "Image position": "1",
                ],
                [
                    "URL handle": "wool-sock", "SKU": "SOCK-M", "Option1 value": "M", "Price": "13",
                    "Inventory tracker": "shopify",
                ],
                [
                    "Title": "Gift", "URL handle": "gift", "Status": "Draft", "Published on online store": "FALSE",
                    "Price": "5", "Barcode": "'0123",
                ],
            ]
        )
        let report = try await fixture.importing(file)
        let sock = try #require(try await fixture.product("wool-sock"))
        #expect(sock.variants.map(\.sku) == ["SOCK-S", "SOCK-M"])
        #expect(sock.variants.map(\.price.amount) == [1250, 1300])
        #expect(sock.variants.map(\.inventoryQuantity) == [7, 0])
        #expect(sock.isActive)
        let gift = try #require(try await fixture.product("gift"))
        #expect(!gift.isActive)
        #expect(gift.inventoryQuantity == nil)
        #expect(gift.attributes["Barcode"] == .string("0123"))
        #expect(report.losses.map(\.what) == ["Inventory quantity"])
        #expect(report.warning == nil)
    }

    @Test("A product without real options has no variants; stock follows the quantity, not the tracker")
    func plainProducts() async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(
            csv(
                Self.classic,
                [
                    Self.plain(
                        "counted",
                        ["Variant Inventory Qty": "8", "Variant SKU": "C1", "Variant Barcode": "40012"]
                    ),
                    Self.plain("empty", ["Variant Inventory Qty": "0"]),
                    Self.plain("free", [:]),
                    Self.plain("draft", ["Status": "draft"]),
                    Self.plain("hidden", ["Published": "false", "Status": "active"]),
                ]
            )
        )
        let counted = try #require(try await fixture.product("counted"))
        #expect(counted.variants.isEmpty)
        #expect(counted.sku == "C1")
        #expect(counted.inventoryQuantity == 8)
        #expect(counted.attributes["Barcode"] == .string("40012"))
        #expect(try await fixture.product("empty")?.inventoryQuantity == 0)
        #expect(try await fixture.product("free")?.inventoryQuantity == nil)
        #expect(try await fixture.product("draft")?.isActive == false)
        #expect(try await fixture.product("hidden")?.isActive == false)
    }

    @Test(
        "SKUs that are made stay apart: values that differ by signs only are numbered, as is what another product has"
    )
    func madeSKUs() async throws {
        let fixture = try await ImportFixture()
        let ring = ["5", "5+", "\u{2605}"].enumerated().map { index, size in
            [
                "Handle": "ring", "Title": index == 0 ? "Ring" : "", "Option1 Name": index == 0 ? "Size" : "",
                "Option1 Value": size, "Variant Price": "10",
            ]
        }
        let file = csv(Self.classic, ring + [Self.plain("ring-5", [:])])
        _ = try await fixture.importing(file)
        #expect(try await fixture.product("ring")?.variants.map(\.sku) == ["ring-5", "ring-5-2", "ring"])
        #expect(try await fixture.product("ring")?.sku == "ring-product")
        #expect(try await fixture.product("ring-5")?.sku == "ring-5-3")
        #expect(try await fixture.importing(file).unchanged == 2)
    }

    @Test("A second column of one name, and a stock of 0 that is not tracked, are listed for what they are")
    func listedForWhatTheyAre() async throws {
        let fixture = try await ImportFixture()
        let report = try await fixture.importing(
            "Handle,Title,Title,Variant Price,Variant Inventory Qty\na,A,B,1.00,0\n"
        )
        #expect(try await fixture.product("a")?.name == "A")
        let reasons = Dictionary(report.losses.map { ($0.what, $0.why) }) { first, _ in first }
        #expect(reasons["Title"] == "the file has several columns of this name: the first one is read")
        #expect(reasons["Inventory quantity"] == "is 0 though stock is not tracked: kept as sold out")
        #expect(report.warning?.hasPrefix("names no inventory tracker for 1 variants without units") == true)
        // As the warning says.
        #expect(try await fixture.product("a")?.inventoryQuantity == 0)
        let uncounted = "slug,stock.Default\na,\n"
        #expect(try await fixture.importing(uncounted, stock: .set).updated == 1)
        #expect(try await fixture.product("a")?.inventoryQuantity == nil)
    }

    @Test("What can't be kept is listed with its rows and its first line")
    func losses() async throws {
        let fixture = try await ImportFixture()
        let report = try await fixture.importing(
            csv(
                Self.classic,
                [
                    Self.plain("a", ["Variant Compare At Price": "20", "SEO Title": "Buy it"]),
                    Self.plain(
                        "b",
                        ["Variant Compare At Price": "30", "Gift Card": "true", "Included / Norway": "true"]
                    ),
                    Self.plain(
                        "c",
                        [
                            "Variant Inventory Qty": "-3", "Variant Inventory Policy": "continue",
                            "Variant Requires Shipping": "false",
                        ]
                    ),
                ]
            )
        )
        let listed = report.losses.map { "\($0.what) \($0.rows) \($0.firstLine)" }
        #expect(
            listed == [
                "SEO Title 1 2", "Variant Compare At Price 2 2", "Gift Card 1 3", "Included / Norway 1 3",
                "Inventory policy 1 4", "Inventory quantity 1 4", "Variant Requires Shipping 1 4",
            ]
        )
        #expect(try await fixture.product("c")?.inventoryQuantity == 0)
    }

    @Test("A product's rows may stand apart")
    func scattered() async throws {
        let fixture = try await ImportFixture()
        let report = try await fixture.importing(
            csv(
                Self.classic,
                [
                    Self.plain("a", ["Option1 Name": "Size", "Option1 Value": "S"]),
                    Self.plain("b"),
                    ["Handle": "a", "Option1 Value": "M", "Variant Price": "11"],
                ]
            )
        )
        #expect(report.created == 2)
        #expect(try await fixture.product("a")?.variants.count == 2)
    }

    @Test(
        "A bad row names line and column",
        arguments: [
            (["Variant Price": "1,250"], "line 3, column 'Variant Price': '1,250' is no decimal number"),
            (["Variant Price": "1.250"], "line 3, column 'Variant Price': '1.250' may be 1250 too"),
            (["Variant Inventory Qty": "1.000"], "line 3, column 'Variant Inventory Qty': '1.000' is no whole number"),
            (["Variant Price": "1.999"], "line 3, column 'Variant Price': '1.999' has more than 2 decimal digits"),
            (
                ["Variant Price": "92233720368547758.08"],
                "line 3, column 'Variant Price': '92233720368547758.08' is too large"
            ),
            (["Variant Price": "-1"], "line 3, column 'Variant Price': '-1' is negative"),
            (["Variant Price": ""], "line 3, column 'Variant Price': is empty"),
            (["Title": ""], "line 3, column 'Title': is empty"),
            (["Handle": ""], "line 3, column 'Handle': is empty"),
            (["Variant Inventory Qty": "many"], "line 3, column 'Variant Inventory Qty': 'many' is no whole number"),
            (["Variant Inventory Qty": "1.5"], "line 3, column 'Variant Inventory Qty': '1.5' is no whole number"),
            (["Variant Inventory Qty": "9000000000000000000"], "column 'Variant Inventory Qty'"),
            (["Variant Grams": "heavy"], "line 3, column 'Variant Grams': 'heavy' is no weight"),
            (["Status": "maybe"], "line 3, column 'Status': 'maybe' is none of active, draft, archived"),
            (["Published": "sure"], "line 3, column 'Published': 'sure' is neither true nor false"),
            (["Option1 Name": "", "Option1 Value": "Red"], "line 3, column 'Option1 Value': is 'Red'"),
        ]
    )
    func badRows(values: [String: String], expected: String) async throws {
        let fixture = try await ImportFixture()
        let file = csv(
            Self.classic,
            [Self.plain("a", ["Variant SKU": "A-1"]), Self.plain("b", values), Self.plain("c")]
        )
        let refusal = try await fixture.refusal(of: file)
        #expect(refusal?.contains(expected) == true, "\(refusal ?? "imported")")
        #expect(try await fixture.productCount() == 0)
        // The bad product is left out whole, the others are imported.
        let report = try await fixture.importing(file, skipsBadRows: true)
        #expect(report.created == 2)
        #expect(report.skipped == 1)
        #expect(report.problems.count == 1)
        #expect(try await fixture.product("b")?.name == nil)
    }

    @Test("A variant that is given twice is refused with both lines")
    func twins() async throws {
        let fixture = try await ImportFixture()
        let refusal = try await fixture.refusal(
            of: csv(
                Self.classic,
                [
                    Self.plain("a", ["Option1 Name": "Size", "Option1 Value": "S"]),
                    ["Handle": "a", "Option1 Value": "S", "Variant Price": "1"],
                ]
            )
        )
        #expect(refusal?.contains("line 3, column 'Option1 Value': gives the same variant as line 2") == true)
    }
}
