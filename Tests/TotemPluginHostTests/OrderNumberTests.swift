import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("The number that a plugin gives an order")
struct OrderNumberTests {
    /// Gives the first free one of PREFIX-1, PREFIX-2, …
    private static func numbering(_ name: String, _ prefix: String) -> CPlugin {
        var plugin = CPlugin(name)
        plugin.hooks = [
            "order.placing": """
            char text[50];
            totem_status status = TOTEM_UNIQUE;
            for (int number = 1; status == TOTEM_UNIQUE; number++) {
              snprintf(text, sizeof text, "\(prefix)-%d", number);
              status = totem_set_number(call, totem_text(text));
            }
            if (status != TOTEM_OK) totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
            """
        ]
        return plugin
    }

    private static func order(_ shop: PluginShop) async throws -> Order {
        try await shop.order(try await shop.cart().token)
    }

    @Test("It is the order's, whoever orders, and none of the shop's own is used up")
    func given() async throws {
        let shop = try await PluginShop.open()
        try Self.numbering("counter", "2026/B").build(in: shop.folder)
        try await shop.enable("counter")
        #expect(try await Self.order(shop).number == "2026/B-1")
        let second = try await Self.order(shop)
        #expect(second.number == "2026/B-2")
        let kept = try await shop.kernel.read(as: .system) { tx, context in
            try OrderStore.get(second.id, in: tx, context)
        }
        #expect(kept.number == "2026/B-2")
        #expect(try await shop.number("SELECT COUNT(*) FROM order_numbers") == 0)
        try await shop.disable("counter")
        #expect(try await Self.order(shop).number == "1")
    }

    @Test(
        "What people could not read out, type or put into an address is none, and the shop's own is taken",
        arguments: [
            #"TOTEM_STR("")"#, #"TOTEM_STR("A 1")"#, #"TOTEM_STR("\xc3\xa9")"#, #"TOTEM_STR("\xff")"#,
            "(totem_str){NULL, 0}",
            #"TOTEM_STR("12345678901234567890123456789012345678901")"#,
        ]
    )
    func malformed(number: String) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("counter")
        plugin.hooks = [
            "order.placing": "return totem_set_number(call, \(number)) == TOTEM_INVALID ? TOTEM_OK : TOTEM_ERROR;"
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("counter")
        #expect(try await Self.order(shop).number == "1")
    }

    @Test("Of two plugins the first has its will, and the other is told who; one that fails gives none")
    func first() async throws {
        let shop = try await PluginShop.open()
        var shaky = CPlugin("a-shaky")
        shaky.failsOpen = ["order.placing"]
        shaky.hooks = ["order.placing": "totem_set_number(call, TOTEM_STR(\"NEVER\")); return TOTEM_ERROR;"]
        try shaky.build(in: shop.folder)
        try Self.numbering("b-first", "B").build(in: shop.folder)
        try Self.numbering("c-second", "C").build(in: shop.folder)
        for name in ["a-shaky", "b-first", "c-second"] { try await shop.enable(name) }
        #expect(try await Self.order(shop).number == "B-1")
        #expect(shop.log.has("the plugin b-first has given the order its number already"))
    }

    @Test("The shop's own next number is one that no plugin has given away")
    func shopsOwn() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("counter")
        plugin.hooks = ["order.placing": "totem_set_number(call, TOTEM_STR(\"1\"));"]
        try plugin.build(in: shop.folder)
        try await shop.enable("counter")
        #expect(try await Self.order(shop).number == "1")
        #expect(try await Self.order(shop).number == "2")
        #expect(try await Self.order(shop).number == "3")
    }

    @Test("After a plugin that has numbered in plain digits, the shop goes on behind its numbers at once")
    func behindPlugins() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("counter")
        plugin.hooks = [
            "order.placing": """
            char text[50];
            totem_status status = TOTEM_UNIQUE;
            for (int number = 1; status == TOTEM_UNIQUE; number++) {
              snprintf(text, sizeof text, "%d", number);
              status = totem_set_number(call, totem_text(text));
            }
            return status;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("counter")
        for number in 1...StoreError.conflictRuns + 2 { #expect(try await Self.order(shop).number == "\(number)") }
        try await shop.disable("counter")
        #expect(try await Self.order(shop).number == "\(StoreError.conflictRuns + 3)")
    }

    @Test("Orders that take one number at the same time all are placed, each with its own")
    func atOnce() async throws {
        let shop = try await PluginShop.open()
        try Self.numbering("counter", "N").build(in: shop.folder)
        try await shop.enable("counter")
        var carts: [Cart] = []
        for _ in 0..<4 { carts.append(try await shop.cart()) }
        let numbers = try await withThrowingTaskGroup(of: String.self) { group in
            for cart in carts { group.addTask { try await shop.order(cart.token).number } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(numbers == ["N-1", "N-2", "N-3", "N-4"])
    }

    @Test("It means nothing in other hooks")
    func misplaced() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("late")
        plugin.hooks = [
            "order.placed": "return totem_set_number(call, TOTEM_STR(\"X\")) == TOTEM_MISUSE ? TOTEM_OK : TOTEM_ERROR;"
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("late")
        #expect(try await Self.order(shop).number == "1")
    }
}
