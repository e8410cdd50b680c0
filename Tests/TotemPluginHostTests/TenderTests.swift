import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Tenders")
struct TenderTests {
    @Test("A gift card pays once: taken with the order, put back when it is cancelled, and never more than it holds")
    func giftCard() async throws {
        let shop = try await PluginShop.open()
        try Self.giftCards.build(in: shop.folder)
        try await shop.enable("cards")
        let (cart, other) = (try await shop.cart(), try await shop.cart())
        #expect(cart.totals.tenders.amount == 1500 && cart.totals.due.amount == 499)
        let order = try await shop.order(cart.token)
        #expect(order.totals == cart.totals && order.paymentStatus == .partiallyPaid)
        #expect(order.payments.map(\.method) == ["manual", "cards"])
        #expect(order.payments.map(\.amount.amount) == [499, 1500])
        let row = try #require(order.adjustments.first { $0.kind == .tender })
        #expect(row.source == "cards" && row.hook == "cart.tenders" && row.rule == "CARD" && row.nanoseconds > 0)
        #expect(try await shop.number("SELECT amount FROM cards_cards") == 0)
        // The card is empty: the second cart costs the buyer all of it.
        #expect(try await shop.order(other.token).due.amount == 1999)
        let cancelled = try await shop.move(order.id, to: .cancelled)
        #expect(cancelled.paymentStatus == .refunded && cancelled.payments.map(\.status) == [.voided, .refunded])
        #expect(try await shop.number("SELECT amount FROM cards_cards") == 1500)
    }

    @Test("What tenders pay wholly needs no way to pay, and what they leave needs one")
    func whole() async throws {
        let shop = try await PluginShop.open()
        try Self.giftCards.build(in: shop.folder)
        try await shop.enable("cards")
        let address = try Address(addressLine1: "1 Clay Lane", city: "Stoke", postalCode: "ST1 1AA", country: "GB")
        let email = try Email("buyer@example.com")
        let checkout = CheckoutRequest(email: email, shippingAddress: address, paymentMethod: nil)
        let place: @Sendable (Cart) async throws -> Order = { cart in
            try await shop.kernel.write(as: .guest) { tx, context in
                try PlaceOrder.place(cart.token, checkout, in: tx, context)
            }
        }
        let dear = try await shop.cart()
        #expect(await refusal { _ = try await place(dear) }?.fields.map(\.field) == ["payment"])
        let order = try await place(try await shop.cart([("MUG-1", 1)]))
        #expect(order.paymentStatus == .paid && order.due.amount == 0)
    }

    @Test("A tender is at most what is due, also beside another's; one that fails open has paid nothing")
    func limits() async throws {
        let shop = try await PluginShop.open()
        for (name, rest) in [("ant", ""), ("bee", "return TOTEM_ERROR;"), ("cow", "")] {
            var plugin = CPlugin(name)
            plugin.failsOpen = ["cart.tenders"]
            plugin.prelude = """
                static totem_status pay(totem_call *call, int64_t amount) {
                  totem_tender tender = {.size = sizeof tender, .amount = amount, .label = TOTEM_STR("Card")};
                  return totem_add_tender(call, &tender);
                }
                """
            plugin.hooks = [
                "cart.tenders": """
                int64_t due = cart->total - cart->tenders;
                bool right = pay(call, due + 1) == TOTEM_LIMIT && pay(call, 0) == TOTEM_INVALID
                  && pay(call, -1) == TOTEM_INVALID && totem_add_tender(call, NULL) == TOTEM_INVALID
                  && pay(call, 1000) == TOTEM_OK && cart->total - cart->tenders == due - 1000;
                \(rest)
                return right ? TOTEM_OK : TOTEM_ERROR;
                """
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let cart = try await shop.cart([("POT-1", 2)])
        #expect(cart.adjustments.map(\.source) == ["ant", "cow"])
        #expect(cart.totals.tenders.amount == 2000 && cart.totals.due.amount == 1998)
    }

    /// One card of 1500.
    private static var giftCards: CPlugin {
        var plugin = CPlugin("cards")
        plugin.manifest = ["tables": ["cards_cards", "cards_orders"]]
        plugin.migrations = [
            "1.0.0-a.sql": """
            CREATE TABLE cards_cards (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL) STRICT;
            CREATE TABLE cards_orders (order_id INTEGER PRIMARY KEY, amount INTEGER NOT NULL) STRICT;
            INSERT INTO cards_cards (id, amount) VALUES (1, 1500);
            """
        ]
        plugin.prelude = """
            static totem_status run(totem_call *call, const char *sql, int64_t first, int64_t second, int64_t *changes) {
              totem_stmt *statement;
              totem_status status = totem_prepare(call, sql, &statement);
              if (status != TOTEM_OK) return status;
              totem_bind_i64(statement, 1, first);
              totem_bind_i64(statement, 2, second);
              status = totem_step(statement);
              *changes = totem_changes(statement);
              return status == TOTEM_DONE ? TOTEM_OK : status;
            }
            """
        plugin.hooks = [
            "cart.tenders": """
            totem_stmt *read;
            totem_prepare(call, "SELECT amount FROM cards_cards WHERE id = 1", &read);
            if (totem_step(read) != TOTEM_ROW) return TOTEM_ERROR;
            int64_t amount = totem_column_i64(read, 0);
            if (amount == 0) return TOTEM_OK;
            totem_tender tender = {.size = sizeof tender, .amount = amount < cart->total ? amount : cart->total,
              .label = TOTEM_STR("Gift card"), .rule = TOTEM_STR("CARD")};
            return totem_add_tender(call, &tender);
            """,
            "order.placed": """
            const totem_cart *cart = order->cart;
            for (size_t i = 0; i < cart->adjustment_count; i++) {
              const totem_adjustment *row = cart->adjustments[i];
              if (!totem_equal(row->kind, TOTEM_STR("tender")) || !totem_equal(row->plugin, TOTEM_STR("cards"))) continue;
              int64_t changes;
              if (run(call, "UPDATE cards_cards SET amount = amount - $1 WHERE amount >= $1 AND $2 > 0", row->amount, 1,
                      &changes)) return TOTEM_ERROR;
              if (changes == 0) return totem_veto(call, "card-empty", TOTEM_STR("The gift card is empty."));
              if (run(call, "INSERT INTO cards_orders (order_id, amount) VALUES ($1, $2)", order->id, row->amount,
                      &changes)) return TOTEM_ERROR;
            }
            """,
            "order.transition": """
            int64_t changes;
            if (!totem_equal(transition->to, TOTEM_STR("cancelled"))) return TOTEM_OK;
            return run(call, "UPDATE cards_cards SET amount = amount + COALESCE("
              "(SELECT SUM(amount) FROM cards_orders WHERE order_id = $1), 0) WHERE $2 > 0", transition->order->id, 1, &changes);
            """,
        ]
        return plugin
    }
}
