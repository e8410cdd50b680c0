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

    @Test("What lies in a warehouse that is switched off comes back there, and is not on sale either")
    func warehousesOff() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing("slug,name,price,stock.Bergen,stock.Oslo\na,A,1,7,5\n")
        try await shop.kernel.store.write { tx in
            let bergen = try #require(try WarehouseStore.find(named: "Bergen", in: tx))
            _ = try WarehouseStore.update(bergen.id, isActive: false, in: tx)
        }
        let file = try await shop.export()
        #expect(file.contains(",stock.Oslo,stock_off.Bergen") && file.contains(",5,7"))
        let other = try await ImportFixture()
        _ = try await other.importing(file, isDryRun: true)
        #expect(try await other.kernel.store.read { tx in try WarehouseStore.find(named: "Bergen", in: tx) } == nil)
        _ = try await other.importing(file)
        #expect(try await other.export() == file)
        let product = try await other.kernel.store.read { tx in try ProductStore.find(slug: "a", in: tx) }
        #expect(product?.inventoryQuantity == 5)
        #expect(try await other.importing(file).unchanged == 1)
    }

    @Test("What lies in a warehouse that is off in the file and on in the store goes on sale there, and that is told")
    func warehouseOn() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing("slug,name,price,stock.Oslo\na,A,1,5\n")
        let file = "slug,name,price,stock_off.Oslo,stock_off.Bergen\na,A,1,6,2\nb,B,1,7,3\n"
        func losses(_ stock: StockMode) async throws -> [String] {
            let report = try await shop.importing(file, stock: stock)
            return report.losses.map { "\($0.what) \($0.rows) \($0.firstLine)" }
        }
        #expect(try await losses(.keep) == ["stock 1 2", "stock_off.Oslo 1 3"])
        #expect(try await losses(.set) == ["stock_off.Oslo 1 2"])
        #expect(try await losses(.set) == [])
        #expect(try await shop.product("a")?.inventoryQuantity == 6)
        #expect(try await shop.product("b")?.inventoryQuantity == 7)
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

    @Test("Variants that only SKUs tell apart, or that have their product's SKU or no option, come back as they are")
    func twins() async throws {
        let shop = try await ImportFixture()
        let currency = try await shop.kernel.store.read { tx in try StoreSettings.currency(in: tx) }
        func variant(_ sku: String, _ options: [VariantDraft.Option]) -> VariantDraft {
            VariantDraft(sku: sku, price: Money(100, currency), options: options, stock: .unmanaged)
        }
        let red = VariantDraft.Option("Colour", .string("red"))
        let products = [
            ("own", [variant("own", [red])]), ("bare", [variant("bare", [])]),
            ("twins", [variant("T-1", [red]), variant("T-2", [red]), variant("T-3", [])]),
        ]
        let drafts = products.map { slug, variants in
            ProductDraft(slug: slug, sku: slug, name: slug, price: Money(100, currency), variants: variants)
        }
        try await Self.save(drafts, in: shop)
        let file = try await shop.export()
        #expect(try await shop.importing(file).unchanged == 3)
        let other = try await ImportFixture()
        #expect(try await other.importing(file).created == 3)
        #expect(try await other.export() == file)
        #expect(try await shop.product("twins")?.variants.map(\.sku) == ["T-1", "T-2", "T-3"])
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
            ("attribute_number.Watts", "0x1F", "column 'attribute_number.Watts': '0x1F' is no number"),
            ("attribute_number.Watts", "inf", "column 'attribute_number.Watts': 'inf' is no number"),
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

    @Test("Of two columns about one thing, one is refused, or told to be left unread")
    func repeatedColumns() async throws {
        let fixture = try await ImportFixture()
        let refusal = try await fixture.refusal(of: "slug,name,price,attribute.W,attribute_number.W\na,A,1,x,2\n")
        #expect(refusal?.contains("column 'attribute_number.W': is about the same as the column 'attribute.W'") == true)
        let twice = try await fixture.refusal(of: "slug,name,price,stock_off.Oslo,stock.Oslo\na,A,1,3,4\n")
        #expect(
            twice?.contains("column 'stock_off.Oslo': is about the same warehouse as the column 'stock.Oslo'") == true,
            "\(twice ?? "")"
        )
        let report = try await fixture.importing("slug,name,price,stock.Oslo,stock.Oslo\na,A,1,3,4\n")
        #expect(try await fixture.product("a")?.inventoryQuantity == 3)
        #expect(report.losses.map(\.what) == ["stock.Oslo"])
    }

    @Test("A letter and its accent are one letter, however a file's program writes them")
    func parted() async throws {
        let fixture = try await ImportFixture()
        let header = "slug,name,price,sku,categories,attribute.Gru\u{308}n,stock.Zu\u{308}rich\n"
        _ = try await fixture.importing(header + "cafe\u{301},Cafe\u{301},1,CAFE\u{301},Cafe\u{301},e\u{301},3\n")
        let composed = "slug,name,price,sku,categories,attribute.Gr\u{FC}n,stock.Z\u{FC}rich\n"
        let report = try await fixture.importing(composed + "caf\u{E9},Caf\u{E9},1,CAF\u{C9},Caf\u{E9},\u{E9},3\n")
        #expect([report.created, report.updated, report.unchanged] == [0, 0, 1])
        #expect(report.losses.isEmpty)
    }
}
