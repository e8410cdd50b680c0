import Testing
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("SQLiteStore")
struct SQLiteStoreTests {
    @Test("What is written is read back, and is there after the store is opened again")
    func writeReadReopen() async throws {
        let temporary = try await TemporarySQLiteStore(migrated: false)
        try await temporary.store.write { tx in
            try tx.runScript("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;")
            let id = try tx.insert("INSERT INTO t (name) VALUES ($1) RETURNING id", "pot")
            #expect(id == 1)
        }
        await temporary.store.close()
        let again = try SQLiteStore(path: temporary.path)
        let names = try await again.read { tx in
            try tx.query("SELECT name FROM t ORDER BY id") { try $0.get(0, as: String.self) }
        }
        #expect(names == ["pot"])
        await again.close()
    }
}
