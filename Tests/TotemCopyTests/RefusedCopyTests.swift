import FoundationEssentials
import Testing
import TotemCopy
import TotemKernel
import TotemStore
import TotemTesting

@Suite("A copy is refused")
struct RefusedCopyTests {
    @Test("into a store that has rows, or on which a daemon runs")
    func notEmpty() async throws {
        let fixture = try await CopyFixture()
        try await fixture.target.write { tx in
            try CoreSchema.migrator.apply(in: tx, at: 0)
            _ = try ScheduledWork.housekeeping.take(as: "a daemon", every: 600_000, in: tx, at: CopyFixture.now)
        }
        let daemon = await fixture.refusal { try await fixture.copy() }
        #expect(
            daemon?.contains("its table scheduled_work has rows (a daemon has run on it)") == true,
            "\(daemon ?? "")"
        )
        try await fixture.target.write { tx in
            try tx.execute("DELETE FROM scheduled_work")
            try tx.execute("INSERT INTO product_categories (name, slug, description) VALUES ('Mine', 'mine', '')")
        }
        let rows = await fixture.refusal { try await fixture.copy() }
        #expect(rows?.contains("its table product_categories has rows") == true, "\(rows ?? "")")
        #expect(try await fixture.number("SELECT COUNT(*) FROM products", in: fixture.target) == 0)
    }

    @Test("into a store that is made and empty: that is taken")
    func emptyStore() async throws {
        let fixture = try await CopyFixture()
        try await fixture.target.write { tx in _ = try CoreSchema.migrator.apply(in: tx, at: 0) }
        try await fixture.copy()
    }

    @Test("into a database of something else")
    func foreignTables() async throws {
        let fixture = try await CopyFixture()
        try await fixture.target.write { tx in try tx.runScript("CREATE TABLE blog (id INTEGER PRIMARY KEY);") }
        #expect(await fixture.refusal { try await fixture.copy() }?.contains("holds a table blog") == true)
    }

    @Test("from what is no store, or one of an older version")
    func noStore() async throws {
        let fixture = try await CopyFixture()
        let keeper = try await TemporaryStore(migrated: false)
        let empty: any Store = keeper.store
        let nothing = await fixture.refusal { try await fixture.copy(from: empty) }
        #expect(nothing?.contains("the-source is no Totem store, or an empty one") == true, "\(nothing ?? "")")
        try await fixture.source.write { tx in
            _ = try tx.execute("DELETE FROM schema_versions WHERE component = 'core' AND version = '1.2.0'")
        }
        let old = await fixture.refusal { try await fixture.copy() }
        #expect(old?.contains("older schema than this program; run totem migrate up --store the-source") == true)
    }

    @Test("without the folder of a plugin that has tables, with an older one, or with one that was edited")
    func plugins() async throws {
        let fixture = try await CopyFixture()
        let missing = await fixture.refusal { try await fixture.copy(plugins: []) }
        #expect(missing?.contains("'notes' is refused") == true, "\(missing ?? "")")
        let migrations = fixture.pluginFolder + "/notes/migrations"
        let text = try String(contentsOfFile: migrations + "/1.0.0-notes.sql", encoding: .utf8)
        try Data((text + " ").utf8).write(to: URL(filePath: migrations + "/1.0.0-notes.sql"))
        let edited = await fixture.refusal { try await fixture.copy() }
        #expect(edited?.contains("migration 1.0.0 (notes) of notes was edited") == true, "\(edited ?? "")")
        try FileManager.default.moveItem(
            atPath: migrations + "/1.0.0-notes.sql",
            toPath: migrations + "/0.9.0-notes.sql"
        )
        let older = await fixture.refusal { try await fixture.copy() }
        #expect(older?.contains("has no migration; put the newer plugin there") == true, "\(older ?? "")")
    }

    @Test("when the source changes a row that was copied already")
    func changedRow() async throws {
        let fixture = try await CopyFixture()
        let refusal = await fixture.refusalOfCopy { tx in _ = try tx.execute("UPDATE products SET price = 1") }
        #expect(refusal?.contains("table products is not the same in both stores: some of the 1 rows differ") == true)
        #expect(await fixture.refusal { try await fixture.copy() }?.contains("table products is not the same") == true)
        #expect(try await fixture.target.read { tx in try CopyJournal.source(in: tx) } == "the-source")
    }

    @Test("when a row was added where the copy had been")
    func addedRow() async throws {
        let fixture = try await CopyFixture()
        let refusal = await fixture.refusalOfCopy { tx in
            try tx.execute("INSERT INTO product_categories (name, slug, description) VALUES ('New', 'new', '')")
        }
        #expect(refusal?.contains("product_categories is not the same in both stores: 4 rows in the source, 3") == true)
    }

    @Test("for a text that is no text")
    func brokenText() async throws {
        let fixture = try await CopyFixture()
        guard fixture.source.engine == .sqlite else { return }
        try await fixture.source.write { tx in
            _ = try tx.execute("UPDATE notes SET body = CAST(X'61FF' AS TEXT) WHERE id = 2")
        }
        let refusal = await fixture.refusal { try await fixture.copy() }
        #expect(
            refusal?.contains("a text in the column body of the table notes is no UTF-8") == true,
            "\(refusal ?? "")"
        )
    }

    @Test("for rows that refer to each other in a circle")
    func circle() async throws {
        let fixture = try await CopyFixture()
        try await fixture.source.write { tx in
            try tx.execute("UPDATE notes SET reply_to = 2 WHERE id = 3")
            try tx.execute("UPDATE notes SET reply_to = 3 WHERE id = 2")
        }
        let refusal = await fixture.refusal { try await fixture.copy() }
        #expect(
            refusal?.contains("rows of the table notes refer to each other in a circle") == true,
            "\(refusal ?? "")"
        )
    }
}

extension CopyFixture {
    /// Why a copy is refused whose source is written to when the catalogue has been copied, which goes before what refers
    /// to it.
    fileprivate func refusalOfCopy(_ meddle: @escaping @Sendable (Transaction) throws -> Void) async -> String? {
        let meddled = MeddledStore(
            target,
            beforeWrite: { [source] number in
                guard number == 30 else { return }
                try await source.write(meddle)
            }
        )
        return await refusal { try await copy(to: meddled) }
    }
}
