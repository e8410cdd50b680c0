import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Stock that plugins choose")
struct AllocationTests {
    @Test(
        "A plugin takes parts from where it says and lets a part wait; the kernel chooses the rest, and all of it goes back"
    )
    func split() async throws {
        let shop = try await PluginShop.open(stock: 10)
        let second = try await shop.warehouse(with: 5, of: "POT-1")
        let cart = try await shop.cart([("POT-1", 10), ("POT-1", 8), ("MUG-1", 1)])
        #expect(await refusal { _ = try await shop.order(cart.token) }?.code == "insufficient-stock")
        for (name, rest) in [("ant", "return TOTEM_ERROR;"), ("bee", "")] {
            var plugin = CPlugin(name)
            plugin.failsOpen = ["inventory.allocate"]
            plugin.hooks = [
                "inventory.allocate": """
                const totem_demand *pots = event->demands[0];
                bool right = event->demand_count == 2 && pots->quantity == 18 && pots->stock_count == 2
                  && pots->stocks[0]->quantity == 10 && pots->stocks[1]->warehouse_id == \(second) && event->address
                  && totem_allocate(call, 0, \(second), 6) == TOTEM_LIMIT && totem_allocate(call, 0, 99, 1) == TOTEM_INVALID
                  && totem_allocate(call, 2, 1, 1) == TOTEM_INVALID && totem_allocate(call, -1, 1, 1) == TOTEM_INVALID
                  && totem_allocate(call, 0, \(second), 0) == TOTEM_INVALID && totem_backorder(call, 0, 19) == TOTEM_LIMIT
                  && totem_allocate(call, 0, \(second), 3) == TOTEM_OK && totem_allocate(call, 0, \(second), 3) == TOTEM_LIMIT
                  && totem_allocate(call, 0, \(second), 2) == TOTEM_OK && totem_backorder(call, 0, 3) == TOTEM_OK
                  && totem_backorder(call, 0, 11) == TOTEM_LIMIT;
                if (!right) return totem_fail(call, TOTEM_STR("not right"));
                \(rest)
                """
            ]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        var late = CPlugin("cow")
        late.hooks = [
            "inventory.allocate": "return totem_backorder(call, 0, 1) == TOTEM_UNIQUE ? TOTEM_OK : TOTEM_ERROR;"
        ]
        try late.build(in: shop.folder)
        try await shop.enable("cow")
        let order = try await shop.order(cart.token)
        #expect(!shop.log.has("not right"))
        #expect(order.items.map(\.quantity.value) == [18, 1])
        #expect(try await shop.stock(of: "POT-1") == [0, 0])
        #expect(try await shop.stock(of: "MUG-1") == [9])
        #expect(try await shop.number("SELECT SUM(quantity) FROM order_allocations") == 16)
        try await shop.move(order.id, to: .cancelled)
        #expect(try await shop.stock(of: "POT-1") == [10, 5])
    }

    @Test("What is left to the kernel is refused when it is not there, and a veto takes nothing")
    func short() async throws {
        let shop = try await PluginShop.open(stock: 10)
        let second = try await shop.warehouse(with: 5, of: "POT-1")
        var plugin = CPlugin("ant")
        plugin.hooks = [
            "inventory.allocate": """
            if (event->demands[0]->quantity == 1) return totem_veto(call, "not-today", TOTEM_STR("Not today."));
            return totem_allocate(call, 0, \(second), 5);
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("ant")
        let (many, one) = (try await shop.cart([("POT-1", 16)]), try await shop.cart())
        let refused = await refusal { _ = try await shop.order(many.token) }
        #expect(refused?.code == "insufficient-stock" && refused?.detail.contains("16 wanted, 15 available") == true)
        #expect(await refusal { _ = try await shop.order(one.token) }?.code == "not-today")
        #expect(try await shop.stock(of: "POT-1") == [10, 5])
        let fits = try await shop.cart([("POT-1", 6)])
        _ = try await shop.order(fits.token)
        #expect(try await shop.stock(of: "POT-1") == [9, 0])
    }
}

extension PluginShop {
    /// Another warehouse, with some of one product.
    fileprivate func warehouse(with quantity: Int64, of sku: String) async throws -> Warehouse.ID {
        try await kernel.write(as: .system) { tx, context in
            let warehouse = try WarehouseStore.create(name: "Second", in: tx)
            let adjustment = StockAdjustment(
                sku: sku,
                warehouseID: warehouse.id,
                change: .to(quantity),
                reason: "counted"
            )
            _ = try InventoryStore.adjust(adjustment, by: .system, in: tx, at: context.now)
            return warehouse.id
        }
    }

    /// What each warehouse has of it.
    fileprivate func stock(of sku: String) async throws -> [Int64] {
        try await files.store.read { tx in
            try tx.query(
                """
                SELECT quantity FROM inventory JOIN products ON products.id = inventory.product_id
                WHERE products.sku = $1 ORDER BY warehouse_id
                """,
                sku
            ) { try $0.get(0, as: Int64.self) }
        }
    }
}
