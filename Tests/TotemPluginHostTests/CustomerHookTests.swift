import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Hooks of customers")
struct CustomerHookTests {
    /// Keeps a row of its own for each customer.
    private static func plugin() -> CPlugin {
        var plugin = CPlugin("club")
        plugin.manifest = ["tables": ["club_members"], "permissions": ["do": ["customers.read"]]]
        plugin.migrations = [
            "1.0.0-a.sql": "CREATE TABLE club_members (user_id INTEGER, email TEXT, name TEXT) STRICT;"
        ]
        plugin.prelude = """
            static totem_status run(totem_call *call, const char *sql, const totem_customer *who) {
              totem_stmt *statement;
              totem_status status = totem_prepare(call, sql, &statement);
              if (status != TOTEM_OK) return status;
              totem_bind_i64(statement, 1, who->id);
              totem_bind_str(statement, 2, who->email);
              totem_bind_str(statement, 3, who->first_name);
              status = totem_step(statement);
              return status == TOTEM_DONE ? TOTEM_OK : status;
            }
            """
        plugin.hooks = [
            "customer.saving": """
            const totem_customer *after = event->after;
            if (totem_equal(after->first_name, TOTEM_STR("Mallory")))
              return totem_veto_field(call, "first_name", TOTEM_STR("is not welcome here"));
            if (event->before == NULL)
              return run(call, "INSERT INTO club_members (user_id, email, name) VALUES ($1, $2, $3)", after);
            if (event->before->id != after->id) return TOTEM_ERROR;
            if (!after->is_active) return totem_veto(call, "for-life", TOTEM_STR("Members are members for life."));
            return run(call, "UPDATE club_members SET email = $2, name = $3 WHERE user_id = $1", after);
            """,
            "customer.erasing": """
            if (totem_equal(event->customer->first_name, TOTEM_STR("Owner")))
              return totem_problem(call, 409, "still-needed", TOTEM_STR("The club needs its owner."));
            return run(call, "DELETE FROM club_members WHERE user_id = $1 AND email = $2 AND name = $3", event->customer);
            """,
            "customer.exporting": """
            if (totem_extend(call, event->customer->id + 1, TOTEM_STR("1")) != TOTEM_INVALID) return TOTEM_ERROR;
            if (totem_extend(call, event->customer->id, TOTEM_STR("{oops")) != TOTEM_INVALID) return TOTEM_ERROR;
            if (run(call, "DELETE FROM club_members WHERE user_id = $1 AND email = $2 AND name = $3", event->customer)
              != TOTEM_MISUSE) return TOTEM_ERROR;
            return totem_extend(call, event->customer->id, TOTEM_STR("{\\"level\\": \\"gold\\"}"));
            """,
        ]
        return plugin
    }

    private static func register(_ email: String, _ name: String, in shop: PluginShop) async throws -> User {
        let new = try NewUser(email: try Email(email), passwordHash: "x", firstName: name)
        return try await shop.kernel.write(as: .guest) { tx, context in
            try CustomerStore.register(new, in: tx, context)
        }
    }

    private static func members(_ shop: PluginShop) async throws -> [String] {
        try await shop.files.store.read { tx in
            try tx.query("SELECT email, name FROM club_members ORDER BY email") { row in
                "\(try row.get(0, as: String.self)) \(try row.get(1, as: String.self))"
            }
        }
    }

    @Test("Who registers or changes is told before and after; a refused one leaves nothing")
    func saving() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin().build(in: shop.folder)
        try await shop.enable("club")
        let user = try await Self.register("ada@example.com", "Ada", in: shop)
        let refused = await refusal { _ = try await Self.register("m@example.com", "Mallory", in: shop) }
        #expect(refused?.fields.map(\.field) == ["first_name"])
        #expect(try await shop.number("SELECT COUNT(*) FROM users") == 1)

        let change: @Sendable (ProfileChange) async throws -> Void = { change in
            _ = try await shop.kernel.write(as: .user(user.id, roles: [.customer])) { tx, context in
                try CustomerStore.update(user.id, change, in: tx, context)
            }
        }
        try await change(ProfileChange(email: try Email("ada@lovelace.example")))
        #expect(try await Self.members(shop) == ["ada@lovelace.example Ada"])
        #expect(await refusal { try await change(ProfileChange(firstName: "Mallory")) }?.code == "invalid-fields")
        #expect(try await Self.members(shop) == ["ada@lovelace.example Ada"])
        let inactive = await refusal {
            _ = try await shop.kernel.write(as: .system) { tx, context in
                try CustomerStore.setActive(false, user.id, in: tx, context)
            }
        }
        #expect(inactive?.code == "for-life")
        // Who works for the shop is no customer.
        _ = try await shop.kernel.write(as: .system) { tx, context in
            let new = try NewUser(
                email: try Email("mallory@shop.example"),
                passwordHash: "x",
                firstName: "Mallory",
                roles: [.staff]
            )
            return try CustomerStore.register(new, in: tx, context)
        }
    }

    @Test("A plugin's rows about a person go with the person, and one that is needed is not erased")
    func erasing() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin().build(in: shop.folder)
        try await shop.enable("club")
        let ada = try await Self.register("ada@example.com", "Ada", in: shop)
        let owner = try await Self.register("owner@example.com", "Owner", in: shop)
        let erase: @Sendable (User.ID) async throws -> Void = { id in
            try await shop.kernel.prepareErasure(of: id, shop.kernel.context(for: .system))
            try await shop.kernel.write(as: .system) { tx, context in
                // Written while it goes on.
                try tx.execute("INSERT INTO club_members (user_id, email, name) VALUES ($1, $2, 'Ada')", id, ada.email)
                try CustomerErasure.finish(id, in: tx, context)
            }
        }
        #expect(await refusal { try await erase(owner.id) }?.code == "still-needed")
        try await erase(ada.id)
        #expect(try await Self.members(shop) == ["owner@example.com Owner"])
        #expect(try await shop.number("SELECT COUNT(*) FROM users WHERE is_active = 1") == 1)
    }

    @Test("What a plugin knows of a person is in the person's data; while it says so it can't write")
    func exporting() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin().build(in: shop.folder)
        try await shop.enable("club")
        let ada = try await Self.register("ada@example.com", "Ada", in: shop)
        let data = try await shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: ada.id, in: tx, context)
        }
        #expect(data.extensions == ["club": ["level": "gold"]])
        #expect(try await Self.members(shop).count == 1)
    }

    @Test("Who may not read customers is asked nothing about them", arguments: ["saving", "erasing", "exporting"])
    func refused(hook: String) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("club")
        plugin.hooks = ["customer.\(hook)": ""]
        try plugin.build(in: shop.folder)
        let refused = await refusal { try await shop.enable("club") }
        #expect(
            refused?.detail.contains("it registers the hook customer.\(hook), which tells who customers are") == true
        )
        #expect(refused?.detail.contains("customers.read") == true)
    }

    @Test("An erasure that a plugin's row does not allow leaves the customer as he was, and names plugin and table")
    func stopped() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("club")
        plugin.manifest = ["tables": ["club_members"]]
        plugin.migrations = [
            "1.0.0-a.sql": """
            CREATE TABLE club_members (user_id INTEGER REFERENCES users (id) ON DELETE SET NULL, name TEXT) STRICT;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("club")
        try await shop.disable("club")
        let ada = try await Self.register("ada@example.com", "Ada", in: shop)
        try await shop.files.store.write { tx in
            try tx.execute("INSERT INTO club_members (user_id, name) VALUES ($1, 'a'), (NULL, 'a')", ada.id)
            // What no migration could make.
            try tx.runScript(
                "CREATE UNIQUE INDEX club_one ON club_members (name) WHERE user_id IS NULL;",
                allowedBy: nil
            )
        }
        let refused = await refusal {
            try await shop.kernel.prepareErasure(of: ada.id, shop.kernel.context(for: .system))
        }
        #expect(refused?.code == "stopped-by-plugin" && refused?.plugin == "club")
        #expect(refused?.detail.contains("'club_members' of the plugin club") == true, "\(refused?.detail ?? "")")
        #expect(try await shop.number("SELECT COUNT(*) FROM users WHERE is_active = 1") == 1)
    }
}
