import TotemTesting

/// Statements that a plugin sends, and words of the error that some of them get. Catalogues, files and settings have other
/// names on each engine.
enum PluginSQLCases {
    static let allowed: [String] =
        [
            "INSERT INTO probe_rows (note) VALUES ('a')", "SELECT note FROM probe_rows",
            "UPDATE probe_rows SET note = 'b'", "DELETE FROM probe_rows",
            "SELECT v1_products.name FROM v1_products JOIN probe_rows ON (probe_rows.id = v1_products.id)",
            "INSERT INTO probe_rows (note) SELECT name FROM v1_products", "SELECT COUNT(*) FROM v1_products",
            "WITH n AS (SELECT name FROM v1_products) SELECT COUNT(*) FROM n",
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3), m (j) AS (SELECT 1) SELECT i FROM n",
            "INSERT INTO probe_rows (id, note) VALUES (7, 'a') ON CONFLICT (id) DO UPDATE SET note = excluded.note",
            "SELECT CAST('1' AS INTEGER), X'00FF', upper(note) FROM probe_rows WHERE id IN (1, 2) -- the end",
        ]
        + (TestEngine.current == .sqlite
            ? [
                "SELECT value FROM json_each('[1, 2]')",
                "SELECT printf('%05.2f', 1.5), format('%s', note) FROM probe_rows",
            ]
            : ["SELECT value FROM json_array_elements_text('[1, 2]')", "SELECT 'a'::text, $1::bigint"])

    static let refused: [(String, String)] = common + (TestEngine.current == .sqlite ? sqlite : postgres)

    private static let common = [
        ("SELECT password_hash FROM users", "'users'"), ("SELECT email FROM Users", "'users'"),
        ("SELECT name FROM api_keys", "'api_keys'"), ("SELECT * FROM sessions", "'sessions'"),
        ("SELECT settings FROM plugins", "'plugins'"), ("UPDATE plugins SET is_active = 1", "'plugins'"),
        ("SELECT id FROM orders", "permissions.read"), ("UPDATE products SET price = 1", "permissions.do"),
        ("SELECT id FROM products", "the view v1_products"), ("SELECT COUNT(*) FROM products", "the view v1_products"),
        ("SELECT id FROM v1_orders", "permissions.read: [\"orders\"]"),
        ("SELECT email FROM v1_customers", "permissions.do: [\"customers.read\"]"),
        ("SELECT role FROM user_roles", "'user_roles'"),
        ("WITH v1_products AS (SELECT email AS name FROM users) SELECT name FROM v1_products", "'users'"),
        ("DELETE FROM products", "'products'"), ("SELECT email FROM \"users\"", "'users'"),
        ("INSERT INTO probe_rows (note) SELECT email FROM users", "'users'"),
        ("WITH u AS (SELECT email FROM users) SELECT * FROM u", "'users'"),
        ("SELECT note FROM rival_rows", "'rival_rows'"), ("DELETE FROM rival_rows", "'rival_rows'"),
        ("CREATE TABLE probe_more (id)", "CREATE"), ("CREATE TEMP TABLE users (id)", "CREATE"),
        ("DROP TABLE probe_rows", "DROP"), ("ALTER TABLE probe_rows ADD COLUMN x", "ALTER"), ("COMMIT", "COMMIT"),
        ("ROLLBACK", "ROLLBACK"), ("BEGIN", "BEGIN"), ("SAVEPOINT a", "SAVEPOINT"), ("RELEASE nested", "RELEASE"),
        ("VACUUM", "VACUUM"), ("EXPLAIN SELECT 1", "EXPLAIN"), ("/* x */ -- y\n ; PRAGMA user_version", "PRAGMA"),
    ]

    private static let sqlite = [
        ("UPDATE v1_products SET price = 1", "because it is a view"),
        ("SELECT (SELECT email FROM main.users LIMIT 1)", "'users'"), ("SELECT sql FROM sqlite_schema", "sqlite_"),
        ("SELECT load_extension('/tmp/x.so')", "load_extension"), ("SELECT readfile('/etc/passwd')", "readfile"),
        ("ATTACH '/tmp/x.db' AS x", "ATTACH"), ("PRAGMA writable_schema = 1", "PRAGMA"),
        ("SELECT * FROM pragma_table_info('users')", "pragma_table_info"),
        ("SELECT printf('%.*c', 2000000000, 'x')", "printf"), ("SELECT format('%2000000000d', 1)", "format"),
        ("SELECT printf(note) FROM probe_rows", "printf"), ("SELECT printf('%' || '9999999d', 1)", "printf"),
        ("VACUUM INTO '/tmp/x.db'", "VACUUM"), ("SELECT last_insert_rowid()", "last_insert_rowid"),
        ("SELECT changes()", "changes"),
        // Comments do not nest here; on PostgreSQL they do.
        ("/* /* */ EXPLAIN -- */\n SELECT 1", "EXPLAIN"),
    ]

    private static let postgres = [
        ("UPDATE v1_products SET price = 1", "permissions.do"),
        ("SELECT id FROM v1_products FOR UPDATE", "may not hold the rows of 'v1_products'"),
        ("SELECT (SELECT email FROM public.users LIMIT 1)", "'users'"), ("TABLE users", "TABLE"),
        ("SELECT * FROM probe_rows, LATERAL (SELECT email FROM users) AS u", "'users'"),
        ("SELECT note INTO stolen FROM probe_rows", "INTO"), ("SELECT * FROM pg_authid", "'pg_authid'"),
        ("SELECT * FROM pg_catalog.\"pg_authid\"", "'pg_catalog'"), ("SELECT * FROM \"pg_shadow\"", "'pg_shadow'"),
        ("SELECT table_name FROM information_schema.tables", "'information_schema'"),
        ("SELECT pg_read_file('/etc/passwd')", "'pg_read_file'"), ("SELECT \"pg_read_file\"('/x')", "'pg_read_file'"),
        ("SELECT pg_sleep /* a comment */ (9)", "'pg_sleep'"), ("SELECT lo_import('/etc/passwd')", "lo_import"),
        ("SELECT set_config('role', 'none', true)", "set_config"),
        ("SELECT \"set_config\"('role', 'none', true)", "set_config"),
        ("SELECT current_setting('role')", "current_setting"), ("SELECT dblink('', '')", "dblink"),
        ("SELECT 1 FROM probe_rows, dblink('', '') AS (a int)", "dblink"),
        ("SELECT query_to_xml('SELECT 1', true, true, '')", "query_to_xml"),
        ("SELECT nextval('orders_id_seq')", "nextval"),
        ("SELECT session_user", "session_user"), ("SELECT 'users'::regclass", "regclass"),
        ("SELECT U&\"\\0070g_sleep\"(9)", "U&"), ("SELECT E'\\x'", "E'"), ("SELECT $$a$$", "$$a$$"),
        ("SET ROLE none", "SET"), ("RESET ROLE", "RESET"), ("SET SESSION AUTHORIZATION totem", "SET"),
        ("COPY probe_rows TO PROGRAM 'id'", "COPY"), ("DO 'BEGIN END'", "DO"), ("LISTEN totem_changed", "LISTEN"),
        ("NOTIFY totem_changed", "NOTIFY"), ("LOCK TABLE probe_rows", "LOCK"), ("PREPARE p AS SELECT 1", "PREPARE"),
        ("EXECUTE totem_rights('none', '0')", "EXECUTE"), ("DEALLOCATE ALL", "DEALLOCATE"), ("DISCARD ALL", "DISCARD"),
        ("CALL x()", "CALL"), ("GRANT SELECT ON users TO public", "GRANT"), ("TRUNCATE probe_rows", "TRUNCATE"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE"),
        ("REASSIGN OWNED BY x TO y", "REASSIGN"), ("/* /* */ SELECT 1 -- */ TRUNCATE probe_rows", "TRUNCATE"),
    ]
}
