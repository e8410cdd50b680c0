import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Codes that are kept otherwise than they were entered, and carts by their tokens")
struct KeptCodeTests {
    /// SECRET is good, and kept as card-1; that is good only where the cart has it.
    private static var cards: CPlugin {
        var plugin = CPlugin("cards")
        plugin.prelude = """
            static totem_status judge(totem_call *call, const totem_code_event *event) {
              if (totem_equal(event->code, TOTEM_STR("SECRET")) || totem_equal(event->code, TOTEM_STR("SECRET2")))
                return totem_claim_as(call, TOTEM_STR("card-1"));
              for (size_t i = 0; i < event->cart->code_count; i++)
                if (totem_equal(event->cart->codes[i]->code, event->code)) return totem_claim(call);
              return TOTEM_OK;
            }
            """
        plugin.hooks = ["cart.code.validate": "return judge(call, event);"]
        return plugin
    }

    @Test("The cart keeps what the plugin says of it, and nowhere what was entered; checkout asks about that")
    func kept() async throws {
        let shop = try await PluginShop.open()
        try Self.cards.build(in: shop.folder)
        try await shop.enable("cards")
        let cart = try await shop.cart(codes: [" SECRET"])
        #expect(cart.codes == [CartCode(code: "card-1", plugin: "cards")])
        #expect(try await shop.number("SELECT COUNT(*) FROM cart_codes WHERE code LIKE '%SECRET%'") == 0)
        // The same thing entered again is there already, and is not there twice.
        #expect(try await shop.enter("SECRET2", into: cart.token).codes == cart.codes)
        #expect(try await shop.order(cart.token).status == .open)
        // What is kept is no code for others.
        #expect(await refusal { _ = try await shop.cart(codes: ["card-1"]) }?.code == "unknown-code")
        #expect(try await shop.takeOut("card-1", of: try await shop.cart(codes: ["SECRET"]).token).codes == [])
    }

    @Test("A text that can't be kept is refused")
    func garbage() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("cards")
        plugin.hooks = [
            "cart.code.validate": """
            char large[101];
            memset(large, 'x', sizeof large);
            bool right = totem_claim_as(call, (totem_str){large, sizeof large}) == TOTEM_INVALID
              && totem_claim_as(call, TOTEM_STR("")) == TOTEM_INVALID && totem_claim_as(call, TOTEM_STR("a\\nb")) == TOTEM_INVALID
              && totem_claim_as(call, (totem_str){NULL, 0}) == TOTEM_INVALID
              && totem_claim_as(call, TOTEM_STR("\\xff")) == TOTEM_INVALID;
            if (!right) return TOTEM_ERROR;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("cards")
        #expect(await refusal { _ = try await shop.cart(codes: ["A"]) }?.code == "unknown-code")
    }

    @Test("A token names its cart, also one that became an order; anything else names none")
    func carts() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("finder")
        plugin.routes = [
            .init(
                "POST",
                "/carts",
                """
                totem_str token;
                int64_t id = 7;
                totem_status status = totem_body_str(call, "token", &token);
                if (status != TOTEM_OK) return status;
                status = totem_find_cart(call, token, &id);
                char json[64];
                snprintf(json, sizeof json, "{\\"status\\": %d, \\"id\\": %lld}", status, (long long)id);
                return totem_respond(call, 200, totem_text(json));
                """
            )
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("finder")
        let cart = try await shop.cart()
        for _ in 1...2 {
            let found = try await shop.send("POST", "/carts", of: "finder", ["token": .string(cart.token)])
            #expect(found.json == ["status": 0, "id": .integer(try #require(cart.id).value)])
            if cart.orderID == nil { _ = try await shop.order(cart.token) }
        }
        for token in ["", "1", "nobody", String(repeating: "x", count: 300)] {
            let found = try await shop.send("POST", "/carts", of: "finder", ["token": .string(token)])
            #expect(found.json == ["status": -10, "id": 0])
        }
    }
}
