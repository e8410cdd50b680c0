import Testing
import TotemCopy
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What a plugin has in the store is exported whole")
struct PluginExportTests {
    @Test("Every row of its tables, in the order of their keys, and of nobody else's; tables without a key too")
    func rows() async throws {
        let files = try await TemporaryStore()
        let exported = try await files.store.write { tx in
            try tx.runScript(
                """
                CREATE TABLE own_a (id INTEGER PRIMARY KEY, name TEXT, part REAL, bytes BLOB) STRICT;
                CREATE TABLE own_b (note TEXT) STRICT;
                CREATE TABLE others (id INTEGER PRIMARY KEY) STRICT;
                INSERT INTO others (id) VALUES (1);
                INSERT INTO own_b (note) VALUES ('loose');
                """
            )
            for id in Int64(1)...1201 {
                try tx.execute(
                    "INSERT INTO own_a (id, name, part, bytes) VALUES ($1, $2, $3, $4)",
                    1202 - id,
                    id == 1 ? nil : "a \"name\"",
                    0.5,
                    SQLValue.blob([1, 2, 255])
                )
            }
            var rows: [JSONValue] = []
            try PluginExport(of: ["own_a", "own_b", "own_missing"], in: tx).eachRow { rows.append($0) }
            return rows
        }
        #expect(exported.count == 1202)
        #expect(exported.last == ["table": "own_b", "row": ["note": "loose"]])
        let ids = exported.dropLast().map { $0["row"]?["id"] }
        #expect(ids == (Int64(1)...1201).map { .integer($0) })
        #expect(
            exported[1200]
                == ["table": "own_a", "row": ["id": 1201, "name": .null, "part": 0.5, "bytes": ["base64": "AQL/"]]]
        )
    }
}
