import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Who buys is told to plugins that may read customers")
struct PeoplesDataTests {
    /// Notes what it sees of who buys.
    private static func plugin(_ name: String, mayRead: Bool) -> CPlugin {
        var plugin = CPlugin.noting(name)
        if mayRead { plugin.manifest["permissions"] = ["do": ["customers.read"]] }
        plugin.prelude += """
            static totem_status see(totem_call *call, const char *where, totem_str email, const totem_address *a) {
              return note(call, "%s %.*s|%.*s%.*s%.*s%.*s%.*s%.*s%.*s|%.*s %.*s %.*s %.*s", where, WORD(email), WORD(a->first_name),
                WORD(a->last_name), WORD(a->company), WORD(a->phone), WORD(a->tax_id), WORD(a->address_line1),
                WORD(a->address_line2), WORD(a->city), WORD(a->state), WORD(a->postal_code), WORD(a->country));
            }
            """
        plugin.hooks = [
            "checkout.validate":
                "return see(call, \"validate\", event->order->email, event->order->cart->billing_address);",
            "order.placed": "return see(call, \"placed\", event->order->email, event->order->shipping_address);",
            "inventory.allocate": "return see(call, \"allocate\", TOTEM_STR(\"\"), event->address);",
            "order.committed": """
            return see(call, "committed", event->events[0]->order->email, event->events[0]->order->billing_address);
            """,
        ]
        return plugin
    }

    @Test("Others get neither e-mail nor what names a person or a door, in whatever order they run")
    func masked() async throws {
        let shop = try await PluginShop.open()
        for (name, mayRead) in [("a", false), ("b", true)] {
            var plugin = Self.plugin(name, mayRead: mayRead)
            plugin.priority = ["order.placed": mayRead ? 1 : 2]
            try plugin.build(in: shop.folder)
            try await shop.enableSettled(name)
        }
        let address = try Address(
            firstName: "Ada",
            lastName: "Lovelace",
            company: "Engines",
            phone: "+44 20",
            taxID: "GB1",
            addressLine1: "1 Clay Lane",
            addressLine2: "Flat 2",
            city: "Stoke",
            state: "Staffs",
            postalCode: "ST1 1AA",
            country: "GB"
        )
        let checkout = CheckoutRequest(
            email: try Email("ada@example.com"),
            shippingAddress: address,
            billingAddress: address,
            paymentMethod: .manual
        )
        let token = try await shop.cart().token
        _ = try await shop.kernel.write(as: .guest) { tx, context in
            try PlaceOrder.place(token, checkout, in: tx, context)
        }
        try await shop.tell()
        let places = ["validate", "allocate", "placed", "committed"]
        #expect(try await shop.notes(of: "a") == places.map { "\($0) ||Stoke Staffs ST1 1AA GB" })
        let person = "AdaLovelaceEngines+44 20GB11 Clay LaneFlat 2|Stoke Staffs ST1 1AA GB"
        #expect(
            try await shop.notes(of: "b")
                == places.map { "\($0) \($0 == "allocate" ? "" : "ada@example.com")|\(person)" }
        )
    }

    @Test("Rows of exported orders and customers have it for no other plugin, either; those of products are whole")
    func exported() async throws {
        let shop = try await PluginShop.open()
        for (name, mayRead) in [("a", false), ("b", true)] {
            var plugin = CPlugin(name)
            if mayRead { plugin.manifest["permissions"] = ["do": ["customers.read"]] }
            plugin.hooks = [
                "export.rows": """
                const totem_cell *const *cells = event->rows[0]->cells;
                char text[100];
                snprintf(text, sizeof text, "%.*s %.*s %.*s", (int)cells[0]->text.len, cells[0]->text.ptr,
                  (int)cells[1]->text.len, cells[1]->text.ptr, (int)cells[2]->text.len, cells[2]->text.ptr);
                return totem_set_column(call, 0, "seen", totem_text(text));
                """
            ]
            plugin.manifest["hooks"] = [
                "export.rows": ["writes": ["products.seen", "orders.seen", "customers.seen"], "budget_ms": 5000]
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        let columns = ["note", "shipping_address_line1", "shipping_city"]
        let rows = [FileRow(id: 1, line: 1, cells: ["Ring twice", "1 Clay Lane", "Stoke"])]
        for (kind, seen) in [
            (FileKind.orders, "  Stoke"), (.customers, "  Stoke"), (.products, "Ring twice 1 Clay Lane Stoke"),
        ] {
            let completed = try await shop.kernel.read(as: .system) { tx, context in
                try ExportedColumns(kind, columns, for: context).completed(rows, in: tx)
            }
            #expect(completed.first?.suffix(2) == [seen, "Ring twice 1 Clay Lane Stoke"], "\(kind)")
        }
    }
}
