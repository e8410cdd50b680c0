import Testing
import TotemPostgres
import TotemStore
import TotemTesting

@Suite("Values on PostgreSQL", .enabled(if: hasServer, "scripts/with-postgres starts the server"))
struct ValueTests {
    private static func value(_ row: Row, _ index: Int) throws -> SQLValue {
        switch row.statement.kind(at: index) {
        case .null: .null
        case .integer: .integer(try row.get(index))
        case .real: .real(try row.get(index))
        case .text: .text(try row.get(index))
        case .blob: .blob(try row.get(index))
        }
    }

    @Test(
        "A parameter comes back as what it was",
        arguments: [
            SQLValue.null, .integer(.min), .integer(.max), .real(-0.5), .text(""), .text("naïve \u{1F600}"), .blob([]),
            .blob([0, 255, 0]),
        ]
    )
    func parameters(_ value: SQLValue) async throws {
        let temporary = try await TemporaryPostgresStore(migrated: false)
        for _ in 0..<2 {
            #expect(
                try await temporary.store.read { tx in try tx.first("SELECT $1", value) { try Self.value($0, 0) } }
                    == value
            )
        }
    }

    @Test("Expressions have the kinds that SQLite gives them")
    func kinds() async throws {
        let temporary = try await TemporaryPostgresStore.withTable()
        let values = try await temporary.store.write { tx in
            for number in Int64(1)...4 { try tx.execute("INSERT INTO t (n) VALUES ($1)", number) }
            return try tx.first(
                """
                SELECT SUM(n), AVG(n), COUNT(*), MAX(n), n_exists, 1.5, -0.25, SUM(n) * -1000000000, 'a' || 'b', $1 + 1,
                  CAST('7' AS INTEGER), X'00FF', EXISTS (SELECT 1 FROM t WHERE n > 9)
                FROM t CROSS JOIN (SELECT EXISTS (SELECT 1 FROM t) AS n_exists) AS e GROUP BY n_exists
                """,
                Int64(5_000_000_000)
            ) { row in try (0..<13).map { try Self.value(row, $0) } }
        }
        #expect(
            values == [
                .integer(10), .real(2.5), .integer(4), .integer(4), .integer(1), .real(1.5), .real(-0.25),
                .integer(-10_000_000_000), .text("ab"), .integer(5_000_000_001), .integer(7), .blob([0, 255]),
                .integer(0),
            ]
        )
    }

    @Test("Texts sort by their bytes, and a NUL in one is refused with its parameter")
    func texts() async throws {
        let temporary = try await TemporaryPostgresStore(migrated: false)
        let texts = ["b", "A", "a", "Z", "ä", "É", ""]
        let sorted = try await temporary.store.write { tx in
            try tx.runScript("CREATE TABLE w (word TEXT NOT NULL) STRICT;")
            for text in texts { try tx.execute("INSERT INTO w (word) VALUES ($1)", text) }
            return try tx.query("SELECT word FROM w ORDER BY word") { try $0.get(0, as: String.self) }
        }
        #expect(sorted == texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        let error = await #expect(throws: StoreError.self) {
            try await temporary.store.write { tx in _ = try tx.execute("INSERT INTO w (word) VALUES ($1)", "a\0b") }
        }
        #expect(error?.code == .constraint && error?.message.contains("parameter $1 holds a NUL") == true)
    }

    @Test(
        "An address shows no password, and one that is no address repeats nothing of it",
        arguments: [
            "postgres://ada:s3cret@db.example:5433/shop?sslmode=verify-full",
            "postgresql://ada:s3cret@/shop?host=/run/postgresql",
        ]
    )
    func address(_ text: String) throws {
        #expect(!(try PostgresAddress(text).description.contains("s3cret")))
        for wrong in [text + "&options=-cfsync", text + "&s3cret", "postgres://ada:s3cret@[::1/shop", text + "%zz"] {
            let error = #expect(throws: StoreError.self) { try PostgresAddress(wrong) }
            #expect(error?.message.contains("ada") == false, "\(error?.message ?? "")")
        }
    }

    @Test(
        "An address whose password is cut at a character of its own is refused, and nothing of it is repeated",
        arguments: [
            "postgres://ada:s3@cret@db.example/shop", "postgres://ada:s3/cret@db.example/shop",
            "postgres://ada:s3?cret=1@db.example/shop", "postgres://ada:s3#cret@db.example/shop",
            "postgres://ada:@s3/cret@db.example/shop", "postgres://ada:s3cret/shop", "postgres://ada:s3cret",
            "postgres://db.example/shop?password=s3@cret", "postgres://db.example/shop?password=a&cret=1",
            "postgres://db.example/shop?password=a&cret", "postgres://ada:s3%zzcret@db.example/shop",
        ]
    )
    func ambiguous(_ text: String) {
        let error = #expect(throws: StoreError.self) { try PostgresAddress(text) }
        #expect(error?.message.contains("cret") == false, "\(error?.message ?? "")")
        #expect(error?.message.contains("s3") == false, "\(error?.message ?? "")")
    }
}
