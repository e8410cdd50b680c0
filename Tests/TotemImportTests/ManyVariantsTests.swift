import Testing
import TotemImport
import TotemKernel
import TotemStore

@Suite("Products with many variants in a file")
struct ManyVariantsTests {
    /// A file of products of `variants` variants each.
    private static func file(_ products: Int, variants: Int) -> String {
        var text = "slug,name,sku,price,option.Size,stock.Oslo\n"
        for product in 0..<products {
            for variant in 0..<variants { text += "p\(product),P,P\(product)-\(variant),12,\(variant),5\n" }
        }
        return text
    }

    /// The shortest of three imports of a file that changes nothing.
    private static func time(_ file: String) async throws -> Duration {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(file)
        var times: [Duration] = []
        for _ in 0..<3 {
            let started = ContinuousClock.now
            #expect(try await fixture.importing(file).updated == 0)
            times.append(ContinuousClock.now - started)
        }
        return try #require(times.min())
    }

    @Test("A row takes no longer because its product has many others")
    func linear() async throws {
        let many = try await Self.time(Self.file(16, variants: 128))
        let one = try await Self.time(Self.file(1, variants: 2048))
        #expect(one < many * 3)
    }

    @Test("Nobody waits for a price list that names each variant of one product")
    func priceList() async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(Self.file(1, variants: 512))
        let rows = (0..<48).map { "P0-\($0),\(20 + $0)\n" }.joined()
        async let report = fixture.importing("sku,price\n" + rows)
        var longest = Duration.zero
        var isDone = false
        for _ in 0..<100_000 where !isDone {
            let started = ContinuousClock.now
            try await fixture.kernel.write(as: .system) { _, _ in }
            longest = max(longest, ContinuousClock.now - started)
            let price = try await fixture.product("p0")?.variants[47].price.amount
            isDone = price == 6700
        }
        #expect(try await report.updated == 48)
        #expect(longest < .seconds(1))
    }
}
