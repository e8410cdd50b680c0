import FoundationEssentials
import Testing
import TotemImport
import TotemKernel
import TotemStore

@Suite("Exporting products")
struct ExportTests {
    private static func save(_ drafts: [ProductDraft], in fixture: ImportFixture) async throws {
        try await fixture.kernel.store.write { tx in
            for draft in drafts { _ = try ProductStore.save(draft, in: tx, at: Timestamp(milliseconds: 0)) }
        }
    }

    /// A product with everything that a cell can't simply hold.
    private static func thorny(_ currency: Currency) -> ProductDraft {
        ProductDraft(
            slug: "thorny",
            sku: "THORNY, \"big\"",
            name: "Thorny; \"rose\", > 1 m",
            description: "<p>One\r\n\"two\", three</p>\n\n  four ",
            price: Money(1234, currency),
            cost: Money(7, currency),
            weight: 900,
            taxClass: "books, reduced",
            dimensions: .object(["length": .number(12.5), "unit": .string("cm, of course")]),
            isActive: false,
            categories: [["Home; Garden", "Roses > climbing"], ["Back\\slash"]],
            attributes: [
                "Watts": .number(7.5), "Bulbs": .integer(3), "Dimmable": .boolean(false), "Text": .string("12"),
                "Name, with comma": .string("*"),
            ],
            images: ["https://x.test/a.jpg?b=1,2", "https://x.test/c.jpg"],
            variants: [
                VariantDraft(
                    sku: "T-1",
                    price: Money(2000, currency),
                    weight: 100,
                    taxClass: "=food",
                    options: [.init("Size", .string("S")), .init("Volts", .integer(12))],
                    stock: .byWarehouse(["Oslo": 3, "Bergen": 0])
                ),
                VariantDraft(
                    sku: "T-2",
                    price: Money(0, currency),
                    options: [.init("Size", .string("S;M"))],
                    stock: .unmanaged
                ),
            ]
        )
    }

    @Test("Importing an export into an empty store gives the same products, and into its own changes nothing")
    func roundTrip() async throws {
        let shop = try await ImportFixture()
        let currency = try await shop.kernel.store.read { tx in try StoreSettings.currency(in: tx) }
        let plain = ProductDraft(
            slug: "plain",
            sku: "P",
            name: "Plain",
            price: Money(5, currency),
            taxClass: "food",
            stock: .units(4)
        )
        let bare = ProductDraft(slug: "bare", name: "Bare", price: Money(100, currency))
        try await Self.save([Self.thorny(currency), plain, bare], in: shop)
        let file = try await shop.export()
        let again = try await shop.importing(file, format: .totem)
        #expect([again.created, again.updated, again.unchanged] == [0, 0, 3])
        #expect(again.losses.isEmpty)

        let other = try await ImportFixture()
        let report = try await other.importing(file)
        #expect(report.format == .totem)
        #expect(report.created == 3)
        #expect(try await other.export() == file)
        for slug in ["thorny", "plain", "bare"] {
            let (mine, theirs) = (try await shop.product(slug), try await other.product(slug))
            #expect(mine?.attributes == theirs?.attributes)
            #expect(mine?.dimensions == theirs?.dimensions)
            #expect(mine?.description == theirs?.description)
            #expect(mine?.price == theirs?.price)
            #expect(mine?.variants.map(\.attributes) == theirs?.variants.map(\.attributes))
            #expect(mine?.variants.map(\.inventoryQuantity) == theirs?.variants.map(\.inventoryQuantity))
            #expect(mine?.inventoryQuantity == theirs?.inventoryQuantity)
            #expect(Set(mine?.categories.map(\.name) ?? []) == Set(theirs?.categories.map(\.name) ?? []))
        }
    }

    @Test("What is counted and sold out is so after an import elsewhere, also where the shop has no warehouse yet")
    func soldOutWithoutWarehouse() async throws {
        let fixture = try await ImportFixture()
        let file = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Tracker"
        _ = try await fixture.importing(file + "\na,A,Title,Default Title,A-1,3,shopify\n")
        #expect(try await fixture.product("a")?.inventoryQuantity == 0)
        let other = try await ImportFixture()
        _ = try await other.importing(try await fixture.export())
        #expect(try await other.product("a")?.inventoryQuantity == 0)
    }

    @Test(
        "A value of another type than its column's is refused with its place",
        arguments: [
            ("attribute_number.Watts", "bright", "column 'attribute_number.Watts': 'bright' is no number"),
            ("attribute_boolean.Dimmable", "perhaps", "column 'attribute_boolean.Dimmable': 'perhaps' is no boolean"),
            ("dimensions", "10 cm", "column 'dimensions': is no JSON object"),
            ("dimensions", "[1]", "column 'dimensions': is no JSON object"),
            ("product_weight_grams", "-1", "column 'product_weight_grams': is negative"),
        ]
    )
    func badValues(column: String, value: String, reason: String) async throws {
        let fixture = try await ImportFixture()
        let refusal = try await fixture.refusal(of: "slug,name,price,\(column)\na,A,1,\(value)\n")
        #expect(refusal?.contains("line 2, \(reason)") == true, "\(refusal ?? "")")
    }
}
