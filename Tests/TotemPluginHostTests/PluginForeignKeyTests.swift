import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("A plugin's foreign keys")
struct PluginForeignKeyTests {
    private static let policy = AccessPolicy(owner: "loyalty", ownTables: ["points", "uses"], of: CoreViews.catalogue)

    @Test(
        "They name products, variants, orders and users by id, and let them go",
        arguments: [
            "CREATE TABLE points (user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE) STRICT;",
            "CREATE TABLE points (p INTEGER REFERENCES products ON DELETE SET NULL, q INTEGER NOT NULL) STRICT;",
            "CREATE TABLE points (v INTEGER REFERENCES product_variants (id) ON DELETE SET NULL, UNIQUE (v)) STRICT;",
            """
            CREATE TABLE points (u INTEGER REFERENCES users (id) ON DELETE SET NULL, k TEXT, is_first INTEGER) STRICT;
            CREATE UNIQUE INDEX points_k ON points (k) WHERE is_first = 1;
            """,
            "CREATE TABLE points (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE uses (p INTEGER REFERENCES points (id)) STRICT;",
            """
            CREATE TABLE points (id INTEGER PRIMARY KEY, o INTEGER REFERENCES orders (id) ON DELETE CASCADE) STRICT;
            CREATE TABLE uses (p INTEGER NOT NULL REFERENCES points (id) ON DELETE CASCADE) STRICT;
            """,
        ]
    )
    func allowed(_ script: String) async throws {
        let temporary = try await TemporaryStore()
        try await temporary.store.write { tx in try tx.runScript(script, allowedBy: Self.policy) }
    }

    @Test(
        "None keeps the core from deleting, nor looks at what it may not read",
        arguments: [
            (
                "CREATE TABLE points (u INTEGER REFERENCES users (id)) STRICT;",
                "ON DELETE CASCADE or ON DELETE SET NULL"
            ),
            ("CREATE TABLE points (u INTEGER REFERENCES users (id) ON DELETE RESTRICT) STRICT;", "must end with"),
            (
                "CREATE TABLE points (u INTEGER NOT NULL REFERENCES users (id) ON DELETE SET NULL) STRICT;",
                "the column can't be NULL"
            ),
            (
                "CREATE TABLE points (u INTEGER CHECK (u IS NOT NULL) REFERENCES users (id) ON DELETE SET NULL) STRICT;",
                "the column can't be NULL"
            ),
            (
                """
                CREATE TABLE points (u INTEGER REFERENCES users (id) ON DELETE SET NULL) STRICT;
                CREATE UNIQUE INDEX points_u ON points ((coalesce(u, 0)));
                """,
                "the column can't be NULL"
            ),
            (
                """
                CREATE TABLE points (u INTEGER REFERENCES users (id) ON DELETE SET NULL, k TEXT) STRICT;
                CREATE UNIQUE INDEX points_k ON points (k) WHERE u IS NULL;
                """,
                "the column can't be NULL"
            ),
            (
                """
                CREATE TABLE points (id INTEGER PRIMARY KEY, o INTEGER REFERENCES orders (id) ON DELETE CASCADE) STRICT;
                CREATE TABLE uses (p INTEGER REFERENCES points (id)) STRICT;
                """,
                "from 'uses'"
            ),
            ("CREATE TABLE points (u INTEGER REFERENCES carts (id) ON DELETE CASCADE) STRICT;", "carts"),
            ("CREATE TABLE points (u TEXT REFERENCES users (email) ON DELETE CASCADE) STRICT;", "users"),
        ]
    )
    func refused(_ script: String, _ words: String) async throws {
        let temporary = try await TemporaryStore()
        let error = await #expect(throws: StoreError.self) {
            try await temporary.store.write { tx in try tx.runScript(script, allowedBy: Self.policy) }
        }
        #expect(error?.code == .denied)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}
