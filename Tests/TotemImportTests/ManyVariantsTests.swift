import Testing
import TotemImport
import TotemKernel
import TotemStore

@Suite("Products with many variants in a file")
struct ManyVariantsTests {
    @Test("A price list that names many variants of one product changes each of them, and is known the second time")
    func priceList() async throws {
        let fixture = try await ImportFixture()
        var catalogue = "slug,name,sku,price,option.Size,stock.Oslo\n"
        for variant in 0..<512 { catalogue += "p0,P,P0-\(variant),12,\(variant),5\n" }
        _ = try await fixture.importing(catalogue)
        let rows = (0..<48).map { "P0-\($0),\(20 + $0)\n" }.joined()
        #expect(try await fixture.importing("sku,price\n" + rows).updated == 48)
        let variants = try #require(try await fixture.product("p0")).variants
        for (index, variant) in variants.enumerated() {
            let amount: Int64 = index < 48 ? 2000 + Int64(index) * 100 : 1200
            #expect(variant.price.amount == amount, "\(variant.sku)")
        }
        #expect(try await fixture.importing("sku,price\n" + rows).updated == 0)
    }
}
