import Testing
import TotemStore

@Suite("Many values as one parameter")
struct ListParameterTests {
    private static let names = [
        "plain", "", "a,b", "{}", "[]", "\"", "\\", "\\\"", "it's", "tab\t", "line\n", "\u{1}\u{1f}\u{7f}", "お茶", "🫖",
        "NULL",
        "\\u0041",
    ]

    private func table() async throws -> Shop {
        let shop = try await Shop()
        try await shop.store.write { tx in
            for name in Self.names {
                try tx.execute("INSERT INTO product_attributes (name, type) VALUES ($1, 'text')", name)
            }
        }
        return shop
    }

    @Test("Rows are found by any number of ids", arguments: [[], [3], [2, 2, 9, 4711, -1, .min, .max]] as [[Int64]])
    func integers(_ ids: [Int64]) async throws {
        let table = try await table()
        let found = try await table.store.read { tx in
            try tx.query("SELECT id FROM product_attributes WHERE id = ANY($1) ORDER BY id", SQLList(ids)) { row in
                try row.get(0, as: Int64.self)
            }
        }
        #expect(found == Set(ids).filter { (1...Int64(Self.names.count)).contains($0) }.sorted())
    }

    @Test("Rows are found by texts, whatever is in them")
    func texts() async throws {
        let table = try await table()
        let all = try await table.store.read { tx in
            try tx.query("SELECT name FROM product_attributes WHERE name = ANY($1)", SQLList(Self.names)) { row in
                try row.get(0, as: String.self)
            }
        }
        #expect(all.sorted() == Self.names.sorted())
        for name in Self.names {
            let one = try await table.store.read { tx in
                try tx.query(
                    "SELECT name FROM product_attributes WHERE type = $2 AND name = ANY($1) AND name <> $3",
                    SQLList([name, "not there"]),
                    "text",
                    "= ANY($4)"
                ) { row in try row.get(0, as: String.self) }
            }
            #expect(one == [name])
        }
    }

    @Test("What is no list is refused")
    func other() async throws {
        let table = try await table()
        await #expect(throws: StoreError.self) {
            try await table.store.read { tx in
                try tx.query("SELECT id FROM product_attributes WHERE id = ANY($1)", "7, 8") {
                    try $0.get(0, as: Int64.self)
                }
            }
        }
    }
}
