import Testing
import TotemCopy
import TotemKernel
import TotemStore
import TotemTesting

@Suite("A copy that was stopped")
struct StoppedCopyTests {
    @Test("goes on where it was, wherever that is", arguments: [2, 3, 12, 20, 30])
    func goesOn(stop: Int) async throws {
        let fixture = try await CopyFixture()
        let weak = MeddledStore(
            fixture.target,
            beforeWrite: { number in if number >= stop { throw StoreError(.full, "the disk is full") } }
        )
        #expect(await fixture.refusal { try await fixture.copy(to: weak) }?.contains("the disk is full") == true)
        let rows = try await fixture.copiedRows()

        let whole = MeddledStore(fixture.target)
        let report = try await fixture.copy(to: whole)
        #expect(report.tables.first { $0.name == "note_words" }?.digest.rows == CopyFixture.wordCount)
        // What was there was not written again: all writes of both runs are those of one.
        let single = try await CopyFixture()
        let counted = MeddledStore(single.target)
        try await single.copy(to: counted)
        #expect(whole.writeCount + stop - 1 == counted.writeCount + 1, "the mark is asked for once more")
        #expect(stop < 12 || rows > 0)
    }

    @Test("is no store yet")
    func isRefused() async throws {
        let fixture = try await CopyFixture()
        try await fixture.stop(at: 12)
        try await fixture.target.read { tx in
            _ = #expect(throws: KernelError.self) { try CopyJournal.refuseUnfinished(in: tx) }
        }
        try await fixture.copy()
        try await fixture.target.read { tx in try CopyJournal.refuseUnfinished(in: tx) }
    }

    @Test("is gone on with from its own source only, and is no source itself")
    func otherSource() async throws {
        let fixture = try await CopyFixture()
        try await fixture.stop(at: 12)
        let other = await fixture.refusal { try await fixture.copy(named: "another") }
        #expect(other?.contains("is an unfinished copy of the-source, not of another") == true, "\(other ?? "")")
        let keeper = try await TemporaryStore(migrated: false)
        let third: any Store = keeper.store
        let half = await fixture.refusal {
            try await fixture.copy(from: fixture.target, named: "half", to: third)
        }
        #expect(half?.contains("half is itself an unfinished copy of the-source") == true, "\(half ?? "")")
    }

    @Test("is refused when the source has got other migrations since")
    func newMigrations() async throws {
        let fixture = try await CopyFixture()
        try await fixture.stop(at: 12)
        try await fixture.source.write { tx in
            _ = try tx.execute("DELETE FROM schema_versions WHERE component = 'notes'")
        }
        let refusal = await fixture.refusal { try await fixture.copy() }
        #expect(refusal?.contains("other versions of notes than the source: 1.0.0 there, none here") == true)
    }

    @Test("was not alone: two copies at once do not write one row twice")
    func twoAtOnce() async throws {
        let fixture = try await CopyFixture()
        let meddled = MeddledStore(
            fixture.target,
            beforeWrite: { number in if number == 12 { try await fixture.copy() } }
        )
        #expect(await fixture.refusal { try await fixture.copy(to: meddled) }?.contains("another copy") == true)
        #expect(try await fixture.number("SELECT COUNT(*) FROM note_words", in: fixture.target) == 1200)
    }
}

extension CopyFixture {
    /// Copies until a write fails.
    func stop(at write: Int) async throws {
        let weak = MeddledStore(
            target,
            beforeWrite: { number in if number >= write { throw StoreError(.inputOutput, "stopped") } }
        )
        guard await refusal({ try await copy(to: weak) }) != nil else { throw KernelError.notFound("the stop") }
    }

    fileprivate func copiedRows() async throws -> Int64 {
        // Before the first write there is no journal.
        (try? await number("SELECT COALESCE(CAST(SUM(row_count) AS BIGINT), 0) FROM copy_progress", in: target))
            ?? 0
    }
}
