import Testing
import TotemStore
import TotemTesting

@testable import TotemCopy

@Suite("What tells a table's rows apart")
struct TableKeyTests {
    private static func tables(_ script: String) async throws -> [String: TableShape] {
        let files = try await TemporaryStore()
        return try await files.store.write { tx in
            try tx.runScript(script)
            let shapes = try tx.inspection().tables().map { ($0.name, $0) }
            return Dictionary(uniqueKeysWithValues: shapes)
        }
    }

    @Test("is a key that a copy can write down, where a shorter one or the primary key can't be")
    func written() async throws {
        let tables = try await Self.tables(
            """
            CREATE TABLE plain (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE) STRICT;
            CREATE TABLE marks (a_mark REAL NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE) STRICT;
            CREATE TABLE hashes (
              hash BLOB PRIMARY KEY,
              name TEXT NOT NULL,
              place INTEGER NOT NULL,
              UNIQUE (place, name)
            ) STRICT;
            """
        )
        #expect(tables["plain"]?.key == ["id"])
        #expect(tables["marks"]?.key == ["name"])
        #expect(tables["hashes"]?.key == ["name", "place"])
    }

    @Test("is refused before anything is copied where no key can be written down, or rows name each other by one")
    func unwritten() async throws {
        let tables = try await Self.tables(
            """
            CREATE TABLE bare (hash BLOB PRIMARY KEY, mark REAL NOT NULL UNIQUE) STRICT;
            CREATE TABLE chain (
              hash BLOB PRIMARY KEY,
              name TEXT NOT NULL UNIQUE,
              parent BLOB REFERENCES chain (hash)
            ) STRICT;
            """
        )
        for name in ["bare", "chain"] {
            let table = try #require(tables[name])
            #expect(table.key == ["hash"])
            let error = #expect(throws: CopyError.self) {
                try CopyPlan(source: [table], target: [table], known: [name])
            }
            #expect(error?.description.contains("the key of the table \(name) has hash, which is neither") == true)
        }
    }

    @Test("is no key that PostgreSQL checks only when a transaction ends", .enabled(if: PostgresServer.url != nil))
    func late() async throws {
        let files = try await TemporaryPostgresStore()
        let keys = try await files.store.write { tx in
            try tx.runScript("CREATE TABLE late (a TEXT NOT NULL, b TEXT NOT NULL, UNIQUE (a) DEFERRABLE, UNIQUE (b));")
            return try tx.inspection().tables().filter { $0.name == "late" }.map(\.key)
        }
        #expect(keys == [["b"]])
    }
}
