import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("The catalogue, changed while the shop sells")
struct CatalogSideBySideTests {
    @Test("Saving a product keeps what is sold meanwhile")
    func savingKeepsSales() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .units(100)), try Shop.pot())
        let ids = (try await shop.product("a").id, try await shop.product("clay-plant-pot").id)
        var carts: [String] = []
        for _ in 0..<12 { carts.append(try await shop.cart(("a", 1))) }
        for _ in 0..<3 { carts.append(try await shop.cart(("POT-S", 1))) }
        let results = await shop.store.atOnce(30) { [carts] tx, index in
            guard index % 2 == 0 else {
                _ = try Shop.checkout(carts[index / 2], in: tx)
                return
            }
            let id = index % 4 == 0 ? ids.0 : ids.1
            _ = try ProductStore.update(id, in: HookCall(tx, at: Shop.now)) {
                $0.description = "<p>Change \(index)</p>"
            }
        }
        #expect(results.compactMap(\.error).isEmpty, "\(results.compactMap(\.error))")
        #expect(try await shop.product("a").inventoryQuantity == 88)
        #expect(try await shop.product("clay-plant-pot").variants.first?.inventoryQuantity == 0)
        #expect(try await shop.wrongSums() == 0)
    }

    @Test("Stock that is counted by hand while it sells ends where both say")
    func adjusting() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot())
        var carts: [String] = []
        for _ in 0..<8 { carts.append(try await shop.cart(("POT-S", 1))) }
        try await shop.adjust("POT-S", .by(20))
        let results = await shop.store.atOnce(16) { [carts] tx, index in
            guard index >= 8 else {
                _ = try Shop.checkout(carts[index], in: tx)
                return
            }
            try Shop.adjust("POT-S", .by(2), in: tx)
        }
        #expect(results.compactMap(\.error).isEmpty, "\(results.compactMap(\.error))")
        #expect(try await shop.number("SELECT SUM(quantity) FROM inventory WHERE variant_id = 1") == 3 + 20 + 16 - 8)
        #expect(try await shop.wrongSums() == 0)
    }

    @Test("A warehouse that is switched while it sells leaves every sum right", arguments: 1...5)
    func switching(round: Int) async throws {
        let shop = try await Shop()
        var pot = try Shop.pot()
        for index in pot.variants.indices { pot.variants[index].stock = .byWarehouse(["North": 20, "South": 20]) }
        try await shop.save(pot)
        let large = try await shop.product("clay-plant-pot").variants[1].sku
        let north = try #require(try await shop.store.read { tx in try WarehouseStore.find(named: "North", in: tx) }).id
        var orders: [Order.ID] = []
        for _ in 0..<4 { orders.append(try await shop.checkout(try await shop.cart(("POT-S", 1))).id) }
        var carts: [String] = []
        for _ in 0..<8 { carts.append(try await shop.cart((large, 2), ("POT-S", 1))) }
        let results = await shop.store.atOnce(20) { [carts, orders] tx, index in
            switch index {
            case 0..<8: _ = try Shop.checkout(carts[index], in: tx)
            case 8..<12:
                _ = try OrderTransitions.move(orders[index - 8], to: .cancelled, comment: "", in: tx, Shop.staff)
            case 12..<16:
                _ = try StockRecount.step(in: tx)
            default:
                _ = try WarehouseStore.update(north, isActive: index % 2 == 0, in: tx)
            }
        }
        #expect(results.compactMap(\.error).isEmpty, "\(results.compactMap(\.error))")
        try await Kernel(store: shop.store, hooks: NoHooks()).finishRecounts()
        #expect(try await shop.wrongSums() == 0)
        #expect(try await shop.number("SELECT SUM(quantity) FROM inventory") == 80 - 8 * 3)
    }

    @Test("Two active warehouses that are switched off at once leave one", arguments: 1...5)
    func lastWarehouse(round: Int) async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .byWarehouse(["North": 1, "South": 1])))
        let results = await shop.store.atOnce(2) { tx, index in
            guard let one = try WarehouseStore.find(named: ["North", "South"][index], in: tx) else { return }
            _ = try WarehouseStore.update(one.id, isActive: false, in: tx)
        }
        #expect(results.count { $0.code == "last-warehouse" } == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM warehouses WHERE is_active = 1") == 1)
    }

    @Test("Two categories that are put below each other at once make no circle", arguments: 1...5)
    func categories(round: Int) async throws {
        let shop = try await Shop()
        let ids = try await shop.store.write { tx in
            [
                try CategoryStore.create(NewCategory(name: "A"), in: tx).id,
                try CategoryStore.create(NewCategory(name: "B"), in: tx).id,
            ]
        }
        let results = await shop.store.atOnce(2) { tx, index in
            _ = try CategoryStore.update(ids[index], in: tx) { $0.parentID = ids[1 - index] }
        }
        #expect(results.count { $0.value != nil } == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM product_categories WHERE parent_id IS NULL") == 1)
    }

    @Test("Products that are saved at once and name the same new category, attribute and warehouse share them")
    func sharedNames() async throws {
        let shop = try await Shop()
        let results = await shop.store.atOnce(6) { tx, index in
            let draft = try Shop.plain(
                "p\(index)",
                categories: [["New", "Newer"]],
                attributes: ["Colour": .string("red")],
                stock: .byWarehouse(["West": 1])
            )
            _ = try ProductStore.save(draft, in: tx, at: Shop.now)
        }
        #expect(results.compactMap(\.error).isEmpty, "\(results.compactMap(\.error))")
        #expect(try await shop.number("SELECT COUNT(*) FROM product_categories") == 2)
        #expect(try await shop.number("SELECT COUNT(*) FROM product_attributes") == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM warehouses") == 1)
    }

    @Test("Of two products that want one SKU at once, one gets it and the other learns who has it")
    func oneSKU() async throws {
        let shop = try await Shop()
        let results = await shop.store.atOnce(4) { tx, index in
            var draft = try Shop.plain("p\(index)")
            draft.sku = "SAME"
            _ = try ProductStore.save(draft, in: tx, at: Shop.now)
        }
        #expect(results.count { $0.value != nil } == 1)
        #expect(results.compactMap(\.error).allSatisfy { ($0 as? KernelError)?.fields.first?.field == "sku" })
    }
}

extension Shop {
    fileprivate func adjust(_ sku: String, _ change: StockAdjustment.Change) async throws {
        try await store.write { tx in try Self.adjust(sku, change, in: tx) }
    }

    fileprivate static func adjust(_ sku: String, _ change: StockAdjustment.Change, in tx: Transaction) throws {
        let adjustment = StockAdjustment(sku: sku, change: change, reason: "counted")
        _ = try InventoryStore.adjust(adjustment, by: .system, in: tx, at: Shop.now)
    }
}
