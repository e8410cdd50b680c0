import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("INSERT … RETURNING of a plugin")
struct ReturningTests {
    @Test(
        "A plugin that takes the first row and leaves the statement open holds up neither what it does next nor the order"
    )
    func leftOpen() async throws {
        let shop = try await Self.shop()
        let placed = try await shop.order(try await shop.cart().token)
        #expect(placed.totals.total.amount == 1999)
        #expect(try await shop.number("SELECT COUNT(*) FROM back_rows") == 2)
        #expect(try await shop.number("SELECT COUNT(*) FROM order_notes WHERE text = 'row 1'") == 1)
    }

    @Test("Every row comes, whatever is run in between")
    func everyRow() async throws {
        let shop = try await Self.shop()
        let answer = try await shop.send("POST", "/rows", of: "back")
        #expect(answer["sum"] == 6)
        #expect(answer["changes"] == 3)
    }

    private static func shop() async throws -> PluginShop {
        let shop = try await PluginShop.open()
        try plugin.build(in: shop.folder)
        try await shop.enable("back")
        return shop
    }

    private static let plugin: CPlugin = {
        var plugin = CPlugin("back")
        plugin.manifest = ["tables": ["back_rows"], "permissions": ["do": ["orders.write"]]]
        plugin.migrations = [
            "1.0.0-a.sql": "CREATE TABLE back_rows (id INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL) STRICT;"
        ]
        plugin.hooks = [
            "order.placed": """
            totem_stmt *insert;
            totem_status status = totem_prepare(call, "INSERT INTO back_rows (n) VALUES (1), (2) RETURNING id", &insert);
            if (status != TOTEM_OK) return status;
            status = totem_step(insert);
            if (status != TOTEM_ROW) return TOTEM_ERROR;
            char text[40];
            snprintf(text, sizeof text, "row %lld", (long long)totem_column_i64(insert, 0));
            return totem_add_note(call, order->id, totem_text(text));
            """
        ]
        plugin.routes = [
            CPlugin.Route(
                "POST",
                "/rows",
                writes: true,
                #"""
                totem_stmt *insert, *count;
                totem_status status =
                  totem_prepare(call, "INSERT INTO back_rows (n) VALUES (1), (2), (3) RETURNING n", &insert);
                if (status != TOTEM_OK) return status;
                long long sum = 0;
                while ((status = totem_step(insert)) == TOTEM_ROW) {
                  sum += totem_column_i64(insert, 0);
                  if (totem_prepare(call, "SELECT COUNT(*) FROM back_rows", &count) != TOTEM_OK
                      || totem_step(count) != TOTEM_ROW || totem_column_i64(count, 0) != 3) return TOTEM_ERROR;
                  totem_close(count);
                }
                if (status != TOTEM_DONE) return status;
                char json[80];
                snprintf(json, sizeof json, "{\"sum\": %lld, \"changes\": %lld}", sum, (long long)totem_changes(insert));
                return totem_respond(call, 200, totem_text(json));
                """#
            )
        ]
        return plugin
    }()
}
