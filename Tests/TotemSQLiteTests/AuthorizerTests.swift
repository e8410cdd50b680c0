import Testing
import TotemKernel
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("A plugin's permissions")
struct AuthorizerTests {
    private static let policy = AccessPolicy(
        owner: "loyalty",
        ownTables: ["points", "Point_Rules", "points_view"],
        views: CoreViews.names(for: PluginPermissions(read: ["orders", "order_items"])),
        of: CoreViews.catalogue
    )

    private func store() async throws -> TemporarySQLiteStore {
        let temporary = try await TemporarySQLiteStore()
        try await temporary.store.write { tx in
            try tx.runScript(
                """
                CREATE TABLE points (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE, n INTEGER) STRICT;
                CREATE TABLE point_rules (id INTEGER PRIMARY KEY, rule TEXT) STRICT;
                INSERT INTO points (n) VALUES (10), (20);
                """,
                allowedBy: Self.policy
            )
            try tx.runScript(
                """
                INSERT INTO users (email, password_hash, first_name, last_name, created_at, updated_at)
                  VALUES ('a@b.c', 'secret', '', '', 0, 0);
                CREATE VIEW points_view AS SELECT email FROM users;
                CREATE VIEW order_view AS SELECT id FROM orders;
                """
            )
        }
        return temporary
    }

    /// What SQLite itself lets nobody do, whatever the authorizer says.
    private func refusedBySQLite(_ text: String) -> Bool {
        ["readfile", "sqlite_rename", "sqlite_sequence", "UPDATE sqlite_"].contains { text.contains($0) }
    }

    /// Runs one statement as the plugin.
    private func run(_ text: String, in store: SQLiteStore) async throws -> Int {
        try await store.write { tx in
            let statement = try tx.statement(text, allowedBy: Self.policy)
            defer { statement.reset() }
            var rows = 0
            while try statement.step() { rows += 1 }
            return rows
        }
    }

    @Test(
        "What was granted works",
        arguments: [
            "SELECT * FROM points", "SELECT n FROM POINTS WHERE id = 1", "SELECT count(*) FROM main.points",
            "INSERT INTO points (n) VALUES (1) RETURNING id", "UPDATE points SET n = n + 1 WHERE id = 1",
            "INSERT INTO points (order_id) VALUES (NULL)", "DELETE FROM points WHERE n > 15", "DELETE FROM points",
            "SELECT id, status FROM v1_orders", "SELECT sum(p.n) FROM points p JOIN v1_orders o ON o.id = p.order_id",
            "SELECT count(*) FROM v1_orders", "SELECT 1 FROM V1_Orders AS orders",
            "SELECT o.id FROM points p, v1_orders o",
            "SELECT count(*) FROM v1_orders JOIN v1_order_items i ON i.order_id = v1_orders.id",
            "SELECT n AS orders FROM points WHERE EXISTS (SELECT 1 FROM v1_orders WHERE id = n)",
            "WITH x AS (SELECT 1) SELECT count(*) FROM x", "WITH x (a) AS MATERIALIZED (SELECT 1) SELECT 1 FROM x",
            "WITH x AS (SELECT id FROM v1_orders) SELECT count(*) FROM x, (SELECT 1) AS y",
            "INSERT INTO points (order_id, n) SELECT id, total_amount FROM v1_orders",
            "UPDATE points SET order_id = NULL",
            "WITH RECURSIVE c (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c WHERE x < 5) SELECT x FROM c",
            "SELECT value FROM json_each('[1, 2]')", "-- a comment\n SELECT 1;  -- the end", "VALUES (1)",
            "INSERT INTO points (id, n) VALUES (1, 5) ON CONFLICT (id) DO UPDATE SET n = excluded.n",
            "SELECT upper(rule), strftime('%Y', 'now'), round(1.5) FROM point_rules",
            "SELECT rank() OVER (ORDER BY n) FROM points",
        ]
    )
    func granted(_ text: String) async throws {
        _ = try await run(text, in: try await store().store)
    }

    @Test("What a product is found by is in the index, whoever's statement SQLite writes it before")
    func pendingIndex() async throws {
        let temporary = try await store()
        try await temporary.store.write { tx in
            try tx.execute(
                "INSERT INTO product_search_index (rowid, name, words, marks) VALUES (7, 'lamp', 'lamp', 'c=1')"
            )
            // Of several rows, the second of which may be refused: it can be undone alone.
            let statement = try tx.statement(
                "INSERT INTO points (id, n) SELECT id + 10, n FROM points",
                allowedBy: Self.policy
            )
            defer { statement.reset() }
            #expect(throws: Never.self) { while try statement.step() {} }
        }
        let found: SQL = "SELECT rowid FROM product_search_index WHERE product_search_index MATCH 'lamp'"
        #expect(try await temporary.store.read { tx in try tx.first(found) { try $0.get(0, as: Int.self) } } == 7)
    }

    @Test("A view that comes to name the index's tables is refused to a statement that was compiled before")
    func indexBehindAView() async throws {
        let temporary = try await TemporarySQLiteStore()
        let (read, view) = ("SELECT * FROM points_view", "CREATE VIEW points_view AS SELECT ")
        try await temporary.store.write { tx in try tx.runScript("\(view) 1 AS id;") }
        #expect(try await run(read, in: temporary.store) == 1)
        try await temporary.store.write { tx in
            try tx.runScript("DROP VIEW points_view; \(view) id FROM product_search_index_data;")
        }
        await #expect(throws: StoreError.self) { try await run(read, in: temporary.store) }
    }

    @Test(
        "What was not granted is refused",
        arguments: [
            // Tables of others.
            "SELECT email FROM users", "SELECT count(*) FROM users", "SELECT 1 FROM users", "SELECT * FROM \"users\"",
            "SELECT n FROM points WHERE EXISTS (SELECT 1 FROM users)",
            "SELECT (SELECT password_hash FROM users) FROM points",
            "WITH points AS (SELECT * FROM users) SELECT * FROM points",
            "WITH order_view AS (SELECT email FROM users) SELECT * FROM order_view",
            "SELECT id FROM v1_orders UNION SELECT id FROM users",
            // The tables behind the views that were granted, and what these do not show.
            "SELECT id FROM orders", "SELECT count(*) FROM orders", "SELECT 1 FROM main.orders",
            "SELECT rowid FROM orders",
            "SELECT count(*) FROM \"orders\"", "SELECT count(*) FROM 'orders'", "SELECT count(*) FROM (orders)",
            "SELECT count(*) FROM points, orders", "SELECT p.n FROM points p JOIN [orders] AS o",
            "SELECT v1_orders.id FROM orders AS v1_orders",
            "WITH v1_orders AS (SELECT email FROM orders) SELECT * FROM v1_orders",
            "WITH v1_orders AS (SELECT id FROM users) SELECT * FROM v1_orders",
            "WITH v1_orders AS (SELECT count(*) AS n FROM orders) SELECT n FROM v1_orders",
            "WITH orders AS (SELECT 1) SELECT count(*) FROM orders", "SELECT count(*) FROM v1_customers",
            "SELECT * FROM v1_customers", "SELECT email FROM v1_order_contacts", "SELECT price FROM v1_products",
            "SELECT id FROM users WHERE id = 1", "SELECT users.id FROM points LEFT JOIN users",
            "WITH api_keys AS (SELECT 1) SELECT (SELECT count(*) FROM api_keys), count(*) FROM main.api_keys",
            "INSERT INTO points (order_id) SELECT id FROM orders", "SELECT * FROM outbox",
            "SELECT count(*) FROM outbox",
            "SELECT count(*) FROM sqlite_schema", "SELECT count(*) FROM pragma_table_list",
            "SELECT count(*) FROM dbstat", "SELECT p.n FROM points p, users u",
            "INSERT INTO points (n) SELECT id FROM users",
            "INSERT INTO points (n) VALUES (1) RETURNING (SELECT email FROM users)",
            "UPDATE points SET n = (SELECT id FROM users)",
            "UPDATE points SET n = 1 FROM users WHERE users.id = points.id",
            "INSERT INTO points (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET n = (SELECT id FROM users)",
            "SELECT n FROM points ORDER BY (SELECT password_hash FROM users)",
            "SELECT u.email FROM points LEFT JOIN users u ON u.id = points.id",
            // Through views: the view was not granted, or what is behind it was not.
            "SELECT * FROM points_view", "SELECT * FROM order_view",
            // Read only, write only.
            "INSERT INTO orders (email) VALUES ('x')", "UPDATE orders SET total_amount = 0", "DELETE FROM orders",
            "REPLACE INTO orders (id) VALUES (1)",
            "INSERT INTO outbox (type) VALUES ('x')",
            "UPDATE users SET password_hash = ''", "DELETE FROM users WHERE id = 1",
            // The shop's search, and where SQLite keeps it.
            "SELECT rowid FROM product_search_index", "SELECT id FROM product_search_index_data",
            "INSERT INTO product_search_index_data (id, block) VALUES (1, x'00')",
            "SELECT term FROM product_search_index_idx",
            // The schema and SQLite's own tables.
            "SELECT * FROM sqlite_master", "SELECT sql FROM sqlite_schema", "SELECT * FROM sqlite_temp_master",
            "UPDATE sqlite_master SET sql = ''", "DELETE FROM sqlite_sequence",
            "SELECT * FROM pragma_table_info('users')",
            "SELECT * FROM pragma_database_list", "SELECT * FROM dbstat", "SELECT * FROM sqlite_stmt",
            "CREATE TABLE stolen (x)", "CREATE TABLE points2 AS SELECT * FROM points", "DROP TABLE points",
            "ALTER TABLE points ADD COLUMN x", "CREATE INDEX i ON points (n)", "CREATE VIEW v AS SELECT * FROM points",
            "CREATE TRIGGER t AFTER INSERT ON points BEGIN DELETE FROM users; END",
            "CREATE TEMP TABLE x (y)", "CREATE TEMP TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END",
            "CREATE VIRTUAL TABLE f USING fts5 (x)",
            // The connection.
            "PRAGMA writable_schema = 1", "PRAGMA foreign_keys = 0", "PRAGMA data_version", "ATTACH '/etc/passwd' AS p",
            "DETACH main", "VACUUM", "VACUUM INTO '/copy.db'", "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT s",
            "RELEASE job", "ROLLBACK TO job", "ANALYZE", "REINDEX", "EXPLAIN SELECT * FROM users",
            "EXPLAIN QUERY PLAN SELECT * FROM points",
            // Functions.
            "SELECT load_extension('evil')", "SELECT sqlite_version()", "SELECT sqlite_compileoption_get(0)",
            "SELECT fts3_tokenizer('simple')", "SELECT readfile('/etc/passwd')", "SELECT total_changes()",
            "SELECT sqlite_rename_table(1, 2, 3, 4, 5, 6, 7)",
        ]
    )
    func refused(_ text: String) async throws {
        let temporary = try await store()
        let error = await #expect(throws: StoreError.self) { _ = try await run(text, in: temporary.store) }
        let code = try #require(error?.code)
        #expect(
            code == .denied || (refusedBySQLite(text) && code == .syntax),
            "\(text): \(String(describing: error))"
        )
        if code == .denied { #expect(error?.message.contains("plugin 'loyalty'") == true) }
        let emails = try await temporary.store.read { tx in
            try tx.query("SELECT email FROM users WHERE password_hash = 'secret'") { try $0.get(0, as: String.self) }
        }
        #expect(emails == ["a@b.c"])
    }

    @Test("The refusal names plugin, action and table, and what to do")
    func message() async throws {
        let temporary = try await store()
        let error = await #expect(throws: StoreError.self) {
            _ = try await run("SELECT email FROM users", in: temporary.store)
        }
        #expect(
            error?.message == "plugin 'loyalty' may not read 'users' itself: plugins read the view v1_customers, which "
                + "permissions.do: [\"customers.read\"] in plugin.json grants"
        )
        for (text, words) in [
            ("SELECT * FROM api_keys", "no permission gives it"),
            ("SELECT password_hash FROM users", "no view shows it"),
            ("SELECT 1 FROM v1_products", "does not ask for it with permissions.read: [\"products\"]"),
            ("UPDATE orders SET note = ''", "through the host's functions only"),
            ("SELECT * FROM pragma_table_info('users')", "may not use PRAGMA, nor pragma_table_info"),
            ("WITH orders AS (SELECT 1) SELECT count(*) FROM orders", "choose another name"),
        ] {
            let error = await #expect(throws: StoreError.self) { _ = try await run(text, in: temporary.store) }
            #expect(error?.message.contains(words) == true, "\(text): \(error?.message ?? "")")
        }
    }

    @Test("One statement at a time", arguments: ["SELECT 1; SELECT 2", "SELECT 1; DELETE FROM users", "", "  -- no\n"])
    func oneStatement(_ text: String) async throws {
        let temporary = try await store()
        #expect(await storeErrorCode { _ = try await run(text, in: temporary.store) } == .syntax)
    }

    @Test("The grants hold when a changed schema makes SQLite compile the statement again during a step")
    func recompiledDuringStep() async throws {
        let temporary = try await store()
        let code = await storeErrorCode {
            try await temporary.store.write { tx in
                let statement = try tx.statement("SELECT * FROM points", allowedBy: Self.policy)
                // A view of the same name that leads to a table that was not granted.
                try tx.runScript("ALTER TABLE points RENAME TO old_points; CREATE VIEW points AS SELECT * FROM users;")
                _ = try statement.step()
            }
        }
        #expect(code == .denied)
    }

    @Test("Two plugins never share a statement's rights, and a plugin with new grants uses them at once")
    func rightsBelongToThePolicy() async throws {
        let temporary = try await store()
        let more = AccessPolicy(
            owner: "loyalty",
            ownTables: ["points"],
            views: ["v1_customers"],
            of: CoreViews.catalogue
        )
        let other = AccessPolicy(owner: "other", ownTables: [])
        let text = "SELECT n FROM points"
        try await temporary.store.write { tx in
            tx.drain(try tx.statement(text, allowedBy: Self.policy))
            #expect(throws: StoreError.self) { _ = try tx.statement(text, allowedBy: other) }
            tx.drain(try tx.statement("SELECT email FROM v1_customers", allowedBy: more))
            #expect(throws: StoreError.self) {
                _ = try tx.statement("SELECT email FROM v1_customers", allowedBy: Self.policy)
            }
        }
    }

    @Test("The kernel keeps its rights beside a plugin's running statement")
    func kernelBesidePlugin() async throws {
        let temporary = try await store()
        try await temporary.store.write { tx in
            let statement = try tx.statement("SELECT n FROM points", allowedBy: Self.policy)
            #expect(try statement.step())
            #expect(try tx.first("SELECT email FROM users") { try $0.get(0, as: String.self) } == "a@b.c")
            #expect(try statement.step())
            statement.reset()
        }
    }

    @Test("More texts than are kept work all the same")
    func manyTexts() async throws {
        let temporary = try await store()
        try await temporary.store.write { tx in
            let held = try tx.statement("SELECT n FROM points ORDER BY id", allowedBy: Self.policy)
            #expect(try held.step())
            for number in 0..<300 {
                let statement = try tx.statement("SELECT \(number)", allowedBy: Self.policy)
                #expect(try statement.step())
                #expect(statement.integer(at: 0) == number)
                statement.reset()
            }
            #expect(held.integer(at: 0) == 10)
            held.reset()
        }
    }

    // MARK: Migrations

    @Test(
        "A migration makes, alters and drops its own tables",
        arguments: [
            "CREATE TABLE points (id INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER UNIQUE) STRICT;",
            """
            CREATE TABLE points (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, order_id INTEGER REFERENCES orders (id) ON DELETE SET NULL) STRICT;
            INSERT INTO points (n) VALUES (1);
            CREATE INDEX points_n ON points (n);
            CREATE UNIQUE INDEX points_low ON points (n) WHERE n < 10;
            ALTER TABLE points ADD COLUMN label TEXT NOT NULL DEFAULT '';
            ALTER TABLE points ADD COLUMN positive INTEGER CHECK (positive > 0);
            ALTER TABLE points RENAME COLUMN label TO title;
            UPDATE points SET title = 'x';
            ALTER TABLE points DROP COLUMN title;
            CREATE VIEW points_view AS SELECT n FROM points;
            DROP VIEW points_view;
            DROP INDEX points_n;
            ALTER TABLE points RENAME TO point_rules;
            DROP TABLE point_rules;
            """,
            "CREATE TABLE points (n INTEGER) STRICT; INSERT INTO points SELECT total_amount FROM v1_orders;",
        ]
    )
    func migration(_ script: String) async throws {
        let temporary = try await TemporarySQLiteStore()
        try await temporary.store.write { tx in try tx.runScript(script, allowedBy: Self.policy) }
    }

    @Test(
        "A migration touches nothing else",
        arguments: [
            "CREATE TABLE stolen (x INTEGER) STRICT;", "DROP TABLE users;", "ALTER TABLE users ADD COLUMN x INTEGER;",
            "ALTER TABLE points RENAME TO stolen;", "CREATE INDEX i ON users (email);", "DROP INDEX carts_user;",
            "CREATE VIEW stolen AS SELECT 1;", "CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END;",
            "CREATE TRIGGER t AFTER INSERT ON points BEGIN DELETE FROM users; END;", "CREATE TEMP TABLE x (y INTEGER);",
            "CREATE TABLE temp.points (y INTEGER);", "CREATE VIRTUAL TABLE point_rules USING fts5 (x);",
            "DELETE FROM users;",
            "INSERT INTO points (n) SELECT id FROM users;", "CREATE TABLE point_rules AS SELECT * FROM users;",
            "PRAGMA foreign_keys = OFF;", "COMMIT;", "BEGIN;", "SAVEPOINT x;", "ATTACH 'x' AS y;", "VACUUM;",
            "UPDATE sqlite_schema SET sql = '';", "SELECT load_extension('x');", "DELETE FROM sqlite_sequence;",
            "CREATE TABLE point_rules AS SELECT * FROM sqlite_schema;",
            "CREATE TABLE point_rules AS SELECT * FROM 'sqlite_master';",
            "CREATE TABLE point_rules AS SELECT * FROM orders;",
            "CREATE TABLE point_rules AS SELECT count(*) FROM users;",
            "CREATE VIEW points_view AS SELECT * FROM sqlite_schema;",
            "CREATE VIEW points_view AS SELECT count(*) AS n FROM orders;", "CREATE VIEW v1_orders AS SELECT 1;",
            "CREATE TABLE schema_versions2 (x INTEGER); DROP TABLE schema_versions;",
        ]
    )
    func migrationRefused(_ script: String) async throws {
        let temporary = try await TemporarySQLiteStore()
        let store = temporary.store
        try await store.write { tx in
            try tx.runScript("CREATE TABLE points (id INTEGER PRIMARY KEY, n INTEGER) STRICT;", allowedBy: Self.policy)
        }
        let schema: SQL = "SELECT group_concat(name || coalesce(sql, ''), ';') FROM sqlite_schema"
        let before = try await store.read { tx in try tx.first(schema) { try $0.get(0, as: String.self) } }
        let error = await #expect(throws: StoreError.self) {
            try await store.write { tx in try tx.runScript(script, allowedBy: Self.policy) }
        }
        #expect(
            error?.code == .denied || (refusedBySQLite(script) && error?.code == .syntax),
            "\(script): \(String(describing: error))"
        )
        #expect(try await store.read { tx in try tx.first(schema) { try $0.get(0, as: String.self) } } == before)
    }
}

extension Transaction {
    /// Runs a statement to its end and gives it back.
    fileprivate func drain(_ statement: any PreparedStatement) {
        while (try? statement.step()) == true {}
        statement.reset()
    }
}
