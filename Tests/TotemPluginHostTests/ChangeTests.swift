import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Switching and setting a plugin is one transaction that its hooks agree with")
struct ChangeTests {
    private static let settings: [String: JSONValue] = [
        "settings": [
            "type": "object", "additionalProperties": false, "required": ["percent"],
            "properties": [
                "percent": ["type": "integer", "minimum": 0, "maximum": 50, "default": 5],
                "label": ["type": "string", "minLength": 2, "pattern": "^[A-Z]", "default": "Less"],
                "mode": ["enum": ["a", "b"]], "tags": ["type": "array", "items": ["type": "string"]],
            ],
        ]
    ]

    private static let wrongSettings: [(JSONValue, String, String)] = [
        (["percent": 51], "settings.percent", "at most 50"),
        (["percent": -1], "settings.percent", "at least 0"),
        (["percent": "5"], "settings.percent", "a whole number"),
        (["percent": 1.5], "settings.percent", "a whole number"),
        (["percent": nil], "settings.percent", "a whole number"),
        (["prcent": 5], "settings.prcent", "is not a setting"),
        (["label": "x"], "settings.label", "at least 2"), (["label": "xy"], "settings.label", "pattern"),
        (["mode": "c"], "settings.mode", "one of"), (["tags": ["a", 1]], "settings.tags[1]", "a text"),
        ([1], "settings", "an object"),
    ]

    @Test("Defaults are filled in, and hooks of the next request see what was saved")
    func defaults() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = Self.settings
        plugin.hooks = ["cart.discounts": takeOff("totem_setting_i64(call, \"percent\", -1)")]
        try plugin.build(in: shop.folder)
        #expect(try await shop.enable("probe").settings == ["percent": 5, "label": "Less"])
        #expect(try await shop.cart().totals.discount.amount == 5)
        _ = try await shop.host.change("probe", to: PluginChange(settings: ["percent": 7]), by: .system)
        #expect(try await shop.cart().totals.discount.amount == 7)
    }

    @Test(
        "A setting that the schema refuses is named, and nothing changes",
        arguments: wrongSettings
    )
    func badSettings(settings: JSONValue, field: String, reason: String) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = Self.settings
        try plugin.build(in: shop.folder)
        try await shop.enable("probe")
        let refused = await refusal {
            _ = try await shop.host.change("probe", to: PluginChange(settings: settings), by: .system)
        }
        #expect(refused?.fields.map(\.field) == [field])
        #expect(refused?.fields.first?.message.contains(reason) == true, "\(refused?.detail ?? "nothing")")
        #expect(try await shop.info("probe")?.settings["percent"] == 5)
    }

    @Test("settings.validate sees the new settings and refuses by field; plugin.enabled and plugin.disabled can say no")
    func vetoes() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = Self.settings
        plugin.manifest["tables"] = ["probe_rows"]
        plugin.migrations = ["1.0.0-a.sql": "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY, note TEXT) STRICT;"]
        let write = """
            totem_stmt *insert;
            if (totem_prepare(call, "INSERT INTO probe_rows (note) VALUES ('here')", &insert) != TOTEM_OK) return TOTEM_ERROR;
            totem_step(insert);
            """
        plugin.hooks = [
            "settings.validate": """
            if (totem_setting_i64(call, "percent", 0) == 13 && json.len > 2)
              return totem_veto_field(call, "percent", TOTEM_STR("must not be 13"));
            """,
            "plugin.enabled": write + """
                if (totem_setting_i64(call, "percent", 0) == 1)
                  return totem_veto(call, "not-ready", TOTEM_STR("Set the percentage first."));
                """,
            "plugin.disabled": write + """
                if (totem_setting_i64(call, "percent", 0) == 40) return totem_veto(call, "in-use", TOTEM_STR("Not at 40."));
                """,
        ]
        try plugin.build(in: shop.folder)
        let notReady = await refusal { try await shop.enable("probe", settings: ["percent": 1]) }
        #expect(notReady?.code == "not-ready")
        #expect(try await shop.info("probe")?.isActive == false)
        // The migration was undone with the rest.
        #expect(try await !shop.tables().contains("probe_rows"))
        #expect(try await shop.number("SELECT COUNT(*) FROM schema_versions WHERE component = 'probe'") == 0)

        try await shop.enable("probe", settings: ["percent": 40])
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_rows") == 1)
        #expect(await refusal { try await shop.disable("probe") }?.code == "in-use")
        #expect(try await shop.info("probe")?.isActive == true)
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_rows") == 1)
        let bad = await refusal {
            _ = try await shop.host.change("probe", to: PluginChange(settings: ["percent": 13]), by: .system)
        }
        #expect(bad?.fields == [KernelError.Field("settings.percent", "must not be 13")])
        #expect(try await shop.info("probe")?.settings["percent"] == 40)
        _ = try await shop.host.change("probe", to: PluginChange(settings: ["percent": 2]), by: .system)
        #expect(try await shop.disable("probe").isActive == false)
        #expect(try await shop.number("SELECT COUNT(*) FROM probe_rows") == 2)
    }

    @Test("What plugin.enabled put into the plugin's state is what its hooks see")
    func oneStart() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.start = "*state = calloc(1, sizeof(int));"
        plugin.hooks = ["plugin.enabled": "*(int *)state = 9;", "cart.discounts": takeOff("*(int *)state")]
        plugin.stop = "free(state);"
        try plugin.build(in: shop.folder)
        try await shop.enable("probe")
        #expect(try await shop.cart().totals.discount.amount == 9)
    }

    @Test("A newer version brings its migrations; an older one, and an edited migration, are refused with the mend")
    func versions() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = ["tables": ["probe_rows"]]
        plugin.migrations = ["1.0.0-a.sql": "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY) STRICT;"]
        plugin.hooks = ["cart.discounts": takeOff(1)]
        let old = plugin
        try plugin.build(in: shop.folder)
        try await shop.enable("probe")
        #expect(try await shop.cart().totals.discount.amount == 1)

        plugin.version = "1.1.0"
        plugin.migrations["1.1.0-b.sql"] = "ALTER TABLE probe_rows ADD COLUMN note TEXT NOT NULL DEFAULT 'new';"
        plugin.hooks = ["cart.discounts": takeOff(2)]
        try plugin.build(in: shop.folder)
        try await shop.host.reconcileAnew()
        #expect(try await shop.cart().totals.discount.amount == 2)
        #expect(try await shop.number("SELECT COUNT(note) FROM probe_rows") == 0)

        try old.build(in: shop.folder)
        try await shop.host.reconcileAnew()
        #expect(try await shop.info("probe")?.problem?.contains("put the newer one back") == true)
        #expect(await refusal { _ = try await shop.cart() }?.code == "plugin-not-running")
        try await shop.disable("probe")
        #expect(await refusal { try await shop.enable("probe") }?.detail.contains("the store has probe 1.1.0") == true)

        plugin.migrations["1.0.0-a.sql"] = "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY, x TEXT) STRICT;"
        try plugin.build(in: shop.folder)
        let edited = await refusal { try await shop.enable("probe") }
        #expect(edited?.detail.contains("migration 1.0.0 (a) of probe was edited") == true)
    }

    @Test(
        "A migration that fails, or wants more than the plugin's own, leaves nothing",
        arguments: [
            "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE oops (id);",
            "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY) STRICT; DROP TABLE orders;",
            "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY) STRICT; INSERT INTO plugins (name) VALUES ('x');",
            "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY) STRICT; SELEC 1;",
            "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY) STRICT; COMMIT;",
            "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY) STRICT; INSERT INTO probe_rows VALUES (1), (1);",
            "CREATE TABLE probe_rows (id INTEGER PRIMARY KEY, x TEXT NOT NULL) STRICT; INSERT INTO probe_rows VALUES (1, NULL);",
            "CREATE TRIGGER t AFTER INSERT ON orders BEGIN DELETE FROM users; END;",
        ]
    )
    func failingMigration(sql: String) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.manifest = ["tables": ["probe_rows"]]
        plugin.migrations = ["1.0.0-a.sql": sql]
        try plugin.build(in: shop.folder)
        #expect(await refusal { try await shop.enable("probe") }?.code == "plugin-refused")
        #expect(try await Set(shop.tables()).isDisjoint(with: ["probe_rows", "oops"]))
        #expect(try await shop.number("SELECT COUNT(*) FROM plugins") == 0)
        #expect(try await shop.order(try await shop.cart().token).totals.total.amount == 1999)
    }
}
