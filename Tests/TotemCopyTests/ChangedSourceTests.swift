import Synchronization
import Testing
import TotemCopy
import TotemKernel
import TotemStore
import TotemTesting

@Suite("A source that another program changes while it is compared")
struct ChangedSourceTests {
    enum Moment: CaseIterable {
        /// When only a table without rows has been compared.
        case early
        /// When every row has been compared.
        case late
    }

    @Test(
        "is found out, whatever was changed and however it looks after it",
        arguments: Moment.allCases,
        [
            "UPDATE products SET price = 1",
            "UPDATE products SET name = name",
            "INSERT INTO product_categories (name, slug) VALUES ('New', 'new')",
            "DELETE FROM note_words WHERE place = 7",
            "CREATE TABLE scratch (id INTEGER PRIMARY KEY)",
        ]
    )
    func changed(moment: Moment, sql: String) async throws {
        let fixture = try await CopyFixture()
        let refusal = await fixture.refusal {
            try await fixture.copy(meddlingAt: moment, sql)
        }
        // Not that a table differs: it is compared as it was when the comparison began.
        #expect(refusal?.contains("the source was changed by another program while it was compared") == true)
        #expect(try await fixture.target.read { tx in try CopyJournal.source(in: tx) } == "the-source")
    }

    @Test("is copied by another try when the rows are what they were")
    func again() async throws {
        let fixture = try await CopyFixture()
        _ = await fixture.refusal {
            try await fixture.copy(meddlingAt: .late, "UPDATE products SET name = name")
        }
        try await fixture.copy()
        #expect(try await fixture.target.read { tx in try CopyJournal.source(in: tx) } == nil)
    }

    @Test("is found out when another node writes what is not copied")
    func daemon() async throws {
        let fixture = try await CopyFixture()
        let meddled = MeddledStore(fixture.source)
        let refusal = await fixture.refusal {
            try await fixture.copy(from: meddled) { status in
                if status.phase == .comparing { meddled.changes.store(1, ordering: .relaxed) }
            }
        }
        #expect(refusal?.contains("the source was changed by another program") == true, "\(refusal ?? "")")
    }

    @Test("is not taken for changed when the server tidies up", .enabled(if: TestEngine.current == .postgres))
    func vacuum() async throws {
        let fixture = try await CopyFixture()
        try await fixture.source.write { tx in _ = try tx.execute("UPDATE notes SET body = 'again' WHERE id > 100") }
        try await fixture.copy(meddlingAt: .early, "VACUUM (FREEZE, ANALYZE)")
    }
}

extension CopyFixture {
    /// Copies, and runs SQL on the source in the middle of the comparison.
    @discardableResult
    fileprivate func copy(meddlingAt moment: ChangedSourceTests.Moment, _ sql: String) async throws -> CopyReport {
        let hasMeddled = Atomic(false)
        let failure = Mutex<(any Error)?>(nil)
        let report = try await copy { status in
            guard status.phase == .comparing, moment == .early || status.rows == status.totalRows,
                !hasMeddled.exchange(true, ordering: .relaxed)
            else { return }
            do { try meddle(sql) } catch { failure.withLock { $0 = error } }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        return report
    }
}
