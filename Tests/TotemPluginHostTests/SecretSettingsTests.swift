import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Settings that are writeOnly")
struct SecretSettingsTests {
    private func shop() async throws -> PluginShop {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("keeper")
        plugin.manifest = [
            "settings": [
                "type": "object",
                "properties": [
                    "key": ["type": "string", "writeOnly": true, "minLength": 4, "pattern": "^sk_"],
                    "mode": ["type": "string", "default": "test"],
                    "mail": ["type": "object", "properties": ["password": ["type": "string", "writeOnly": true]]],
                ],
            ]
        ]
        plugin.hooks = [
            "cart.discounts": """
            totem_str key = totem_setting_str(call, "key", TOTEM_STR(""));
            \(takeOff("key.len == 0 ? 1 : (int64_t)key.len"))
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("keeper")
        return shop
    }

    private func set(_ settings: JSONValue, _ shop: PluginShop) async throws -> JSONValue {
        try await shop.host.change("keeper", to: PluginChange(settings: settings), by: .system).settings
    }

    @Test("They are given to the plugin and shown to nobody; what is shown in their place leaves them as they are")
    func hidden() async throws {
        let shop = try await shop()
        #expect(try await shop.info("keeper")?.settings == ["key": ["set": false], "mode": "test"])
        let shown = try await set(["key": "sk_hunter2", "mail": ["password": "hunter3"]], shop)
        #expect(shown == ["key": ["set": true], "mode": "test", "mail": ["password": ["set": true]]])
        #expect(try await shop.cart().totals.discount.amount == 10)
        // As a client does that changes one thing of what it has read.
        let changed = try await set(["key": ["set": true], "mode": "live", "mail": ["password": ["set": true]]], shop)
        #expect(changed["mode"] == "live" && changed["key"] == ["set": true])
        #expect(try await shop.cart().totals.discount.amount == 10)
        let kept: JSONValue? = try await shop.files.store.read { tx in
            try PluginStore.row("keeper", in: tx)?.settings["mail"]
        }
        #expect(kept == ["password": "hunter3"])
        #expect(try await set(["mode": "live"], shop)["key"] == ["set": false])
        #expect(try await shop.cart().totals.discount.amount == 1)
    }

    @Test("What is within lists and objects is read by its path")
    func paths() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("zones")
        let zone: JSONValue = ["off": ["type": "integer"], "on": ["type": "boolean"]]
        plugin.manifest = [
            "settings": [
                "type": "object",
                "properties": [
                    "zones": ["type": "array", "items": ["type": "object", "properties": zone]],
                    "mail": ["type": "object", "properties": ["password": ["type": "string", "writeOnly": true]]],
                ],
            ]
        ]
        plugin.hooks = [
            "cart.discounts": """
            int64_t sum = (int64_t)totem_setting_str(call, "mail.password", TOTEM_STR("")).len;
            for (int i = 0; ; i++) {
              char path[40];
              snprintf(path, sizeof path, "zones[%d]", i);
              if (totem_setting_kind(call, path) == TOTEM_ABSENT) break;
              snprintf(path, sizeof path, "zones[%d].on", i);
              if (!totem_setting_bool(call, path, false)) continue;
              snprintf(path, sizeof path, "zones[%d].off", i);
              sum += totem_setting_i64(call, path, 1);
            }
            if (sum == 0) return TOTEM_OK;
            \(takeOff("sum"))
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("zones")
        #expect(try await shop.cart().totals.discount.amount == 0)
        let zones: JSONValue = [["off": 20, "on": true], ["off": 100, "on": false], ["on": true]]
        _ = try await shop.host.change(
            "zones",
            to: PluginChange(settings: ["zones": zones, "mail": ["password": "secret"]]),
            by: .system
        )
        #expect(try await shop.cart().totals.discount.amount == 27)
    }

    @Test("A secret that its schema refuses is not told in the error, nor in any log or event")
    func errors() async throws {
        let shop = try await shop()
        _ = try await set(["key": "sk_hunter2"], shop)
        for bad: JSONValue in ["hunter2-without-beginning", 424_242_424, ["set": 1]] {
            let refused = await refusal { _ = try await set(["key": bad], shop) }
            #expect(refused?.fields.first?.field == "settings.key")
            #expect(refused?.detail.contains("hunter2") == false && refused?.detail.contains("4242") == false)
        }
        #expect(!shop.log.has("hunter2"))
        #expect(try await shop.number("SELECT COUNT(*) FROM outbox WHERE data LIKE '%hunter2%'") == 0)
    }
}
