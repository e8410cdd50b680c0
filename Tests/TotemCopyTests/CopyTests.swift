import Synchronization
import Testing
import TotemCopy
import TotemKernel
import TotemStore
import TotemTesting

@Suite("A copy of a store")
struct CopyTests {
    @Test("has every row of the core and of plugins, and is a store like any other")
    func whole() async throws {
        let fixture = try await CopyFixture()
        let report = try await fixture.copy()
        for store in [fixture.source, fixture.target] {
            try await store.read { tx in
                let product = try #require(try ProductStore.find(sku: "POT-S", in: tx))
                #expect(product.variants.map(\.inventoryQuantity) == [3])
                #expect(product.attributes == ["Material": .string("Clay")])
                let filter = ProductFilter(words: "pot-s", attributes: ["Material": "Clay"])
                #expect(try ProductStore.list(filter, PageRequest(), in: tx).items.map(\.id) == [product.id])
                let category = try #require(product.categories.first)
                let path = try CategoryStore.path(to: category.id, field: "", in: tx)
                #expect(path.map(\.name) == ["Later", "Home", "Garden"])
                let staff = RequestContext(actor: .system, now: CopyFixture.now, hooks: NoHooks())
                let orders = try OrderStore.list(OrderFilter(status: .open), PageRequest(), in: tx, staff)
                #expect(orders.items.map(\.totals.total.amount) == [1998])
                #expect(try CopyJournal.source(in: tx) == nil)
            }
            #expect(try await fixture.number("SELECT COUNT(*) FROM note_words", in: store) == CopyFixture.wordCount)
        }
        let notes = report.tables.first { $0.name == "notes" }
        #expect(notes?.digest.rows == CopyFixture.noteCount + 1)
        #expect(report.unknownTables == [])
    }

    @Test("has the same values of every kind")
    func values() async throws {
        let fixture = try await CopyFixture()
        try await fixture.copy()
        var copies: [[Note]] = []
        for store in [fixture.source, fixture.target] {
            copies.append(
                try await store.read { tx in
                    try tx.query(
                        "SELECT id, product_id, reply_to, body, score, raw FROM notes ORDER BY id",
                        row: Note.init
                    )
                }
            )
        }
        #expect(copies[0].count == Int(CopyFixture.noteCount) + 1)
        #expect(copies[0] == copies[1])
        #expect(copies[1].first?.body == "changed since")
    }

    @Test("gives ids that the source has not given")
    func identity() async throws {
        let fixture = try await CopyFixture()
        try await fixture.copy()
        try await fixture.target.write { tx in
            let order = try tx.insert(
                """
                INSERT INTO outbox (type, subject, subject_id, actor, data, created_at)
                VALUES ('x', 'order', 1, 'system', '{}', 1) RETURNING id
                """
            )
            let highest = try tx.first("SELECT COUNT(*) FROM outbox") { row in try row.get(0, as: Int64.self) }
            #expect(order == highest)
        }
    }

    @Test("gives no id again that the source gave to a row that is gone, also in a table that is empty")
    func goneIdentity() async throws {
        let fixture = try await CopyFixture()
        let gone = try await fixture.source.write { tx in
            let category = try CategoryStore.create(NewCategory(name: "Gone"), in: tx)
            try CategoryStore.delete(category.id, in: tx)
            let key = try APIKeyStore.create(name: "till", role: .staff, in: tx, at: CopyFixture.now).key.id
            try tx.execute("DELETE FROM api_keys")
            return (category: category.id.value, key: key.value)
        }
        try await fixture.copy()
        for store in [fixture.source, fixture.target] {
            try await store.write { tx in
                let category = try CategoryStore.create(NewCategory(name: "New"), in: tx)
                #expect(category.id.value == gone.category + 1)
                let key = try APIKeyStore.create(name: "till", role: .staff, in: tx, at: CopyFixture.now).key.id
                #expect(key.value == gone.key + 1)
            }
        }
    }

    @Test("knows which migrations were applied when")
    func versions() async throws {
        let fixture = try await CopyFixture()
        try await fixture.copy()
        for store in [fixture.source, fixture.target] {
            let applied = try await store.read { tx in try Migrator.applied(in: tx) }
            #expect(applied["notes"] == [SemanticVersion(1, 0, 0): 7])
            #expect(applied["core"]?.count == CoreSchema.migrator.migrations.count)
            #expect(applied["core"]?.values.allSatisfy { $0 == 0 } == true)
        }
    }

    @Test("is told of while it is made, up to the last row")
    func progress() async throws {
        let fixture = try await CopyFixture()
        let last = Mutex<[String: CopyStatus]>([:])
        let report = try await fixture.copy { status in last.withLock { $0[status.phase.rawValue] = status } }
        let rows = report.tables.reduce(0) { $0 + $1.digest.rows }
        for phase in ["copying", "comparing"] {
            let status = try #require(last.withLock { $0[phase] })
            #expect(status.rows == rows)
            #expect(status.totalRows == rows)
        }
    }

    @Test("leaves tables behind that nobody knows, and says so")
    func unknownTables() async throws {
        let fixture = try await CopyFixture()
        try await fixture.source.write { tx in try tx.runScript("CREATE TABLE scratch (id INTEGER PRIMARY KEY);")
        }
        #expect(try await fixture.copy().unknownTables == ["scratch"])
    }
}

private struct Note: Sendable, Equatable {
    let id: Int64
    let product: Int64?
    let reply: Int64?
    let body: String?
    let score: Double?
    let raw: [UInt8]?

    init(_ row: Row) throws {
        id = try row.get(0)
        product = try row.get(1)
        reply = try row.get(2)
        body = try row.get(3)
        score = try row.get(4)
        raw = try row.get(5)
    }
}
