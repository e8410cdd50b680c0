import FoundationEssentials
import Testing
import TotemImport
import TotemKernel
import TotemStore
import TotemTesting

@Suite("An import that is stopped")
struct StoppedImportTests {
    private static let count = 400
    private static let file =
        "slug,name,price,stock.Oslo\n" + (1...count).map { "p\($0),P\($0),1,5\n" }.joined()

    /// Imports the file and stops as soon as something of it has been written.
    private static func stopped(
        _ fixture: ImportFixture,
        stock: StockMode,
        fromStart: Bool = false
    ) async throws -> ImportStopped? {
        let path = fixture.temporary.folder + "/products.csv"
        let options = ImportOptions(stock: stock, fromStart: fromStart)
        return await #expect(throws: ImportStopped.self) {
            // A task of its own, which ends it: the test goes on.
            try await Task {
                try await ProductImport(fixture.kernel).run(path, options) { progress in
                    guard progress.phase == .writing else { return }
                    withUnsafeCurrentTask { $0?.cancel() }
                }
            }.value
        }
    }

    private static func units(_ fixture: ImportFixture) async throws -> [Int64: Int64] {
        try await fixture.kernel.store.read { tx in
            let rows = try tx.query("SELECT quantity, COUNT(*) FROM inventory GROUP BY quantity") { row in
                (try row.get(0, as: Int64.self), try row.get(1, as: Int64.self))
            }
            return Dictionary(uniqueKeysWithValues: rows)
        }
    }

    @Test("It says what is in, and importing the file again goes on from there", arguments: StockMode.allCases)
    func goesOn(mode: StockMode) async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(Self.file, isDryRun: true)
        let stop = try #require(try await Self.stopped(fixture, stock: mode))
        #expect(stop.cause is CancellationError)
        #expect(stop.report.created > 0 && stop.report.created < Self.count)
        #expect(try await fixture.productCount() == stop.report.created)
        let rest = try await fixture.importing(Self.file, stock: mode)
        #expect(rest.resumedAfter == stop.report.created)
        #expect(rest.created == Self.count - stop.report.created)
        #expect(try await Self.units(fixture) == [5: Int64(Self.count)])
    }

    @Test("A delivery that was stopped is added once to each product, however often it is stopped")
    func delivery() async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(Self.file)
        for _ in 0..<2 { _ = try await Self.stopped(fixture, stock: .add) }
        let rest = try await fixture.importing(Self.file, stock: .add)
        #expect(rest.resumedAfter > 0 && rest.updated == Self.count - rest.resumedAfter)
        #expect(try await Self.units(fixture) == [10: Int64(Self.count)])
        // It has ended: the same delivery comes again.
        #expect(try await fixture.importing(Self.file, stock: .add).updated == Self.count)
        #expect(try await Self.units(fixture) == [15: Int64(Self.count)])
    }

    @Test(
        "While a delivery is stopped, a dry run says where it goes on, and no other file is added until it is told to"
    )
    func correctedDelivery() async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(Self.file)
        _ = try await Self.stopped(fixture, stock: .add)
        let dry = try await fixture.importing(Self.file, isDryRun: true, stock: .add)
        #expect(dry.resumedAfter > 0 && dry.updated == Self.count - dry.resumedAfter)
        let before = try await Self.units(fixture)
        let corrected = Self.file.replacing("p400,P400,1,5", with: "p400,P400,1,6")
        for isDryRun in [true, false] {
            let problem = await #expect(throws: ImportProblem.self) {
                try await fixture.importing(corrected, isDryRun: isDryRun, stock: .add)
            }
            #expect(
                problem?.message.contains("after product \(dry.resumedAfter)") == true,
                "\(String(describing: problem))"
            )
            // What to do where the owner has corrected a product that is refused now.
            #expect(problem?.message.contains("with --skip-bad-rows, and then a file with what was left out") == true)
        }
        #expect(try await Self.units(fixture) == before)
        // What adds nothing is nobody's second delivery.
        #expect(try await fixture.importing(corrected).unchanged == Self.count)
        let rest = try await fixture.importing(Self.file, stock: .add)
        #expect(rest.resumedAfter == dry.resumedAfter)
        #expect(try await Self.units(fixture) == [10: Int64(Self.count)])
        #expect(try await fixture.importing(corrected, stock: .add).updated == Self.count)
        _ = try await Self.stopped(fixture, stock: .add)
        let path = fixture.temporary.folder + "/products.csv"
        let anew = try await ProductImport(fixture.kernel).run(path, ImportOptions(stock: .add, fromStart: true))
        #expect(anew.resumedAfter == 0 && anew.updated == Self.count)
        #expect(try await fixture.importing(Self.file, stock: .add).resumedAfter == 0)
    }

    @Test("A delivery that is stopped is gone on with whatever other delivery was begun from its start since")
    func otherDelivery() async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(Self.file)
        let first = try #require(try await Self.stopped(fixture, stock: .add))
        let other = Self.file.replacing(",1,5", with: ",1,7")
        _ = try await fixture.importing(other, isDryRun: true, stock: .add, fromStart: true)
        let second = try #require(try await Self.stopped(fixture, stock: .add, fromStart: true))
        #expect(try await fixture.importing(Self.file, stock: .add).resumedAfter == first.report.updated)
        #expect(try await fixture.importing(other, stock: .add).resumedAfter == second.report.updated)
        #expect(try await Self.units(fixture) == [17: Int64(Self.count)])
    }

    @Test("Of a delivery and its corrected file one is added, also when they are checked at once")
    func correctedAtOnce() async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(Self.file)
        let path = fixture.temporary.folder + "/corrected.csv"
        let corrected = Self.file.replacing("p400,P400,1,5", with: "p400,P400,1,6")
        try Data(corrected.utf8).write(to: URL(filePath: path))
        let meddled = MeddledStore(
            fixture.temporary.store,
            // The corrected file has been checked, and nothing of it is written yet.
            beforeWrite: { number in
                guard number == 1 else { return }
                _ = try await Self.stopped(fixture, stock: .add)
            }
        )
        let kernel = Kernel(store: meddled, hooks: NoHooks())
        let stop = await #expect(throws: ImportStopped.self) {
            try await ProductImport(kernel).run(path, ImportOptions(stock: .add))
        }
        let problem = stop?.cause as? ImportProblem
        #expect(
            problem?.message.contains("--stock add was stopped after product") == true,
            "\(String(describing: stop))"
        )
        #expect(stop?.report.updated == 0)
        #expect(try await fixture.importing(Self.file, stock: .add).resumedAfter > 0)
        #expect(try await Self.units(fixture) == [10: Int64(Self.count)])
    }

    @Test("Two that import the same delivery at once add it once")
    func atOnce() async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(Self.file)
        let path = fixture.temporary.folder + "/products.csv"
        let stopped = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    do {
                        _ = try await ProductImport(fixture.kernel).run(path, ImportOptions(stock: .add))
                        return 0
                    } catch {
                        return 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        // One that comes after the other has ended is another delivery.
        let units = try await Self.units(fixture)
        #expect(units == (stopped == 0 ? [15: Int64(Self.count)] : [10: Int64(Self.count)]))
    }

    @Test("What is stopped while it is checked has changed nothing")
    func checking() async throws {
        let fixture = try await ImportFixture()
        _ = try await fixture.importing(Self.file, isDryRun: true)
        let path = fixture.temporary.folder + "/products.csv"
        let stop = await #expect(throws: ImportStopped.self) {
            try await Task {
                try await ProductImport(fixture.kernel).run(path) { _ in withUnsafeCurrentTask { $0?.cancel() } }
            }.value
        }
        #expect(stop?.report.created == 0)
        #expect(try await fixture.productCount() == 0)
    }
}
