import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemPluginHost

@Suite("What a call of a plugin holds of the shop's memory", .timeLimit(.minutes(3)))
struct HeldMemoryTests {
    /// Texts of 1 MiB, a hundred of them.
    private static let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"

    private func shop(_ routes: CPlugin.Route...) async throws -> PluginShop {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("heavy")
        plugin.prelude = """
            static char text[16 << 20];
            static totem_str first(size_t length) { return (totem_str){text, length}; }
            """
        plugin.start = "memset(text, 'x', sizeof text);"
        plugin.routes = routes
        try plugin.build(in: shop.folder)
        try await shop.enable("heavy")
        return shop
    }

    @Test(
        "Texts that are bound to open statements are 64 MiB at most; those of one that was closed or reset do not count"
    )
    func bound() async throws {
        let shop = try await shop(
            .init(
                "GET",
                "/bound",
                """
                totem_stmt *all[5];
                for (int i = 0; i < 5; i++)
                  if (totem_prepare(call, "SELECT CAST($1 AS TEXT)", &all[i]) != TOTEM_OK) return TOTEM_ERROR;
                for (int i = 0; i < 4; i++)
                  if (totem_bind_str(all[i], 1, first(sizeof text)) != TOTEM_OK) return TOTEM_ERROR;
                if (totem_bind_str(all[4], 1, first(1)) != TOTEM_LIMIT) return TOTEM_ERROR;
                totem_close(all[0]);
                if (totem_bind_str(all[4], 1, first(sizeof text)) != TOTEM_OK) return TOTEM_ERROR;
                for (int i = 0; i < 20; i++)
                  if (totem_reset(all[1]) != TOTEM_OK || totem_bind_str(all[1], 1, first(sizeof text)) != TOTEM_OK)
                    return TOTEM_ERROR;
                return totem_respond(call, 200, TOTEM_STR("{}"));
                """
            )
        )
        #expect(try await shop.send("GET", "/bound", of: "heavy").status == 200)
    }

    @Test("Rows that come all at once are 64 MiB at most")
    func rows() async throws {
        let shop = try await shop(
            .init(
                "GET",
                "/rows",
                """
                totem_stmt *rows;
                if (totem_prepare(call, "\(Self.many) SELECT i, CAST($1 AS TEXT) FROM n ORDER BY i", &rows) != TOTEM_OK)
                  return TOTEM_ERROR;
                if (totem_keep_rows(rows) != TOTEM_OK) return TOTEM_ERROR;
                if (totem_bind_str(rows, 1, first(1 << 20)) != TOTEM_OK) return TOTEM_ERROR;
                totem_status status = totem_step(rows);
                while (status == TOTEM_ROW) status = totem_step(rows);
                if (status == TOTEM_LIMIT) return totem_fail(call, TOTEM_STR("it is too much"));
                return totem_respond(call, 200, TOTEM_STR("{}"));
                """
            )
        )
        await #expect(throws: KernelError.self) { try await shop.send("GET", "/rows", of: "heavy") }
        #expect(shop.log.has("it is too much"), "\(shop.log.lines)")
    }

    @Test(
        "PostgreSQL's rows, which come all at once, are read to where they are 64 MiB; a transaction goes on after that",
        .enabled(if: TestEngine.current == .postgres)
    )
    func ofServer() async throws {
        let shop = try await shop()
        let policy = AccessPolicy(owner: "heavy", ownTables: [])
        try await shop.files.store.write { tx in
            let statement = try tx.statement(
                "\(Self.many) SELECT i, CAST($1 AS TEXT) FROM n ORDER BY i",
                allowedBy: policy
            )
            try statement.bind(.text(String(repeating: "x", count: 1 << 20)), at: 1)
            var rows = 0
            let error = #expect(throws: StoreError.self) { while try statement.step() { rows += 1 } }
            #expect(error?.code == .exhausted && rows == 63)
            // What was freed counts no more.
            for _ in 0..<3 {
                statement.reset()
                try statement.bind(.text(String(repeating: "x", count: 600_000)), at: 1)
                rows = 0
                while try statement.step() { rows += 1 }
                #expect(rows == 100)
            }
            #expect(statement.text(at: 1).isEmpty && statement.columnName(at: 0) == "i")
            let other = try tx.statement("SELECT 1, NULL, 'a' WHERE 1 = 1", allowedBy: policy)
            #expect(try other.step() && other.integer(at: 0) == 1 && other.kind(at: 1) == .null)
            #expect(other.text(at: 2) == "a")
            #expect(try !other.step())
        }
    }

    @Test("A page of long texts is shorter than was asked for, and the next one goes on behind it")
    func pages() async throws {
        let shop = try await shop(
            .init(
                "GET",
                "/pages",
                """
                totem_page page = {.size = sizeof page};
                if (totem_page_read(call, TOTEM_ASCENDING, &page) != TOTEM_OK) return TOTEM_ERROR;
                totem_stmt *rows;
                const char *sql = "\(Self.many) SELECT i AS id, CAST($3 AS TEXT) AS x FROM n WHERE i > $1 ORDER BY i LIMIT $2";
                if (totem_prepare(call, sql, &rows) != TOTEM_OK) return TOTEM_ERROR;
                totem_bind_i64(rows, 1, page.after);
                totem_bind_i64(rows, 2, page.fetch);
                totem_bind_str(rows, 3, first(20000));
                return totem_respond_page(call, rows, &page);
                """
            )
        )
        var cursor = ""
        var ids: [JSONValue?] = []
        for _ in 0..<10 {
            let page = try await shop.send("GET", "/pages", of: "heavy", query: ["limit": "100", "cursor": cursor])
            guard case .array(let rows) = page.json["data"] else { break }
            ids += rows.map { $0["id"] }
            guard case .string(let next) = page.json["next_cursor"] else { break }
            cursor = next
        }
        #expect(ids == (1...100).map { .integer($0) })
    }

    @Test("What a plugin logs is left out beyond 500 lines in a second, and that is said")
    func log() async throws {
        let shop = try await shop(
            .init(
                "GET",
                "/log",
                """
                for (int i = 0; i < 5000; i++) totem_log(call, TOTEM_LOG_INFO, TOTEM_STR("and on"));
                return totem_respond(call, 200, TOTEM_STR("{}"));
                """
            )
        )
        let begin = ContinuousClock.now
        #expect(try await shop.send("GET", "/log", of: "heavy").status == 200)
        let seconds = Int((ContinuousClock.now - begin).components.seconds) + 2
        #expect(shop.log.lines.count { $0.contains("and on") } <= 500 * seconds)
        #expect(shop.log.has("more than 500 lines in a second"))
    }

    @Test("A plugin keeps 100 names with an order at most")
    func names() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("heavy")
        plugin.hooks = [
            "order.placing": """
            char name[20];
            for (int i = 0; i < 100; i++) {
              snprintf(name, sizeof name, "n%d", i);
              if (totem_set_metadata(call, name, TOTEM_STR("1")) != TOTEM_OK) return TOTEM_ERROR;
            }
            if (totem_set_metadata(call, "n7", TOTEM_STR("2")) != TOTEM_OK) return TOTEM_ERROR;
            return totem_set_metadata(call, "more", TOTEM_STR("1")) == TOTEM_LIMIT ? TOTEM_OK : TOTEM_ERROR;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("heavy")
        let order = try await shop.order(try await shop.cart().token)
        #expect(order.metadata?["heavy"]?["n7"] == 2)
    }

    @Test("Another plugin's content than the one that was tried out is not loaded")
    func changed() async throws {
        let files = try TemporaryFolder()
        let folder = try CPlugin("changing").build(in: files.path)
        let library = PluginLibrary(runtimeFolder: nil, child: nil, log: TestLog().logger)
        let manifest = try PluginManifest(folder: folder)
        #expect(throws: PluginProblem.self) {
            _ = try library.copy("\(folder)/changing.so", manifest, "of another content")
        }
        let bytes = try PluginFiles.read("\(folder)/changing.so", atMost: PluginFiles.largestLibrary)
        #expect(try library.copy("\(folder)/changing.so", manifest, PluginFiles.digest(of: bytes)).hasSuffix(".so"))
    }

    @Test("The functions of one plugin that wait outside of transactions leave places to those of others")
    func places() async throws {
        let gate = Gate()
        let count = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await OutsideThreads.run(of: "slow", on: .payments) {
                        count.add()
                        gate.waitBlocking()
                    }
                }
            }
            while count.value < 32 { try await Task.sleep(for: .milliseconds(5)) }
            for _ in 0..<10 { #expect(try await OutsideThreads.run(of: "quick", on: .payments) { 1 } == 1) }
            #expect(count.value == 32)
            gate.open()
            try await group.waitForAll()
        }
        #expect(count.value == 100)
    }
}

private final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func add() { count.add(1, ordering: .relaxed) }
}
