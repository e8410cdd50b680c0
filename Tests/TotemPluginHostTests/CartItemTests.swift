import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("What plugins put into buyers' carts")
struct CartItemTests {
    /// A plugin whose route puts a product or variant into a cart, and answers with the status and the reason.
    private static func plugin() -> CPlugin {
        var plugin = CPlugin("mover")
        plugin.routes = [
            .init(
                "POST",
                "/move",
                writes: true,
                """
                totem_new_item item = {.size = sizeof item};
                totem_body_str(call, "cart", &item.cart);
                totem_body_i64(call, "product", &item.product_id);
                totem_body_i64(call, "variant", &item.variant_id);
                totem_body_i64(call, "quantity", &item.quantity);
                if (totem_body_kind(call, "properties") == TOTEM_TEXT)
                  totem_body_str(call, "properties", &item.properties);
                totem_status status = totem_add_item(call, &item);
                char text[1200];
                totem_str why = totem_last_error(call);
                snprintf(text, sizeof text, "%d %.*s", status, status == TOTEM_OK ? 0 : (int)why.len, why.ptr);
                return totem_respond_bytes(call, 200, "text/plain", (totem_str){NULL, 0}, totem_text(text));
                """
            )
        ]
        return plugin
    }

    private static func open() async throws -> PluginShop {
        let shop = try await PluginShop.open()
        try plugin().build(in: shop.folder)
        try await shop.enable("mover")
        return shop
    }

    private static func move(
        _ shop: PluginShop,
        into cart: String,
        product: Int64 = 1,
        variant: Int64 = 0,
        quantity: Int64 = 1,
        properties: JSONValue = .null
    ) async throws -> String {
        let body: JSONValue = [
            "cart": .string(cart), "product": .integer(product), "variant": .integer(variant),
            "quantity": .integer(quantity), "properties": properties,
        ]
        let bytes = try await shop.send("POST", "/move", of: "mover", body, by: .guest).body
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("It is the buyer's own line, and one that is alike grows")
    func added() async throws {
        let shop = try await Self.open()
        let cart = try await shop.cart([("POT-1", 1)])
        #expect(try await Self.move(shop, into: cart.token, quantity: 2) == "0 ")
        #expect(try await Self.move(shop, into: cart.token, product: 2, properties: "{\"text\": \"Ada\"}") == "0 ")
        let after = try await shop.look(cart.token)
        #expect(after.items.map(\.quantity.value) == [3, 1])
        #expect(after.items.map(\.plugin) == [nil, nil])
        #expect(after.items[1].properties.value == ["text": "Ada"])
        #expect(after.version == cart.version + 2)
        #expect(after.totals.total.amount == 3 * 1999 + 333)
    }

    @Test("What can't be bought, or no cart, is refused with the reason, and the cart stays as it was")
    func refused() async throws {
        let shop = try await Self.open()
        let cart = try await shop.cart([("POT-1", 1)])
        let refusals: [(said: String, expected: String)] = [
            (
                try await Self.move(shop, into: "nobody's"),
                "-10 There is no cart 'nobody's'."
            ),
            (
                try await Self.move(shop, into: cart.token, product: 99),
                "-4 product_id: names nothing that this store has: 99"
            ),
            (
                try await Self.move(shop, into: cart.token, product: 0),
                "-4 an item names either a product_id or a variant_id"
            ),
            (
                try await Self.move(shop, into: cart.token, variant: 7),
                "-4 an item names either a product_id or a variant_id"
            ),
            (
                try await Self.move(shop, into: cart.token, quantity: 0),
                "-4 quantity: must be"
            ),
            (
                try await Self.move(shop, into: cart.token, properties: "[]"),
                "-4 properties: must be an object"
            ),
        ]
        for (said, expected) in refusals { #expect(said.hasPrefix(expected), "\(said)") }
        #expect(try await shop.look(cart.token).items.map(\.quantity.value) == [1])
        _ = try await shop.order(cart.token)
        #expect(try await Self.move(shop, into: cart.token).hasPrefix("-14 This cart has become the order"))
    }

    @Test("Another plugin that refuses lines is asked, and what it says is told")
    func validated() async throws {
        let shop = try await Self.open()
        var judge = CPlugin("judge")
        judge.hooks = [
            "cart.item.validate":
                "return totem_veto(call, \"no-pots\", TOTEM_STR(\"No pots today.\"));"
        ]
        let cart = try await shop.cart([("MUG-1", 1)])
        try judge.build(in: shop.folder)
        try await shop.enable("judge")
        #expect(try await Self.move(shop, into: cart.token) == "-14 the plugin judge says no: No pots today.")
        #expect(try await shop.look(cart.token).items.count == 1)
    }

    @Test("Where an order or a cart is being changed, it means nothing")
    func misuse() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("mover")
        plugin.hooks = [
            "order.placed": """
            totem_new_item item = {.size = sizeof item, .cart = TOTEM_STR("x"), .product_id = 1, .quantity = 1};
            return totem_add_item(call, &item) == TOTEM_MISUSE ? TOTEM_OK : TOTEM_ERROR;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("mover")
        _ = try await shop.order(try await shop.cart().token)
    }
}
