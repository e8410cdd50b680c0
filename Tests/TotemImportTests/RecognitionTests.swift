import Testing
import TotemImport
import TotemKernel
import TotemStore

@Suite("Which product a row is")
struct RecognitionTests {
    private static let shirt = "slug,name,sku,price,option.Size\nshirt,Shirt,S-1,20,S\nshirt,,S-2,20,L\n"
    private static let woo = "Type,SKU,Name,Regular price,Stock\n"

    @Test("A product whose SKU is another product's variant is refused, and both are named")
    func variantSKU() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing(Self.shirt)
        let refusal = try await shop.refusal(of: Self.woo + "simple,S-2,Cap,5,1\n")
        #expect(refusal?.contains("line 2, column 'SKU': 'S-2' is the SKU of a variant of the product 'shirt'") == true)
        #expect(refusal?.contains("'Cap'") == true, "\(refusal ?? "imported")")
        #expect(try await shop.product("shirt")?.variants.map(\.sku) == ["S-1", "S-2"])
        #expect(try await shop.product("shirt")?.name == "Shirt")
        let own = try await shop.refusal(of: "slug,name,sku,price\ncap,Cap,S-2,5\n")
        #expect(
            own?.contains("the SKU 'S-2' of 'cap' is that of a variant of the product 'shirt' in the store") == true
        )
    }

    @Test("A new product never takes the address of another one whose name it has")
    func sameName() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing("slug,name,sku,price\nmug,Mug,M-OLD,9\n")
        let file = Self.woo + "simple,M-NEW,Mug,5,1\n"
        #expect(try await shop.importing(file).created == 1)
        #expect(try await shop.product("mug")?.sku == "M-OLD")
        #expect(try await shop.product("mug")?.price.amount == 900)
        #expect(try await shop.product("mug-m-new")?.sku == "M-NEW")
        #expect(try await shop.importing(file).unchanged == 1)
        let bare = try await shop.refusal(of: Self.woo + "simple,,Mug,5,1\n")
        #expect(bare?.contains("has the name of the product 'mug' in the store (SKU 'M-OLD')") == true)
    }

    @Test("A SKU that is made for the second of two products in a file is never that of another product")
    func madeForSecond() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing("slug,name,sku,price\nbig-mug,Big mug,MUG-2,90\n")
        let file = Self.woo + "simple,MUG,Mug,5,1\nsimple,MUG,Mug,6,1\n"
        #expect(try await shop.importing(file).created == 2)
        #expect(try await shop.product("big-mug")?.price.amount == 9000)
        #expect(try await shop.importing(file).unchanged == 2)
    }

    @Test("A product without a SKU is the one that was made from its name before")
    func withoutSKU() async throws {
        let shop = try await ImportFixture()
        let file = "ID,Type,SKU,Name,Regular price\n7,simple,,Cup,5\n8,simple,,Cup,6\n"
        #expect(try await shop.importing(file).created == 2)
        #expect(try await shop.product("cup-8")?.price.amount == 600)
        #expect(try await shop.importing(file).unchanged == 2)
    }

    @Test("A product of WooCommerce without a SKU is none that was not made of it, whoever has its name")
    func foreignName() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing("slug,name,price\ngreen-tea,Green Tea (Totem),10.00\n")
        let file = "ID,Type,SKU,Name,Regular price\n11,simple,,Green Tea,3\n"
        let report = try await shop.importing(file)
        #expect([report.created, report.updated] == [1, 0])
        #expect(
            report.renames.map { "\($0.line) \($0.column) \($0.from) \($0.to)" } == ["2 slug green-tea green-tea-11"]
        )
        #expect(try await shop.product("green-tea")?.name == "Green Tea (Totem)")
        #expect(try await shop.product("green-tea")?.price.amount == 1000)
        #expect(try await shop.product("green-tea-11")?.sku == "green-tea-11-woo11")
        #expect(try await shop.importing(file).unchanged == 1)
        #expect(try await shop.importing(file.replacing(",3\n", with: ",4\n")).updated == 1)
        #expect(try await shop.product("green-tea-11")?.price.amount == 400)
        // Without a number nothing tells which of them it is.
        let bare = try await shop.refusal(of: "Type,SKU,Name,Regular price,Stock\nsimple,,Green Tea,3,\n")
        #expect(bare?.contains("the product 'green-tea' in the store (SKU 'green-tea')") == true)
    }

    @Test("The product with a number is found again when those before it are no longer in the file")
    func number() async throws {
        let shop = try await ImportFixture()
        let header = "ID,Type,SKU,Name,Regular price\n"
        _ = try await shop.importing(header + "7,simple,,Cup,5\n8,simple,,Cup,6\n")
        #expect(try await shop.importing(header + "8,simple,,Cup,6\n").unchanged == 1)
        #expect(try await shop.importing(header + "9,simple,,Cup,7\n").created == 1)
        #expect(try await shop.product("cup")?.price.amount == 500)
        #expect(try await shop.product("cup-9")?.price.amount == 700)
        // Nor does it take an address that has become free.
        try await shop.kernel.store.write { tx in
            guard let cup = try ProductStore.find(slug: "cup", in: tx) else { return }
            try ProductStore.delete(cup.id, in: tx)
        }
        #expect(try await shop.importing(header + "8,simple,,Cup,6\n").unchanged == 1)
    }

    @Test("Of products with one name, no SKU and no number, the later ones get a slug of their own, and keep it")
    func sameNames() async throws {
        let shop = try await ImportFixture()
        let file = Self.woo + "simple,,Mug,5,\nsimple,,Mug,6,\nsimple,,Mug,7,\n"
        let report = try await shop.importing(file)
        #expect(report.created == 3)
        #expect(
            report.renames.map { "\($0.line) \($0.column) \($0.from) \($0.to)" } == [
                "3 slug mug mug-2", "4 slug mug mug-3",
            ]
        )
        #expect(try await shop.product("mug-3")?.price.amount == 700)
        #expect(try await shop.importing(file).unchanged == 3)
    }

    @Test("A byte order mark behind a tab hides no column")
    func hiddenColumn() async throws {
        let shop = try await ImportFixture()
        let file = "\t\u{FEFF}ID,Type,SKU,Name,Regular price\n7,simple,,Cup,5\n8,simple,,Cup,6\n"
        #expect(try await shop.importing(file).created == 2)
        #expect(try await shop.product("cup-8")?.price.amount == 600)
        #expect(try await shop.importing(file).unchanged == 2)
    }

    @Test("Of two products of Shopify with one SKU the second gets one of its own, said with its place, and keeps it")
    func sharedSKU() async throws {
        let shop = try await ImportFixture()
        let file = """
            Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price
            a,A,Title,Default Title,X-1,1
            b,B,Size,S,X-1,2
            b,,,L,X-1,3
            c,C,Title,Default Title,X-1-2,4

            """
        let report = try await shop.importing(file)
        #expect(report.created == 3)
        #expect(
            report.renames.map { "\($0.line) \($0.column) \($0.from) \($0.to)" } == [
                "3 Variant SKU X-1 X-1-3", "4 Variant SKU X-1 X-1-4",
            ]
        )
        #expect(try await shop.product("a")?.sku == "X-1")
        #expect(try await shop.product("b")?.variants.map(\.sku) == ["X-1-3", "X-1-4"])
        // A SKU that the file gives is nobody else's, wherever it stands.
        #expect(try await shop.product("c")?.sku == "X-1-2")
        #expect(try await shop.importing(file).unchanged == 3)
        // The shop's other file has the SKU once more.
        let other = "Handle,Title,Variant SKU,Variant Price\nd,D,X-1,5\n"
        #expect(try await shop.importing(other).renames.map(\.to) == ["X-1-5"])
        #expect(try await shop.importing(other).unchanged == 1)
        #expect(try await shop.product("a")?.price.amount == 100)
    }

    @Test("Of two products of WooCommerce with one SKU the second gets one of its own too")
    func sharedSKUOfHeads() async throws {
        let shop = try await ImportFixture()
        let file = Self.woo + "simple,X,One,1,\nsimple,X,Two,2,\n"
        let report = try await shop.importing(file)
        #expect([report.created, report.renames.count] == [2, 1])
        #expect(try await shop.product("two")?.sku == "X-2")
        #expect(try await shop.importing(file).unchanged == 2)
    }

    @Test("A variant that the file gives another SKU is known by its options, and one without keeps its own")
    func options() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing(Self.shirt)
        let file = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
        let report = try await shop.importing(file + "shirt,Shirt,Size,S,,20\nshirt,,,L,S-2B,20\n")
        #expect(report.updated == 1)
        #expect(try await shop.product("shirt")?.variants.map(\.sku) == ["S-1", "S-2B"])
    }

    @Test("A row that is in the file twice is read once")
    func twice() async throws {
        let shop = try await ImportFixture()
        let row = "ring,Ring,Size,5,R-5,1\n"
        let report = try await shop.importing(
            "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n" + row + row
        )
        #expect(report.created == 1)
        #expect(report.losses.map(\.what) == ["a variant"])
        #expect(try await shop.product("ring")?.variants.map(\.sku) == ["R-5"])
    }
}
