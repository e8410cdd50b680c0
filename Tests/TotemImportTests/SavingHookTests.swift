import Synchronization
import Testing
import TotemImport
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What plugins say of a file's products")
struct SavingHookTests {
    private static let file = """
        slug,name,price
        pot,Pot,9.99
        cup,Cup,66.60
        mug,Mug,3.33
        jug,Jug,66.61

        """

    /// Refuses what costs more than 50, and counts the products of each call.
    private static func hooks(_ calls: Calls) -> TestHooks {
        TestHooks(ProductSaving.self) { hook, call in
            calls.sizes.withLock { $0.append(hook.changes.count) }
            try call.tx.execute("UPDATE products SET description = 'seen'")
            let bad = hook.changes.filter { $0.after.price.amount > 5000 }
            guard bad.isEmpty else { throw KernelError.invalid("price", "is more than anybody pays") }
        }
    }

    private final class Calls: Sendable {
        let sizes = Mutex<[Int]>([])
    }

    @Test("A file with a refused product changes nothing, and every one is told with its line")
    func refused() async throws {
        let calls = Calls()
        let fixture = try await ImportFixture(hooks: Self.hooks(calls))
        do {
            _ = try await fixture.importing(Self.file)
            Issue.record("it was imported")
        } catch let failure as ImportFailure {
            #expect(failure.report.problems.map(\.line) == [3, 5])
            #expect(failure.report.problems.map(\.column) == ["price", "price"])
            #expect(failure.report.problems.allSatisfy { $0.message == "is more than anybody pays" })
        }
        #expect(try await fixture.count() == 0)
        #expect(calls.sizes.withLock { $0.first } == 4)
    }

    @Test("The others are saved where bad rows are left out, and asked about once more as they are saved")
    func skipped() async throws {
        let calls = Calls()
        let fixture = try await ImportFixture(hooks: Self.hooks(calls))
        let report = try await fixture.importing(Self.file, skipsBadRows: true)
        #expect(report.created == 2 && report.skipped == 2)
        // All, halves of them until each refused one is found, and those that are saved: in as many transactions as that takes.
        #expect(calls.sizes.withLock { $0.prefix(7) } == [4, 2, 1, 1, 2, 1, 1])
        #expect(calls.sizes.withLock { $0.dropFirst(7).reduce(0, +) } == 2)
        // Again: nothing is another thing.
        calls.sizes.withLock { $0 = [] }
        let again = try await fixture.importing("slug,price\npot,9.99\nmug,3.34\n")
        #expect(again.unchanged == 1 && again.updated == 1)
        #expect(calls.sizes.withLock { $0 } == [1, 1])
    }
}

extension ImportFixture {
    fileprivate func count() async throws -> Int64? {
        try await temporary.store.read { tx in
            try tx.first("SELECT COUNT(*) FROM products") { try $0.get(0, as: Int64.self) }
        }
    }
}
