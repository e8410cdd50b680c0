import Testing
import TotemImport
import TotemKernel
import TotemStore

@Suite("Importing")
struct ImportTests {
    private static let header = [
        "slug", "name", "description", "categories", "is_active", "images", "sku", "price", "cost", "weight_grams",
        "attribute.Material", "option.Size", "stock.Oslo", "stock.Bergen", "colour",
    ]
    private static let mug = [
        "slug": "mug", "name": "Mug", "categories": "Kitchen > Cups; Gifts",
        "images": "https://x.test/1 https://x.test/2",
        "sku": "MUG", "price": "12.00", "cost": "5", "weight_grams": "340", "attribute.Material": "Stoneware",
        "stock.Oslo": "4", "stock.Bergen": "6",
    ]
    private static let shirt = [
        [
            "slug": "shirt", "name": "Shirt", "is_active": "false", "price": "20", "option.Size": "S",
            "stock.Oslo": "1",
            "weight_grams": "200",
        ],
        ["slug": "shirt", "price": "22", "option.Size": "L", "weight_grams": "240"],
    ]

    @Test("The project's own format keeps everything it names")
    func totem() async throws {
        let fixture = try await ImportFixture()
        let report = try await fixture.importing(csv(Self.header, [Self.mug] + Self.shirt))
        #expect(report.format == .totem)
        #expect(report.created == 2)
        let mug = try #require(try await fixture.product("mug"))
        #expect(mug.inventoryQuantity == 10)
        #expect(mug.images == ["https://x.test/1", "https://x.test/2"])
        #expect(Set(mug.categories.map(\.name)) == ["Cups", "Gifts"])
        #expect(mug.attributes == ["Material": .string("Stoneware")])
        #expect(mug.cost?.amount == 500)
        #expect(mug.weight == 340)
        let shirt = try #require(try await fixture.product("shirt"))
        #expect(!shirt.isActive)
        #expect(shirt.variants.map(\.sku) == ["shirt-s", "shirt-l"])
        #expect(shirt.variants.map(\.inventoryQuantity) == [1, nil])
        let warehouses = try await fixture.kernel.store.read { tx in
            try WarehouseStore.list(PageRequest(), in: tx).items.map(\.name)
        }
        #expect(Set(warehouses).isSuperset(of: ["Oslo", "Bergen"]))
    }

    @Test("Importing a file again changes nothing; a changed row changes its product alone")
    func again() async throws {
        let fixture = try await ImportFixture()
        let file = csv(Self.header, [Self.mug] + Self.shirt)
        _ = try await fixture.importing(file)
        let before = try #require(try await fixture.product("mug"))
        let second = try await fixture.importing(file)
        #expect([second.created, second.updated, second.unchanged] == [0, 0, 2])
        #expect(try await fixture.product("mug")?.version == before.version)
        var dearer = Self.mug
        dearer["price"] = "13"
        let third = try await fixture.importing(csv(Self.header, [dearer] + Self.shirt))
        #expect([third.created, third.updated, third.unchanged] == [0, 1, 1])
        #expect(try await fixture.product("mug")?.price.amount == 1300)
    }

    @Test("A dry run says what would happen and changes nothing")
    func dryRun() async throws {
        let fixture = try await ImportFixture()
        let report = try await fixture.importing(csv(Self.header, [Self.mug] + Self.shirt), isDryRun: true)
        #expect(report.created == 2)
        #expect(report.isDryRun)
        #expect(try await fixture.productCount() == 0)
        let rows = try await fixture.kernel.store.read { tx in
            try tx.first("SELECT (SELECT COUNT(*) FROM product_categories) + (SELECT COUNT(*) FROM warehouses)") {
                row in
                try row.get(0, as: Int64.self)
            }
        }
        #expect(rows == 0)
    }

    @Test("An unknown column is listed when it holds something")
    func unknownColumn() async throws {
        let fixture = try await ImportFixture()
        var mug = Self.mug
        mug["colour"] = "blue"
        let report = try await fixture.importing(csv(Self.header, Self.shirt + [mug]))
        #expect(report.losses.map { "\($0.what) \($0.rows) \($0.firstLine)" } == ["colour 1 4"])
    }

    @Test("Prices are read in the store's currency")
    func currency() async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.kernel.store.write { tx in
            try StoreSettings.set("currency", to: "JPY", in: tx, at: Timestamp(milliseconds: 0))
        }
        #expect(try await fixture.refusal(of: "slug,name,price\na,A,10.50\n")?.contains("in JPY") == true)
        _ = try await fixture.importing("slug,name,price\na,A,1050\n")
        #expect(try await fixture.product("a")?.price.amount == 1050)
    }

    @Test("A SKU of another product in the store is refused with that product's name")
    func foreignSKU() async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing("slug,name,sku,price\nold,Old,X-1,1\n")
        let refusal = try await fixture.refusal(of: "slug,name,sku,price\nfine,Fine,X-0,1\nnew,New,X-1,1\n")
        #expect(
            refusal
                == "products.csv, line 3, column 'sku': the SKU 'X-1' of 'new' is that of the product 'old' in the store too; "
                + "every product and variant needs one of its own"
        )
        #expect(try await fixture.productCount() == 1)
    }

    @Test(
        "What the store refuses is found before anything is written, with line and column",
        arguments: [
            ("slug,name,price\nok,Ok,1\nBad Slug,Bad,1\n", "line 3, column 'slug': must hold small letters"),
            ("slug,name,price,cost\nok,Ok,1,\nbad,Bad,1,10000000001\n", "line 3, column 'cost': must be from 0 to"),
            ("slug,name,price\nok,Ok,1\nbad,Bad,10000000001\n", "line 3, column 'price': must be from 0 to"),
            (
                "slug,name,price,option.Size\nok,Ok,1,\nbad,Bad,1,S\nbad,,1,\n",
                "line 4, column 'option.Size': must be given"
            ),
            ("slug,name,price\nok,Ok,1\nok,Other,1\n", "line 3, column 'name': differs from line 2"),
        ]
    )
    func refused(text: String, expected: String) async throws {
        let fixture = try await ImportFixture()
        let refusal = try await fixture.refusal(of: text)
        #expect(refusal?.contains(expected) == true, "\(refusal ?? "imported")")
        #expect(try await fixture.productCount() == 0)
    }

    @Test("Every problem of a file is told with its place")
    func manyProblems() async throws {
        let fixture = try await ImportFixture()
        let rows = (1...30).map { "p\($0),P,x\n" }.joined()
        let failure = await #expect(throws: ImportFailure.self) {
            try await fixture.importing("slug,name,price\n" + rows)
        }
        #expect(failure?.report.problemCount == 30)
        #expect(failure?.report.problems.map(\.line) == Array(2...31))
        #expect(failure?.report.problems.allSatisfy { $0.column == "price" } == true)
    }

    @Test("Many products are written in several transactions")
    func batches() async throws {
        let fixture = try await ImportFixture()
        let rows = (1...600).map { "p\($0),P\($0),\($0)\n" }.joined()
        let report = try await fixture.importing("slug,name,price\n" + rows)
        #expect(report.created == 600)
        #expect(try await fixture.productCount() == 600)
        #expect(try await fixture.product("p600")?.price.amount == 60000)
    }
}
