import Testing
import TotemCopy
import TotemKernel
import TotemPluginHost
import TotemPostgres
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("A copy from one engine to another", .enabled(if: PostgresServer.url != nil))
struct EngineCopyTests {
    @Test("to PostgreSQL and back is the store that it was, and gives new ids on both")
    func thereAndBack() async throws {
        let first = try await TemporarySQLiteStore()
        let gone = try await first.store.write { tx in
            try CopyFixture.sell(in: tx)
            for id in 1...1200 {
                try tx.execute(
                    """
                    INSERT INTO outbox (type, subject, subject_id, actor, data, created_at)
                    VALUES ('x', 'order', $1, 'system', '{}', 0)
                    """,
                    id
                )
            }
            let category = try CategoryStore.create(NewCategory(name: "Gone"), in: tx)
            try CategoryStore.delete(category.id, in: tx)
            return category.id
        }
        let middle = try await TemporaryPostgresStore(migrated: false)
        let last = try await TemporarySQLiteStore(migrated: false)
        let there = try await copy(first.store, to: middle.store)
        let back = try await copy(middle.store, to: last.store)
        #expect(there.tables.map(\.name) == back.tables.map(\.name))
        #expect(there.tables.map(\.digest) == back.tables.map(\.digest))
        #expect(there.unknownTables == [] && back.unknownTables == [])
        for store in [first.store, middle.store, last.store] as [any Store] {
            try await store.write { tx in
                let product = try #require(try ProductStore.find(sku: "POT-S", in: tx))
                #expect(product.variants.map(\.inventoryQuantity) == [3])
                let filter = ProductFilter(words: "pot-s", attributes: ["Material": "Clay"])
                #expect(try ProductStore.list(filter, PageRequest(), in: tx).items.map(\.id) == [product.id])
                let path = try CategoryStore.path(to: product.categories[0].id, field: "", in: tx)
                #expect(path.map(\.name) == ["Later", "Home", "Garden"])
                let known = try tx.first("SELECT MAX(id) FROM outbox") { row in try row.get(0, as: Int64.self) } ?? 0
                let id = try tx.insert(
                    """
                    INSERT INTO outbox (type, subject, subject_id, actor, data, created_at)
                    VALUES ('x', 'order', 1, 'system', '{}', 1) RETURNING id
                    """
                )
                #expect(id == known + 1)
                // Nor is the id of a row given again that was gone before the first copy.
                let category = try CategoryStore.create(NewCategory(name: "New"), in: tx)
                #expect(category.id.value == gone.value + 1)
                // A table that was empty begins with 1.
                _ = try APIKeyStore.create(name: "till", role: .staff, in: tx, at: CopyFixture.now)
            }
        }
    }

    @Test("that was stopped goes on")
    func stopped() async throws {
        let source = try await TemporarySQLiteStore()
        try await source.store.write { tx in try CopyFixture.sell(in: tx) }
        let target = try await TemporaryPostgresStore(migrated: false)
        let weak = MeddledStore(
            target.store,
            beforeWrite: { number in if number >= 14 { throw StoreError(.unavailable, "the server is away") } }
        )
        await #expect(throws: CopyStopped.self) { try await copy(source.store, to: weak) }
        try await target.store.read { tx in
            _ = #expect(throws: KernelError.self) { try CopyJournal.refuseUnfinished(in: tx) }
        }
        let report = try await copy(source.store, to: target.store)
        #expect(report.tables.first { $0.name == "order_items" }?.digest.rows == 1)
    }

    @Test("says which text a PostgreSQL store can't hold")
    func zeroByte() async throws {
        let source = try await TemporarySQLiteStore()
        try await source.store.write { tx in
            try CopyFixture.sell(in: tx)
            try tx.execute("UPDATE products SET description = $1", "a\u{0}b")
        }
        let target = try await TemporaryPostgresStore(migrated: false)
        do {
            _ = try await copy(source.store, to: target.store)
            Issue.record("it was copied")
        } catch let error as CopyError {
            #expect(error.description.contains("column description of the table products holds a zero byte"))
        }
    }

    @discardableResult
    private func copy(_ source: any Store, to target: any Store) async throws -> CopyReport {
        try await StoreCopy(from: source, named: "the-source", to: target, plugins: PluginSchemas(folders: [])).run()
    }
}
