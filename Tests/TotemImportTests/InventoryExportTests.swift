import Testing
import TotemImport
import TotemKernel
import TotemStore

@Suite("Shopify's shops with several locations")
struct InventoryExportTests {
    private static let products = """
        Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Price
        tea,Tea,Title,Default Title,T,shopify,5
        shirt,Shirt,Size,S,X,shopify,20
        shirt,,,L,X,shopify,20
        card,Card,Title,Default Title,C,,5

        """
    private static let rows = """
        Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,SKU,HS Code,COO,Location,Bin name,\
        Incoming (not editable),Unavailable (not editable),Committed (not editable),Available (not editable),\
        On hand (current),On hand (new)
        tea,Tea,Title,Default Title,,,T,,,Oslo,,0,0,1,6,7,
        tea,Tea,Title,Default Title,,,T,,,Bergen,,0,0,0,not stocked,not stocked,
        shirt,Shirt,Size,S,,,X,,,Oslo,,0,0,0,2,2,
        shirt,Shirt,Size,S,,,X,,,Bergen,,0,0,0,-1,-1,
        shirt,Shirt,Size,L,,,X,,,Bergen,,0,1,1,4,6,8

        """
    private static let columns = """
        Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Oslo,"Bergen, old town"
        tea,Tea,Title,Default Title,T,,,6,not stocked
        shirt,Shirt,Size,S,X,,,2,0
        shirt,Shirt,Size,L,X,,,,6

        """

    private static func levels(_ fixture: ImportFixture) async throws -> [String: [String: Int64]] {
        try await fixture.kernel.store.read { tx in
            let names = Dictionary(
                uniqueKeysWithValues: try WarehouseStore.list(PageRequest(), in: tx).items.map { ($0.id, $0.name) }
            )
            var levels: [String: [String: Int64]] = [:]
            for level in try InventoryStore.list(PageRequest(), in: tx).items {
                levels[level.sku, default: [:]][names[level.warehouseID] ?? ""] = level.quantity
            }
            return levels
        }
    }

    @Test("Their product file says first that it has no quantities, and what to do")
    func warning() async throws {
        let shop = try await ImportFixture()
        let report = try await shop.importing(Self.products)
        #expect(report.warning?.hasPrefix("has no quantities") == true)
        #expect(report.warning?.contains("3 variants") == true)
        #expect(report.warning?.contains("Export the inventory too") == true)
        #expect(try await shop.product("tea")?.inventoryQuantity == 0)
        #expect(try await shop.product("card")?.inventoryQuantity == nil)
    }

    @Test("Their inventory file counts what is available; its locations become warehouses", arguments: [rows, columns])
    func inventory(file: String) async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing(Self.products)
        let report = try await shop.importing(file)
        #expect(report.format == .shopifyInventory)
        #expect([report.created, report.updated] == [0, 2])
        #expect(try await shop.product("tea")?.inventoryQuantity == 6)
        #expect(try await shop.product("shirt")?.variants.map(\.inventoryQuantity) == [2, 6])
        #expect(try await shop.product("shirt")?.name == "Shirt")
        #expect(try await shop.importing(file).unchanged == 2)
        // The product file leaves the stock that it knows nothing of.
        #expect(try await shop.importing(Self.products).unchanged == 3)
        let levels = try await Self.levels(shop)
        #expect(levels["T"] == ["Oslo": 6])
        #expect(levels["X"]?["Oslo"] == 2)
    }

    @Test("An export of what was never counted changes nothing: the first count is that of the inventory file")
    func exportedBefore() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing(Self.products)
        #expect(try await shop.importing(try await shop.export()).unchanged == 3)
        #expect(try await shop.importing(Self.rows).updated == 2)
        #expect(try await shop.product("tea")?.inventoryQuantity == 6)
    }

    @Test("Counted stock changes by an inventory file only when that is asked for")
    func counted() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing(Self.products)
        _ = try await shop.importing(Self.columns)
        let fresh = Self.columns.replacing("T,,,6,", with: "T,,,9,")
        let kept = try await shop.importing(fresh)
        #expect(kept.unchanged == 2)
        #expect(kept.losses.map(\.what) == ["stock"])
        #expect(try await shop.importing(fresh, stock: .set).updated == 1)
        #expect(try await shop.product("tea")?.inventoryQuantity == 9)
    }

    @Test("Units in a warehouse that an inventory file does not name stay, and the report says so")
    func elsewhere() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing(Self.products)
        let own = "slug,stock.Default\ntea,3\n"
        _ = try await shop.importing(own)
        let report = try await shop.importing(Self.rows, stock: .set)
        #expect(try await shop.product("tea")?.inventoryQuantity == 9)
        #expect(report.losses.map(\.what).contains("stock.Default"))
        // As it says.
        _ = try await shop.importing(own.replacing("3", with: "0"), stock: .set)
        #expect(try await shop.product("tea")?.inventoryQuantity == 6)
    }

    @Test("More units than can be counted are refused")
    func tooMany() async throws {
        let shop = try await ImportFixture()
        _ = try await shop.importing(Self.products)
        let row = "tea,Title,Default Title,T,Oslo,999999999999999999\n"
        let file = "Handle,Option1 Name,Option1 Value,SKU,Location,Available\n" + String(repeating: row, count: 10)
        let refusal = try await shop.refusal(of: file)
        #expect(refusal?.contains("must be from 0 to 1000000000") == true, "\(refusal ?? "imported")")
    }

    @Test("An inventory file makes no products and names what it does not find")
    func unknown() async throws {
        let shop = try await ImportFixture()
        let refusal = try await shop.refusal(of: Self.columns)
        #expect(refusal?.contains("'tea' is no product of the store; import the products first") == true)
        _ = try await shop.importing(Self.products)
        let other = try await shop.refusal(of: Self.columns.replacing("Size,L", with: "Size,XL"))
        #expect(
            other?.contains("line 4, column 'Option1 Value': names no variant of 'shirt'") == true,
            "\(other ?? "")"
        )
    }
}
