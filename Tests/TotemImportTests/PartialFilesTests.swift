import Testing
import TotemImport
import TotemKernel

@Suite("Files that do not say everything")
struct PartialFilesTests {
    private static let whole = """
        slug,name,description,categories,is_active,images,sku,price,cost,weight_grams,attribute.Wood,option.Size,stock.Oslo
        lamp,Lamp,Shines,Home,false,https://x.test/1,LAMP,20,8,900,Oak,,5
        shirt,Shirt,Warm,Clothes,true,https://x.test/2,SHIRT-S,30,9,200,,S,3
        shirt,,,,,,SHIRT-L,30,,240,,L,4
        box,Box,,,true,,BOX-A,1,,10,,A,1
        box,,,,,,BOX-B,2,,10,,B,1

        """

    private static func shop() async throws -> ImportFixture {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(whole)
        return fixture
    }

    @Test("A price list changes prices and nothing else: what it has no column for stays")
    func priceList() async throws {
        let shop = try await Self.shop()
        let report = try await shop.importing("slug,name,price\nlamp,Lamp,25\nshirt,Shirt,35\n")
        #expect([report.created, report.updated, report.unchanged] == [0, 2, 0])
        let lamp = try #require(try await shop.product("lamp"))
        #expect(lamp.price.amount == 2500)
        #expect(!lamp.isActive)
        #expect(lamp.inventoryQuantity == 5)
        #expect(lamp.description == "Shines")
        #expect(lamp.images == ["https://x.test/1"])
        #expect(lamp.categories.map(\.name) == ["Home"])
        #expect(lamp.attributes == ["Wood": .string("Oak")])
        #expect([lamp.cost?.amount, lamp.weight] == [800, 900])
        #expect(lamp.sku == "LAMP")
        // Variants of one price have the new one; they are all there, and their stock.
        let shirt = try #require(try await shop.product("shirt"))
        #expect(shirt.variants.map(\.price.amount) == [3500, 3500])
        #expect(shirt.variants.map(\.inventoryQuantity) == [3, 4])
        #expect(shirt.variants.map(\.weight) == [200, 240])
        #expect(shirt.price.amount == 3500)
    }

    @Test("A product whose variants have prices of their own keeps them, and the report says so")
    func severalPrices() async throws {
        let shop = try await Self.shop()
        let report = try await shop.importing("slug,price\nbox,9\n")
        #expect(try await shop.product("box")?.variants.map(\.price.amount) == [100, 200])
        #expect(report.unchanged == 1)
        #expect(report.losses.map { "\($0.what) \($0.firstLine)" } == ["price 2"])
    }

    @Test("A row is the product or the variant that its SKU names")
    func bySKU() async throws {
        let shop = try await Self.shop()
        let report = try await shop.importing("sku,price\nSHIRT-L,33\nLAMP,21\nBOX-A,3\n")
        #expect(report.updated == 3)
        #expect(try await shop.product("shirt")?.variants.map(\.price.amount) == [3000, 3300])
        #expect(try await shop.product("lamp")?.price.amount == 2100)
        // The product's own price is the lowest of its variants', as it was before.
        #expect(try await shop.product("box")?.price.amount == 200)
        let byBoth = try await shop.importing("slug,sku,price\nshirt,SHIRT-S,31\nshirt,SHIRT-L,32\n")
        #expect(byBoth.updated == 1)
        #expect(try await shop.product("shirt")?.variants.map(\.price.amount) == [3100, 3200])
    }

    @Test("An empty cell of a column that is there clears it")
    func emptyCells() async throws {
        let shop = try await Self.shop()
        _ = try await shop.importing(
            "slug,name,description,categories,images,price,cost,attribute.Wood\nlamp,Lamp,,,,20,,\n"
        )
        let lamp = try #require(try await shop.product("lamp"))
        #expect(lamp.description.isEmpty && lamp.categories.isEmpty && lamp.images.isEmpty && lamp.attributes.isEmpty)
        #expect(lamp.cost == nil)
        #expect(!lamp.isActive)
        #expect(lamp.inventoryQuantity == 5)
    }

    @Test(
        "What is not enough is refused with what is missing",
        arguments: [
            ("slug,price\nnew,1\n", "line 2: 'new' is new here, and a new product needs a column 'name'"),
            ("slug,name\nnew,New\n", "line 2: 'new' is new here, and a new product needs a column 'price'"),
            ("sku,price\nNOPE,1\n", "'NOPE' is no SKU of the store, and a new product needs a column 'name'"),
            ("slug,sku,price\nshirt,SHIRT-S,1\nshirt,NOPE,1\n", "line 3, column 'sku': names no variant of 'shirt'"),
            ("slug,sku,price\nshirt,NOPE,1\n", "column 'sku': 'NOPE' is the SKU of none of the variants of 'shirt'"),
            ("slug,name,price,option.Size\nshirt,Shirt,1,\n", "'shirt' comes in 2 variants in the store"),
            ("name,price\nNew,1\n", "line 1: has columns of no known format"),
        ]
    )
    func refused(text: String, expected: String) async throws {
        let shop = try await Self.shop()
        let refusal = try await shop.refusal(of: text)
        #expect(refusal?.contains(expected) == true, "\(refusal ?? "imported")")
        #expect(try await shop.product("shirt")?.variants.count == 2)
    }

    @Test("WooCommerce's and Shopify's lists of prices leave the rest alone too")
    func otherFormats() async throws {
        let shop = try await Self.shop()
        let woo = try await shop.importing("SKU,Regular price\nSHIRT-S,28\nLAMP,22\n")
        #expect(woo.format == .woocommerce)
        #expect(woo.updated == 2)
        #expect(try await shop.product("shirt")?.variants.map(\.price.amount) == [2800, 3000])
        let shopify = try await shop.importing("Handle,Variant SKU,Variant Price\nlamp,LAMP,23\nshirt,SHIRT-L,29\n")
        #expect(shopify.format == .shopify)
        #expect(shopify.updated == 2)
        let lamp = try #require(try await shop.product("lamp"))
        #expect(lamp.price.amount == 2300 && lamp.name == "Lamp" && !lamp.isActive && lamp.inventoryQuantity == 5)
        #expect(try await shop.product("shirt")?.variants.map(\.price.amount) == [2800, 2900])
    }
}
