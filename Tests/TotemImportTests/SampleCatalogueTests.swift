import FoundationEssentials
import Testing
import TotemImport
import TotemKernel

@Suite("The sample catalogue")
struct SampleCatalogueTests {
    @Test("It is imported whole, nothing of it is lost, and its README counts right")
    func whole() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appending(path: "examples/catalogue/catalogue.csv").path
        let fixture = try await ImportFixture()
        let report = try await ProductImport(fixture.kernel).run(path)
        #expect(report.format == .totem)
        #expect(report.created == 202)
        #expect(report.rows == 457)
        #expect(report.losses == [])
        let mug = try #require(try await fixture.product("stoneware-mug"))
        // What `make run` offers to order.
        #expect(mug.variants.contains { $0.sku == "KIT-132-SPECKLED" && ($0.inventoryQuantity ?? 0) > 20 })
    }
}
