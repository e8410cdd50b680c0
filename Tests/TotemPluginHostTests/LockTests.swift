import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Locks that plugins take")
struct LockTests {
    /// A plugin that keeps at most three rows, and answers with what its lock said.
    private static func keeper(
        _ lock: String = "totem_lock(call, TOTEM_STR(\"rows\"))",
        writes: Bool = true
    ) -> CPlugin {
        var plugin = CPlugin("keeper")
        plugin.manifest = ["tables": ["keeper_rows"]]
        plugin.migrations = [
            "1.0.0-a.sql": "CREATE TABLE keeper_rows (id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;"
        ]
        plugin.prelude = """
            static totem_status count_rows(totem_call *call, int64_t *count) {
              totem_stmt *rows;
              totem_status status = totem_prepare(call, "SELECT COUNT(*) FROM keeper_rows", &rows);
              if (status == TOTEM_OK) status = totem_keep_rows(rows);
              if (status == TOTEM_OK) status = totem_step(rows);
              if (status < 0) return status;
              *count = totem_column_i64(rows, 0);
              return totem_close(rows);
            }
            static inline totem_status take_locks(totem_call *call, int count) {
              totem_status status = TOTEM_OK;
              for (int i = 0; status == TOTEM_OK && i < count; i++) {
                char name[20];
                snprintf(name, sizeof name, "row %d", i);
                status = totem_lock(call, totem_text(name));
              }
              return status;
            }
            static totem_status answer(totem_call *call, totem_status status) {
              totem_str why = totem_last_error(call);
              char text[300];
              snprintf(text, sizeof text, "%d %.*s", status, status == TOTEM_OK ? 0 : (int)why.len, why.ptr);
              return totem_respond_bytes(call, 200, "text/plain", (totem_str){NULL, 0}, totem_text(text));
            }
            """
        plugin.routes = [
            .init(
                "POST",
                "/keep",
                writes: writes,
                """
                // What was counted before the lock, and kept, is not what counts.
                int64_t count = 0;
                totem_status status = count_rows(call, &count);
                if (status < 0) return status;
                totem_status locked = \(lock);
                if (locked != TOTEM_OK) return answer(call, locked);
                status = count_rows(call, &count);
                if (status < 0) return status;
                if (count >= 3) return totem_problem(call, 409, "full", TOTEM_STR("That is all."));
                // Others come meanwhile.
                usleep(20000);
                totem_stmt *insert;
                status = totem_prepare(call, "INSERT INTO keeper_rows DEFAULT VALUES", &insert);
                if (status == TOTEM_OK) status = totem_step(insert);
                return status < 0 ? status : answer(call, locked);
                """
            )
        ]
        return plugin
    }

    private static func open(_ plugin: CPlugin) async throws -> PluginShop {
        let shop = try await PluginShop.open()
        try plugin.build(in: shop.folder)
        try await shop.enable(plugin.name)
        return shop
    }

    private static func keep(in shop: PluginShop) async throws -> String {
        String(decoding: try await shop.send("POST", "/keep", of: "keeper").body, as: UTF8.self)
    }

    @Test("Of thirty at once that count and write, as many write as the limit says")
    func limited() async throws {
        let shop = try await Self.open(Self.keeper())
        let codes = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<30 { group.addTask { await refusal { _ = try await Self.keep(in: shop) }?.code } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == nil } == 3)
        #expect(codes.count { $0 == "full" } == 27)
        #expect(try await shop.number("SELECT COUNT(*) FROM keeper_rows") == 3)
    }

    @Test(
        "What is no name, and where nothing is written, is refused with the reason",
        arguments: [
            ("totem_lock(call, TOTEM_STR(\"\"))", true, "-4 the name of a lock is UTF-8 of 1 to 200 bytes"),
            ("totem_lock(call, (totem_str){NULL, 0})", true, "-4 the name of a lock is UTF-8 of 1 to 200 bytes"),
            ("totem_lock(call, TOTEM_STR(\"\\xff\"))", true, "-4 the name of a lock is UTF-8 of 1 to 200 bytes"),
            ("totem_lock(NULL, TOTEM_STR(\"rows\"))", true, "-3 "),
            // Names that are held are no further ones.
            (
                "take_locks(call, 100) == TOTEM_OK && take_locks(call, 100) == TOTEM_OK ? TOTEM_OK : TOTEM_ERROR", true,
                "0 "
            ),
            ("take_locks(call, 101)", true, "-9 a call takes at most 100 locks"),
            (
                "totem_lock(call, TOTEM_STR(\"rows\"))", false,
                "-5 totem_lock writes, and this call runs in a transaction that can only read"
            ),
        ]
    )
    func refused(lock: String, writes: Bool, answer: String) async throws {
        let shop = try await Self.open(Self.keeper(lock, writes: writes))
        #expect(try await Self.keep(in: shop) == answer)
    }
}
