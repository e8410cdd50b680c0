import Testing
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("Migrations")
struct MigratorTests {
    private let first = Migration(SemanticVersion(1, 0, 0), "first", sql: "CREATE TABLE a (x INTEGER) STRICT;")
    private let second = Migration(SemanticVersion(1, 1, 0), "second", sql: "CREATE TABLE b (x INTEGER) STRICT;")

    private func tables(in store: SQLiteStore) async throws -> [String] {
        try await store.read { tx in
            try tx.query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
                try $0.get(0, as: String.self)
            }
        }
    }

    private func apply(_ migrations: [Migration], to store: SQLiteStore) async throws -> [SemanticVersion] {
        try await store.write { tx in
            try Migrator(component: "thing", migrations: migrations).apply(in: tx, at: 1).map(\.version)
        }
    }

    @Test("Missing versions are applied in order, once")
    func inOrder() async throws {
        let store = try await TemporarySQLiteStore(migrated: false).store
        #expect(try await apply([first], to: store) == [SemanticVersion(1, 0, 0)])
        #expect(try await apply([second, first], to: store) == [SemanticVersion(1, 1, 0)])
        #expect(try await apply([first, second], to: store) == [])
        #expect(try await tables(in: store) == ["a", "b", "schema_versions"])
    }

    @Test("A migration that fails leaves nothing behind, not even the ones before it")
    func atomic() async throws {
        let store = try await TemporarySQLiteStore(migrated: false).store
        let broken = Migration(
            SemanticVersion(1, 2, 0),
            "broken",
            sql: "CREATE TABLE c (x INTEGER) STRICT; CREATE TABLE a (x INTEGER) STRICT;"
        )
        await #expect(throws: StoreError.self) { try await apply([first, second, broken], to: store) }
        #expect(try await tables(in: store) == [])
        #expect(try await apply([first], to: store) == [SemanticVersion(1, 0, 0)])
    }

    @Test("A migration that was edited after it was applied is refused")
    func edited() async throws {
        let store = try await TemporarySQLiteStore(migrated: false).store
        _ = try await apply([first], to: store)
        let edited = Migration(first.version, first.name, sql: first.sql + " ")
        #expect(await storeErrorCode { _ = try await apply([edited, second], to: store) } == .changedMigration)
        #expect(try await tables(in: store) == ["a", "schema_versions"])
    }

    @Test("A newer major version is refused, a newer minor one is not")
    func newer() async throws {
        let store = try await TemporarySQLiteStore(migrated: false).store
        let major = Migration(SemanticVersion(2, 0, 0), "major", sql: "CREATE TABLE d (x INTEGER) STRICT;")
        _ = try await apply([first, second], to: store)
        #expect(try await apply([first], to: store) == [])
        _ = try await apply([first, second, major], to: store)
        let error = await #expect(throws: StoreError.self) { _ = try await apply([first, second], to: store) }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("upgrade the program") == true)
    }

    @Test("The core schema is applied once and is sound")
    func core() async throws {
        let temporary = try await TemporarySQLiteStore()
        let verdict = try await temporary.store.read { tx in
            try tx.query("PRAGMA foreign_key_check") { _ in 1 }
        }
        #expect(verdict.isEmpty)
        #expect(try await tables(in: temporary.store).contains("orders"))
    }
}
