import FoundationEssentials
import Testing
import TotemKernel
import TotemTesting

@testable import TotemImport
@testable import TotemPostgres
@testable import TotemStore

/// What an import waits for on PostgreSQL beside the work itself. A statement for each product shows here.
@Suite("Round trips of an import", .enabled(if: TestEngine.current == .postgres, "an embedded store has none"))
struct ImportRoundTripTests {
    /// As many as a first transaction takes.
    private static let count = 64
    private static let most = 5 * count

    private static func file(_ header: String, _ row: (Int) -> String) -> String {
        ([header] + (0..<count).map(row)).joined(separator: "\n") + "\n"
    }

    private static let full = file("slug,name,price,sku,attribute.Mat,stock.Main,categories,images") {
        "p-\($0),Product \($0),\($0 + 1).00,P-\($0),Iron,\($0),Top > Mid,https://example.com/\($0).jpg"
    }

    @Test("Products that are there already take a few round trips for many of them, not some for each")
    func again() async throws {
        let shop = try await CountedImport()
        let variants = Self.file("slug,name,price,sku,option.Size") {
            "v-\($0 / 2),Variants \($0 / 2),5,V-\($0),\($0 % 2)"
        }
        let woo = Self.file("ID,Type,SKU,Name,Regular price") { "\($0),simple,,Thing \($0 / 2),5" }
        #expect(try await shop.importing(Self.full, .keep).report.created == 64)
        #expect(try await shop.importing(variants, .keep).report.created == 32)
        #expect(try await shop.importing(woo, .keep).report.created == 64)
        let files: [(name: String, stock: StockMode, text: String)] = [
            ("unchanged", .keep, Self.full),
            ("variants unchanged", .keep, variants),
            ("names unchanged", .keep, woo),
            ("prices", .keep, Self.file("sku,price") { "P-\($0),\($0 + 200)" }),
            ("stock", .set, Self.file("sku,stock.Main") { "P-\($0),\($0 + 200)" }),
            ("categories", .keep, Self.file("slug,categories") { "p-\($0),Other" }),
        ]
        for file in files {
            let (report, trips) = try await shop.importing(file.text, file.stock)
            #expect(report.updated == (file.name.hasSuffix("unchanged") ? 0 : Self.count), "\(file.name)")
            #expect(report.created == 0, "\(file.name)")
            #expect(trips < Self.most, "\(file.name)")
        }
    }

    @Test("What a file changes nothing of is not written")
    func nothing() async throws {
        let shop = try await CountedImport()
        _ = try await shop.importing(Self.full, .keep)
        let before = try await shop.versions()
        _ = try await shop.importing(Self.full, .keep)
        #expect(try await shop.versions() == before)
    }
}

/// Whatever is written goes by one connection, and whatever is read by another.
private struct CountedImport {
    private let temporary: TemporaryPostgresStore
    /// It stands still, so that a busy machine puts as many products into a transaction as another.
    private let start = ContinuousClock.now

    init() async throws {
        temporary = try await TemporaryPostgresStore(options: PostgresOptions(connections: 1, readers: 1))
    }

    /// - Returns: its report, and the round trips that it took.
    func importing(_ text: String, _ stock: StockMode) async throws -> (report: ImportReport, trips: Int) {
        let path = temporary.database.folder + "/products.csv"
        try Data(text.utf8).write(to: URL(filePath: path))
        let before = try await roundTrips()
        let kernel = Kernel(store: temporary.store, hooks: NoHooks())
        let report = try await ProductImport(kernel) { [start] in start }.run(path, ImportOptions(stock: stock))
        return (report, try await roundTrips() - before)
    }

    func versions() async throws -> [Int64] {
        try await temporary.store.read { tx in
            try tx.query(
                """
                SELECT version FROM products UNION ALL SELECT count(*) FROM outbox
                UNION ALL SELECT updated_at FROM products UNION ALL SELECT updated_at FROM inventory
                """
            ) { row in try row.get(0, as: Int64.self) }
            .sorted()
        }
    }

    private func roundTrips() async throws -> Int {
        let written = try await temporary.store.write { tx in tx.roundTrips }
        return try await written + temporary.store.read { tx in tx.roundTrips }
    }
}

extension Transaction {
    /// Those of its connection until now.
    fileprivate var roundTrips: Int { (open() as? Connection)?.link.roundTrips ?? 0 }
}
