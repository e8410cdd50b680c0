import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Fees")
struct FeeTests {
    @Test("What plugins charge is in the total with its tax, each with its plugin, rule and time, and in the order")
    func fees() async throws {
        let shop = try await PluginShop.open()
        _ = try await shop.kernel.write(as: .system) { tx, context in
            try StoreSettings.set("tax_rate", to: "1000", in: tx, at: context.now)
        }
        for (name, amount) in [("ant", "500"), ("bee", "cart->fees + cart->total")] {
            var plugin = CPlugin(name)
            plugin.hooks = ["cart.fees": charge(amount, label: name)]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let cart = try await shop.cart()
        let fees = cart.adjustments.filter { $0.kind == .fee }
        // Each sees what those before it charged.
        #expect(fees.map(\.amount.amount) == [500, 500 + 2499])
        #expect(fees.map(\.source) == ["ant", "bee"] && fees.map(\.rule) == ["why", "why"])
        #expect(fees.allSatisfy { $0.hook == "cart.fees" && $0.nanoseconds > 0 })
        #expect(cart.totals.fees.amount == 3499)
        // 1999, 500 and 2999, each with a tenth.
        #expect(cart.totals.tax.amount == 200 + 50 + 300)
        #expect(cart.totals.total.amount == 1999 + 3499 + 550)
        let order = try await shop.order(cart.token)
        #expect(order.totals == cart.totals)
        #expect(order.adjustments.map(\.amount) == cart.adjustments.map(\.amount))
    }

    @Test("A label is composed, as all that comes in from outside is")
    func composed() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("ant")
        plugin.hooks = ["cart.fees": charge("70", label: #"Cafe\xcc\x81"#)]
        try plugin.build(in: shop.folder)
        try await shop.enable("ant")
        #expect(try await shop.cart().adjustments.map { Array($0.label.utf8) } == [Array("Caf\u{E9}".utf8)])
    }

    @Test("A hook that fails open has charged nothing")
    func failsOpen() async throws {
        let shop = try await PluginShop.open()
        for (name, rest) in [("shaky", "return TOTEM_ERROR;"), ("steady", "")] {
            var plugin = CPlugin(name)
            plugin.hooks = ["cart.fees": charge("cart->fees + 70") + rest]
            plugin.failsOpen = ["cart.fees"]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let cart = try await shop.cart()
        #expect(cart.adjustments.map(\.source) == ["steady"])
        #expect(cart.totals.fees.amount == 70)
    }

    @Test("A fee that makes no sense is refused, and so are a veto and a write; what is good goes on")
    func garbage() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("garbage")
        plugin.manifest = ["tables": ["garbage_rows"]]
        plugin.migrations = ["1.0.0-a.sql": "CREATE TABLE garbage_rows (id INTEGER PRIMARY KEY) STRICT;"]
        plugin.prelude = """
            static totem_status try_fee(totem_call *call, totem_fee fee) { return totem_add_fee(call, &fee); }
            #define FEE(...) try_fee(call, (totem_fee){.size = sizeof(totem_fee), __VA_ARGS__})
            #define LABEL .label = TOTEM_STR("x")
            """
        plugin.hooks = [
            "cart.fees": """
            char class[65] = {0};
            totem_stmt *insert;
            totem_discount discount = {.size = sizeof discount, .amount = 1, LABEL};
            bool right = FEE(.amount = 0, LABEL) == TOTEM_INVALID && FEE(.amount = -1, LABEL) == TOTEM_INVALID
              && FEE(.amount = 1) == TOTEM_INVALID && FEE(.amount = INT64_MAX, LABEL) == TOTEM_LIMIT
              && FEE(.amount = 1, LABEL, .rule = {"\\xff", 1}) == TOTEM_INVALID
              && FEE(.amount = 1, LABEL, .tax_class = {class, 65}) == TOTEM_INVALID
              && totem_add_fee(call, NULL) == TOTEM_INVALID && totem_add_discount(call, &discount) == TOTEM_MISUSE
              && totem_veto(call, "no", TOTEM_STR("No.")) == TOTEM_MISUSE
              && totem_prepare(call, "INSERT INTO garbage_rows (id) VALUES (NULL)", &insert) == TOTEM_OK
              && totem_step(insert) == TOTEM_MISUSE;
            for (int i = 0; right && i < 64; i++) right = FEE(.amount = 2, LABEL) == TOTEM_OK;
            return right && FEE(.amount = 2, LABEL) == TOTEM_LIMIT ? TOTEM_OK : TOTEM_ERROR;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("garbage")
        #expect(try await shop.cart().totals.fees.amount == 128)
    }

    private func charge(_ amount: String, label: String = "Fee") -> String {
        """
        totem_fee fee = {.size = sizeof fee, .amount = \(amount), .label = TOTEM_STR("\(label)"), .rule = TOTEM_STR("why")};
        if (totem_add_fee(call, &fee) != TOTEM_OK) return TOTEM_ERROR;
        """
    }
}
