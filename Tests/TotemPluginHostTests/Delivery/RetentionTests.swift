import Testing
import TotemDelivery
import TotemKernel
import TotemPluginHost
import TotemTesting

@Suite("retention.run")
struct RetentionTests {
    @Test(
        "Each plugin deletes in bounded batches until nothing remains, once a day; one that fails keeps no other from it"
    )
    func daily() async throws {
        let shop = try await PluginShop.open()
        for name in ["a", "b"] {
            var plugin = CPlugin.noting(name)
            plugin.hooks = [
                "plugin.enabled": """
                totem_stmt *insert;
                totem_status status = totem_prepare(call, "INSERT INTO \(name)_notes (word) VALUES ('old')", &insert);
                for (int i = 0; i < 1200 && status >= 0; i++) {
                  status = totem_step(insert);
                  totem_reset(insert);
                }
                if (status < 0) return status;
                """,
                "retention.run": name == "a"
                    ? "return totem_fail(call, TOTEM_STR(\"no broom\"));"
                    : """
                    totem_stmt *sweep;
                    totem_status status = totem_prepare(call,
                      "DELETE FROM b_notes WHERE id IN (SELECT id FROM b_notes ORDER BY id LIMIT $1)", &sweep);
                    if (status != TOTEM_OK) return status;
                    totem_bind_i64(sweep, 1, event->limit);
                    totem_step(sweep);
                    return totem_remaining(call, asked(call, "SELECT COUNT(*) FROM b_notes"));
                    """,
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let retention = RetentionRuns(shop.kernel, log: shop.log.logger)
        try await retention.runIfDue()
        #expect(try await shop.notes(of: "a").count == 1200)
        #expect(try await shop.notes(of: "b").isEmpty)
        #expect(shop.host.hookTimes().first { $0.hook == "retention.run" && $0.plugin == "b" }?.calls == 3)
        shop.clock.advance(milliseconds: 86_400_000 - 1)
        try await retention.runIfDue()
        #expect(shop.host.hookTimes().first { $0.hook == "retention.run" && $0.plugin == "b" }?.calls == 3)
        shop.clock.advance(milliseconds: 1)
        try await retention.runIfDue()
        #expect(shop.host.hookTimes().first { $0.hook == "retention.run" && $0.plugin == "b" }?.calls == 4)
    }

    @Test("When the clock was set nothing is deleted before an hour has passed")
    func clockSet() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("broom")
        plugin.hooks = ["retention.run": "return totem_remaining(call, 0);"]
        try plugin.build(in: shop.folder)
        try await shop.enable("broom")
        let retention = RetentionRuns(shop.kernel, log: shop.log.logger)
        func runs() async throws -> Int? {
            try await retention.runIfDue()
            return shop.host.hookTimes().first { $0.hook == "retention.run" }.map { Int($0.calls) }
        }
        #expect(try await runs() == 1)
        shop.clock.set(shop.clock.now.adding(milliseconds: 400 * 86_400_000))
        #expect(try await runs() == 1)
        shop.clock.advance(milliseconds: 3_600_000 - 1)
        #expect(try await runs() == 1)
        shop.clock.advance(milliseconds: 1)
        #expect(try await runs() == 2)
    }
}
