import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite(
    "A plugin's migrations are one text for every engine, or one of each engine's own",
    .enabled(if: TestEngine.current == .sqlite, "the files named here are SQLite's")
)
struct MigrationVariantTests {
    private static let here = "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY) STRICT;"
    /// What no engine can run.
    private static let elsewhere = "CREATE WORDS OF ANOTHER ENGINE;"

    @Test(
        "The engine's own text is used instead of the common one",
        arguments: [
            ["1.0.0-a.sql": here], ["1.0.0-a.sqlite.sql": here],
            ["1.0.0-a.sql": here, "1.0.0-a.postgres.sql": elsewhere],
            ["1.0.0-a.sqlite.sql": here, "1.0.0-a.postgres.sql": elsewhere],
            ["1.0.0-a.sqlite.sql": here, "1.0.0-a.sql": elsewhere],
        ]
    )
    func choice(files: [String: String]) async throws {
        let shop = try await Self.shop(files)
        try await shop.enable("probe")
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_rows") == 0)
    }

    @Test(
        "A version with no text for the engine, or with more than one, is refused with the file and the mend",
        arguments: [
            (
                ["1.0.0-a.postgres.sql": elsewhere],
                "1.0.0-a.postgres.sql has no counterpart for SQLite, in which this store is; add 1.0.0-a.sqlite.sql, or"
            ),
            (
                ["1.0.0-a.sql": here, "1.0.0-b.sql": here],
                "two migrations of the version 1.0.0, 1.0.0-a.sql and 1.0.0-b.sql"
            ),
            (
                ["1.0.0-a.sqlite.sql": here, "1.0.0-b.postgres.sql": here],
                "two migrations of the version 1.0.0, 1.0.0-a.sqlite.sql and 1.0.0-b.postgres.sql"
            ),
            (
                ["1.0.0-a.sql": here, "1.0.0-a.sqlite.sql": here, "1.0.0-a.postgres.sql": here],
                "1.0.0-a.sql is never used"
            ),
        ]
    )
    func refused(files: [String: String], reason: String) async throws {
        let shop = try await Self.shop(files)
        let refused = await refusal { try await shop.enable("probe") }
        #expect(refused?.code == "plugin-refused")
        #expect(refused?.detail.contains(reason) == true, "\(refused?.detail ?? "nothing")")
    }

    @Test(
        "A NUL byte is refused by its name, and an expression of WITH of which no column is read is none of the schema's"
    )
    func texts() async throws {
        let nul = try await Self.shop(["1.0.0-a.sql": Self.here + "\u{0}"])
        #expect(
            await refusal { try await nul.enable("probe") }?.detail.contains("1.0.0-a.sql holds a NUL byte") == true
        )
        let counted = "INSERT INTO probe_rows (id) WITH x (a) AS (SELECT 1) SELECT count(*) FROM x;"
        let with = try await Self.shop(["1.0.0-a.sql": Self.here + counted])
        try await with.enable("probe")
        #expect(try await with.number("SELECT COUNT(*) FROM probe_rows") == 1)
    }

    private static func shop(_ migrations: [String: String]) async throws -> PluginShop {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = ["tables": ["probe_rows"]]
        plugin.migrations = migrations
        try plugin.build(in: shop.folder)
        return shop
    }
}
