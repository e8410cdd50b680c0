import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Carts that plugins make")
struct CartMakingTests {
    private static func open(permissions: JSONValue) async throws -> PluginShop {
        var plugin = CPlugin("maker")
        plugin.manifest["permissions"] = permissions
        plugin.routes = [
            .init(
                "POST",
                "/make",
                writes: true,
                """
                totem_str token = TOTEM_STR("as it was");
                int64_t id = -1, customer = 0;
                totem_query_i64(call, "customer", &customer);
                totem_status status = totem_create_cart(call, customer, &id, &token);
                char text[300];
                snprintf(text, sizeof text, "{\\"status\\": %d, \\"id\\": %lld, \\"cart\\": \\"%.*s\\"}", status, (long long)id,
                  (int)token.len, token.ptr == NULL ? "" : token.ptr);
                return totem_respond(call, 200, totem_text(text));
                """
            )
        ]
        plugin.hooks = [
            "cart.lines": """
            int64_t id;
            totem_str token;
            if (totem_create_cart(call, 0, &id, &token) != TOTEM_MISUSE) return TOTEM_ERROR;
            """,
            "cart.discounts": """
            int64_t id;
            totem_str token;
            if (totem_create_cart(call, 0, &id, &token) != TOTEM_MISUSE) return TOTEM_ERROR;
            """,
        ]
        let shop = try await PluginShop.open()
        try plugin.build(in: shop.folder)
        try await shop.enable("maker")
        return shop
    }

    private static func make(in shop: PluginShop, for customer: String) async throws -> TestResponse {
        try await shop.send("POST", "/make", of: "maker", query: ["customer": customer], by: .guest)
    }

    @Test("A new cart is a guest's or a customer's, and is found by its number and its public id")
    func made() async throws {
        let shop = try await Self.open(permissions: ["do": ["customers.read"]])
        let user = try await shop.kernel.write(as: .guest) { tx, context in
            let new = try NewUser(email: try Email("ada@example.com"), passwordHash: "x")
            return try CustomerStore.register(new, in: tx, context).id
        }
        for (customer, owner) in [("0", nil), ("\(user)", user)] {
            let made = try await Self.make(in: shop, for: customer)
            #expect(made["status"] == 0)
            let cart = try await shop.look(try #require(made["cart"].text))
            #expect(cart.userID == owner && cart.id?.value == made["id"].integer && cart.items.isEmpty)
        }
        let nobody = try await Self.make(in: shop, for: "999")
        #expect(nobody["status"] == -10 && nobody["id"] == 0 && nobody["cart"] == "")
        #expect(try await Self.make(in: shop, for: "-1")["status"] == -4)
        #expect(try await shop.number("SELECT COUNT(*) FROM carts") == 2)
        // In hooks of carts nothing can be made.
        #expect(try await shop.cart().items.count == 1)
    }

    @Test("Who may not read customers makes carts for guests alone")
    func denied() async throws {
        let shop = try await Self.open(permissions: [:])
        #expect(try await Self.make(in: shop, for: "0")["status"] == 0)
        #expect(try await Self.make(in: shop, for: "1")["status"] == -5)
    }
}
