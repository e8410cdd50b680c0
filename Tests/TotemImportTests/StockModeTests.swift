import Testing
import TotemImport
import TotemKernel
import TotemStore

@Suite("A file's stock")
struct StockModeTests {
    private static let catalogue = """
        slug,name,sku,price,option.Size,stock.Oslo,stock.Bergen
        mug,Mug,MUG,12,,10,5
        shirt,Shirt,S-S,20,S,8,
        shirt,,S-L,20,L,9,

        """

    /// A shop in which 3 mugs of Oslo and 1 large shirt were sold since the file.
    private static func shopThatSold() async throws -> ImportFixture {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(catalogue)
        _ = try await fixture.kernel.write(as: .system) { tx, context in
            let mug = try #require(try ProductStore.find(slug: "mug", in: tx))
            let shirt = try #require(try ProductStore.find(slug: "shirt", in: tx)?.variants.last)
            for (product, variant, units) in [(mug.id, nil, 3), (try product("shirt", tx), shirt.id, 1)] {
                let request = StockRequest(
                    productID: product,
                    variantID: variant,
                    sku: "",
                    quantity: try Quantity(Int64(units))
                )
                _ = try InventoryStore.take([request], in: tx, at: context.now)
            }
        }
        return fixture
    }

    private static func product(_ slug: String, _ tx: Transaction) throws -> Product.ID {
        try #require(try ProductStore.find(slug: slug, in: tx)?.id)
    }

    private static func stock(_ fixture: ImportFixture) async throws -> [Int64?] {
        let (mug, shirt) = (try await fixture.product("mug"), try await fixture.product("shirt"))
        return [mug?.inventoryQuantity] + (shirt?.variants.map(\.inventoryQuantity) ?? [])
    }

    @Test("A file imported again leaves the stock as it was sold down to, and says so")
    func keep() async throws {
        let shop = try await Self.shopThatSold()
        #expect(try await Self.stock(shop) == [12, 8, 8])
        let report = try await shop.importing(Self.catalogue)
        #expect([report.created, report.updated, report.unchanged] == [0, 0, 2])
        #expect(try await Self.stock(shop) == [12, 8, 8])
        #expect(report.losses.map { "\($0.what) \($0.rows)" } == ["stock 2"])
    }

    @Test("A delivery of what is not counted is not lost without a word")
    func addToUncounted() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing("slug,name,price,sku\nmug,Mug,12,MUG\n")
        let report = try await shop.importing("sku,stock.Oslo\nMUG,4\n", stock: .add)
        #expect(report.unchanged == 1)
        #expect(report.losses.map(\.what) == ["stock"])
        #expect(report.losses.first?.why.contains("--stock set") == true)
        #expect(try await shop.product("mug")?.inventoryQuantity == nil)
    }

    @Test("With 'set' it is a count, with 'add' a delivery")
    func setAndAdd() async throws {
        let counted = try await Self.shopThatSold()
        #expect(try await counted.importing(Self.catalogue, stock: .set).updated == 2)
        #expect(try await Self.stock(counted) == [15, 8, 9])
        #expect(try await counted.importing(Self.catalogue, stock: .set).unchanged == 2)
        let delivered = try await Self.shopThatSold()
        _ = try await delivered.importing(Self.catalogue, stock: .add)
        #expect(try await Self.stock(delivered) == [27, 16, 17])
    }

    @Test("A count of one warehouse leaves the others alone")
    func oneWarehouse() async throws {
        let shop = try await Self.shopThatSold()
        _ = try await shop.importing("sku,stock.Bergen\nMUG,7\nS-L,2\n", stock: .set)
        // Of the 15 mugs three were sold, in Oslo or in Bergen; Bergen has seven now.
        let mug = try await shop.kernel.store.read { tx in
            let product = try #require(try ProductStore.find(slug: "mug", in: tx))
            guard case .byWarehouse(let units) = try ProductStore.draft(of: product, in: tx).stock else {
                return Int64?.none
            }
            return units["Bergen"]
        }
        #expect(mug == 7)
        #expect(try await Self.stock(shop).last == 10)
    }

    @Test("What is new gets the file's stock in every mode", arguments: StockMode.allCases)
    func new(mode: StockMode) async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(Self.catalogue, stock: mode)
        #expect(try await Self.stock(fixture) == [15, 8, 9])
    }

    @Test("A new variant of a known product gets its stock, the others keep theirs")
    func newVariant() async throws {
        let shop = try await Self.shopThatSold()
        _ = try await shop.importing(Self.catalogue + "shirt,,S-XL,22,XL,6,\n")
        #expect(try await Self.stock(shop) == [12, 8, 8, 6])
    }
}
