import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("refund.creating")
struct RefundHookTests {
    /// Keeps what it is told, and refuses what is more than 1000.
    private static func plugin() -> CPlugin {
        var plugin = CPlugin("returns")
        plugin.manifest = ["tables": ["returns_told"]]
        plugin.migrations = [
            "1.0.0-a.sql":
                "CREATE TABLE returns_told (order_id INTEGER, amount INTEGER, told TEXT) STRICT;"
        ]
        plugin.hooks = [
            "refund.creating": """
            char told[200];
            int length = snprintf(told, sizeof told, "%.*s %zu %lld", (int)event->reason.len, event->reason.ptr,
              event->line_count, (long long)event->shipping);
            if (event->line_count == 1) {
              const totem_refund_line *line = event->lines[0];
              length += snprintf(told + length, sizeof told - length, " %d %lld %lld %lld %d",
                line->line == event->order->lines[0]->id, (long long)line->quantity, (long long)line->amount,
                (long long)line->tax, line->restock);
            }
            totem_stmt *insert;
            totem_status status = totem_prepare(call, "INSERT INTO returns_told VALUES ($1, $2, $3)", &insert);
            if (status != TOTEM_OK) return status;
            totem_bind_i64(insert, 1, event->order->id);
            totem_bind_i64(insert, 2, event->amount);
            totem_bind_str(insert, 3, totem_text(told));
            if ((status = totem_step(insert)) != TOTEM_DONE) return status;
            if (!totem_equal(event->order->payment_status, TOTEM_STR("paid"))) return TOTEM_ERROR;
            if (event->amount > 1000) return totem_problem(call, 409, "too-much", TOTEM_STR("More than we give back."));
            """
        ]
        return plugin
    }

    private static func told(_ shop: PluginShop) async throws -> [String] {
        try await shop.files.store.read { tx in
            try tx.query("SELECT amount, told FROM returns_told ORDER BY amount") { row in
                "\(try row.get(0, as: Int64.self)): \(try row.get(1, as: String.self))"
            }
        }
    }

    @Test("Plugins are told of lines, amounts and stock, write with the refund, and refuse it without a trace")
    func vetoes() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin().build(in: shop.folder)
        try await shop.enable("returns")
        let placed = try await shop.order(try await shop.cart([("MUG-1", 6)]).token)
        let order = try await shop.kernel.write(as: .system) { tx, context in
            try OrderPayments.capture(placed.payments[0].id, of: placed.id, amount: nil, in: tx, context)
        }
        let refund: @Sendable (Int64) async throws -> Order = { quantity in
            let item = RefundRequest.Item(id: order.items[0].id, quantity: try Quantity(quantity), restock: true)
            let request = try RefundRequest(items: [item], reason: "chipped")
            return try await shop.kernel.write(as: .system) { tx, context in
                try OrderRefunds.refund(request, of: order.id, in: tx, context).order
            }
        }
        let refused = await refusal { _ = try await refund(4) }
        #expect(refused?.code == "too-much" && refused?.kind == .conflict)
        #expect(try await Self.told(shop) == [])
        #expect(try await shop.number("SELECT COUNT(*) FROM refunds") == 0)

        #expect(try await refund(2).refunds.map(\.amount.amount) == [666])
        #expect(try await Self.told(shop) == ["666: chipped 1 0 1 2 666 0 1"])
        #expect(
            try await shop.number("SELECT COUNT(*) FROM returns_told WHERE order_id NOT IN (SELECT id FROM orders)")
                == 0
        )
    }

    @Test("An order whose money may not go back is not cancelled")
    func cancelling() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin().build(in: shop.folder)
        try await shop.enable("returns")
        for (sku, expected) in [("BOWL-1", "too-much"), ("MUG-1", nil)] {
            let placed = try await shop.order(try await shop.cart([(sku, 1)]).token)
            _ = try await shop.kernel.write(as: .system) { tx, context in
                try OrderPayments.capture(placed.payments[0].id, of: placed.id, amount: nil, in: tx, context)
            }
            #expect(await refusal { try await shop.move(placed.id, to: .cancelled) }?.code == expected)
            let order = try await shop.kernel.read(as: .system) { tx, context in
                try OrderStore.get(placed.id, in: tx, context)
            }
            #expect(order.status == (expected == nil ? .cancelled : .open))
        }
        #expect(try await Self.told(shop) == ["333: Order cancelled 0 0"])
        // Where nothing was captured, nothing is given back.
        let unpaid = try await shop.order(try await shop.cart([("BOWL-1", 1)]).token)
        #expect(try await shop.move(unpaid.id, to: .cancelled).status == .cancelled)
    }

    @Test("A payment provider is asked after plugins have agreed, and plugins once")
    func provider() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin().build(in: shop.folder)
        try await shop.enable("returns")
        let folder = shop.files.folder + "/payments"
        let books = try PaymentFolder(folder)
        let kernel = Kernel(
            store: shop.files.store,
            hooks: shop.host,
            clock: shop.clock,
            providers: PaymentProviders([try FolderProvider(folder, patience: .seconds(30))])
        )
        let cart = try await shop.cart([("MUG-1", 4)])
        let checkout = CheckoutRequest(
            email: try Email("buyer@example.com"),
            shippingAddress: try Address(
                addressLine1: "1 Clay Lane",
                city: "Stoke",
                postalCode: "ST1 1AA",
                country: "GB"
            ),
            paymentMethod: kernel.providers.method("folder")
        )
        let order = try await kernel.write(as: .guest) { tx, context in
            try PlaceOrder.place(cart.token, checkout, in: tx, context)
        }
        let details = JSONValue.string(FolderProvider.Behaviour.capture.rawValue)
        _ = try await kernel.settle(order.payments[0].id, .begin(details: details), kernel.context(for: .guest))

        let refund: @Sendable (Int64) async throws -> Void = { amount in
            let request = try RefundRequest(amount: Money(amount, order.currency), reason: "late")
            let begun = try await kernel.write(as: .system) { tx, context in
                try ProviderOperations.refund(request, of: order.id, by: kernel.providers, in: tx, context)
            }
            guard case .outstanding(let id, _) = begun else { return }
            _ = try await kernel.finish(id, isNew: true, kernel.context(for: .system))
        }
        #expect(await refusal { try await refund(1332) }?.code == "too-much")
        #expect(try books.records().map(\.refunded) == [0])
        try await refund(1000)
        #expect(try books.records().map(\.refunded) == [1000])
        #expect(try await Self.told(shop) == ["1000: late 0 0"])
    }
}
