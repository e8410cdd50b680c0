import Testing
import TotemImport
import TotemKernel

/// What a file does not say stays as it is, in whatever format it does not say it.
@Suite("Fields that a file does not give")
struct GivenFieldsTests {
    private static let whole = """
        slug,name,description,categories,is_active,images,sku,price,cost,weight_grams,dimensions,tax_class,option.Size,stock.Main,\
        product_weight_grams,product_price
        lamp,Lamp,Shines,Home > Lights,true,https://x.test/1,LAMP,20,8,900,"{""length"":1,""width"":2,""unit"":""cm""}",low,,5,,
        shirt,Shirt,Warm,Clothes,true,https://x.test/2,SHIRT-S,30,9,200,,low,S,3,250,30
        shirt,,,,,,SHIRT-L,30,,240,,,L,4,,

        """

    private static func shop() async throws -> ImportFixture {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(whole)
        return fixture
    }

    // MARK: Prices

    @Test("WooCommerce: a product whose price is empty goes off sale at the price that it has")
    func noPrice() async throws {
        let shop = try await Self.shop()
        let report = try await shop.importing("SKU,Regular price\nLAMP,\n")
        let lamp = try #require(try await shop.product("lamp"))
        #expect(lamp.price.amount == 2000 && !lamp.isActive)
        #expect(report.losses.map(\.what) == ["Type"])
        let refusal = try await shop.refusal(of: "SKU,Regular price\nSHIRT-S,\n")
        #expect(
            refusal?.contains("line 2, column 'Regular price': is empty, and 'SHIRT-S' is a variant of 'shirt'") == true
        )
        let shirt = try #require(try await shop.product("shirt"))
        #expect(shirt.variants.map(\.price.amount) == [3000, 3000] && shirt.isActive)
    }

    @Test(
        "WooCommerce: a product without variations in the file keeps those of the store, and stays on sale",
        arguments: ["", "variation,V-S,,1,,SHIRT,Size,S\n", "variation,V-S,,0,30,SHIRT,Size,S\n"]
    )
    func noVariations(row: String) async throws {
        let shop = try await ImportFixture()
        let header = "Type,SKU,Name,Published,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n"
        let head = "variable,SHIRT,Shirt,1,,,Size,\"S, L\"\n"
        let variations = "variation,V-S,,1,30,SHIRT,Size,S\nvariation,V-L,,1,30,SHIRT,Size,L\n"
        _ = try await shop.importing(header + head + variations)
        _ = try await shop.importing(header + head + row)
        let shirt = try #require(try await shop.product("shirt"))
        #expect(shirt.variants.map(\.price.amount) == [3000, 3000])
        #expect(shirt.price.amount == 3000 && shirt.isActive)
        // A new one is kept off sale.
        _ = try await shop.importing(header + "variable,CAP,Cap,1,,,Size,S\n")
        #expect(try await shop.product("cap")?.isActive == false)
    }

    @Test("WooCommerce: a variation without a price keeps what the store has of it")
    func unpricedVariation() async throws {
        let shop = try await ImportFixture()
        let header = "Type,SKU,Name,Published,Regular price,Stock,Parent,Attribute 1 name,Attribute 1 value(s)\n"
        let head = "variable,SHIRT,Shirt,1,,,,Size,\"S, L\"\n"
        let large = "variation,V-L,,1,35,4,SHIRT,Size,L\n"
        _ = try await shop.importing(header + head + "variation,V-S,,1,30,3,SHIRT,Size,S\n" + large)
        let ids = try #require(try await shop.product("shirt")?.variants.map(\.id))
        let report = try await shop.importing(
            header + head + "variation,V-S,,1,,3,SHIRT,Size,S\n" + large + "variation,V-M,,1,,1,SHIRT,Size,M\n"
        )
        #expect(report.losses.map(\.what) == ["Regular price"])
        let shirt = try #require(try await shop.product("shirt"))
        #expect(Set(shirt.variants.map(\.id)) == Set(ids))
        let small = try #require(shirt.variants.first { $0.sku == "V-S" })
        #expect(small.price.amount == 3000 && small.inventoryQuantity == 3)
        #expect(shirt.price.amount == 3000)
    }

    @Test("A file of the store's own without a column of prices leaves them, and makes nothing that has none")
    func ownPrices() async throws {
        let shop = try await Self.shop()
        let file = "slug,name,sku,option.Size,product_price\nshirt,Shirt,SHIRT-S,S,30\nshirt,,SHIRT-L,L,\n"
        _ = try await shop.importing(file)
        let shirt = try #require(try await shop.product("shirt"))
        #expect(shirt.variants.map(\.price.amount) == [3000, 3000] && shirt.price.amount == 3000)
        #expect([shirt.weight] + shirt.variants.map(\.weight) == [250, 200, 240])
        let variant = try await shop.refusal(of: file + "shirt,,SHIRT-M,M,\n")
        #expect(variant?.contains("line 4, column 'sku': is a new variant of 'shirt', which needs") == true)
        let product = try await shop.refusal(of: file.replacing("shirt", with: "coat").replacing("SHIRT", with: "COAT"))
        #expect(product?.contains("'coat' is new here, and a new product needs a column 'price'") == true)
    }

    @Test("A product's own weight is in its own column: those of its variants don't tell it, nor it theirs")
    func ownWeights() async throws {
        let shop = try await Self.shop()
        _ = try await shop.importing(
            "slug,sku,price,option.Size,weight_grams\nshirt,SHIRT-S,30,S,210\nshirt,SHIRT-L,30,L,260\n"
        )
        var shirt = try #require(try await shop.product("shirt"))
        #expect([shirt.weight] + shirt.variants.map(\.weight) == [250, 210, 260])
        _ = try await shop.importing(
            "slug,sku,price,option.Size,product_weight_grams\nshirt,SHIRT-S,30,S,270\nshirt,SHIRT-L,30,L,\nlamp,LAMP,20,,\n"
        )
        shirt = try #require(try await shop.product("shirt"))
        #expect([shirt.weight] + shirt.variants.map(\.weight) == [270, 210, 260])
        #expect(try await shop.product("lamp")?.weight == 900)
    }

    // MARK: Options

    @Test("WooCommerce: without columns of attributes variants keep their options, their stock and themselves")
    func noAttributes() async throws {
        let shop = try await ImportFixture()
        let file = """
            Type,SKU,Name,Regular price,Stock,Parent,Attribute 1 name,Attribute 1 value(s)
            variable,SHIRT,Shirt,,,,Size,"S, M, L"
            variation,V-S,,30,3,SHIRT,Size,S
            variation,V-M,,30,4,SHIRT,Size,M
            variation,V-L,,30,5,SHIRT,Size,L

            """
        _ = try await shop.importing(file)
        let before = try #require(try await shop.product("shirt"))
        let list = "Type,SKU,Name,Parent,Regular price\nvariable,SHIRT,Shirt,,\n"
        _ = try await shop.importing(list + "variation,V-S,,SHIRT,31\nvariation,V-L,,SHIRT,32\n")
        let after = try #require(try await shop.product("shirt"))
        #expect(after.variants.map(\.id) == before.variants.map(\.id))
        #expect(after.variants.map(\.attributes) == before.variants.map(\.attributes))
        #expect(after.variants.map(\.inventoryQuantity) == [3, 4, 5])
        #expect(after.variants.map(\.price.amount) == [3100, 3000, 3200])
        let refusal = try await shop.refusal(of: list + "variation,,,SHIRT,31\nvariation,,,SHIRT,32\n")
        #expect(refusal?.contains("names no variant of 'shirt' that the store has") == true)
        // What is new gets names for them.
        let new = list.replacing("SHIRT", with: "CAP").replacing("Shirt", with: "Cap")
        _ = try await shop.importing(new + "variation,C-1,,CAP,5\nvariation,C-2,,CAP,6\n")
        #expect(try await shop.product("cap")?.variants.map(\.sku) == ["C-1", "C-2"])
    }

    @Test("A variant is the one with its SKU, whichever row comes first", arguments: [true, false])
    func identities(isFirst: Bool) async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing("slug,name,sku,price,option.Color,stock.Main\nmug,Mug,A,9,Red,5\n")
        let known = try #require(try await shop.product("mug")?.variants.first?.id)
        let rows = ["mug,,X,9,Red,0\n", "mug,,A,9,Blue,5\n"]
        let file = "slug,name,sku,price,option.Color,stock.Main\n" + (isFirst ? rows : rows.reversed()).joined()
        _ = try await shop.importing(file.replacing("mug,,", with: "mug,Mug,"))
        let variants = try #require(try await shop.product("mug")?.variants)
        #expect(variants.first { $0.sku == "A" }?.id == known)
        #expect(variants.compactMap(\.inventoryQuantity).reduce(0, +) == 5)
    }

    // MARK: Products and variants

    @Test(
        "A row that names a variant by its SKU changes nothing of its product",
        arguments: [
            "sku,name,price,is_active,description,attribute.Wood\nSHIRT-L,Red,31,false,Thin,Oak\n",
            "SKU,Name,Regular price,Published,Description,Categories\nSHIRT-L,Red,31,0,Thin,Other\n",
        ]
    )
    func rowsOfVariants(file: String) async throws {
        let shop = try await Self.shop()
        let report = try await shop.importing(file)
        let shirt = try #require(try await shop.product("shirt"))
        #expect(shirt.name == "Shirt" && shirt.description == "Warm" && shirt.isActive && shirt.attributes.isEmpty)
        #expect(shirt.categories.map(\.name) == ["Clothes"])
        #expect(shirt.variants.map(\.price.amount) == [3000, 3100])
        #expect(report.losses.map { $0.what.lowercased() } == ["sku"])
    }

    @Test("A variant's tax is changed by its SKU, a product's by its slug")
    func taxes() async throws {
        let shop = try await Self.shop()
        _ = try await shop.importing("sku,price,tax_class\nSHIRT-S,30,high\n")
        #expect(try await shop.product("shirt")?.variants.map(\.taxClass) == ["high", nil])
        _ = try await shop.importing("sku,price\nSHIRT-S,31\n")
        #expect(try await shop.product("shirt")?.variants.map(\.taxClass) == ["high", nil])
        _ = try await shop.importing("slug,tax_class\nshirt,none\n")
        #expect(try await shop.product("shirt")?.taxClass == "none")
    }

    // MARK: What several columns make

    @Test("What is made of several columns is not replaced by one of them")
    func parts() async throws {
        let shop = try await Self.shop()
        let report = try await shop.importing("SKU,Regular price,Short description,Length (cm)\nLAMP,20,Short,3\n")
        var lamp = try #require(try await shop.product("lamp"))
        #expect(lamp.description == "Shines")
        #expect(lamp.dimensions == .object(["length": .integer(3), "width": .integer(2), "unit": .string("cm")]))
        #expect(report.losses.map(\.what) == ["Short description"])
        let shopify = "Handle,Variant SKU,Variant Price,Type,Variant Image\nlamp,LAMP,20,Lamps,https://x.test/9\n"
        _ = try await shop.importing(shopify)
        lamp = try #require(try await shop.product("lamp"))
        #expect(Set(lamp.categories.map(\.name)) == ["Lights", "Lamps"])
        #expect(lamp.images == ["https://x.test/1", "https://x.test/9"])
        #expect(try await shop.importing(shopify).unchanged == 1)
    }

    @Test("WooCommerce: that there is stock is no count of it")
    func inStock() async throws {
        let shop = try await Self.shop()
        _ = try await shop.importing("SKU,Regular price,In stock?\nLAMP,20,1\n", stock: .set)
        #expect(try await shop.product("lamp")?.inventoryQuantity == 5)
    }

    @Test("Shopify's products without prices or SKUs are described, and not taken for an inventory")
    func describedOnly() async throws {
        let shop = try await Self.shop()
        let report = try await shop.importing("Handle,Title,Body (HTML)\nshirt,Tee,Cool\nlamp,Lamp,Bright\n")
        #expect(report.format == .shopify)
        let shirt = try #require(try await shop.product("shirt"))
        #expect(shirt.name == "Tee" && shirt.description == "Cool")
        #expect(shirt.variants.map(\.price.amount) == [3000, 3000])
        #expect(try await shop.product("lamp")?.price.amount == 2000)
        let pictures = "Handle,Title,Image Src,Image Position\nlamp,Lamp,https://x.test/7,1\nlamp,,https://x.test/8,2\n"
        _ = try await shop.importing(pictures, stock: .add)
        #expect(try await shop.product("lamp")?.images == ["https://x.test/7", "https://x.test/8"])
        #expect(try await shop.product("lamp")?.inventoryQuantity == 5)
    }
}
