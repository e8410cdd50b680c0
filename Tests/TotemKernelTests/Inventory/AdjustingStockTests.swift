import Testing
import TotemKernel
import TotemStore

@Suite("Adjusting stock")
struct AdjustingStockTests {
    private func adjust(
        _ shop: Shop,
        _ sku: String,
        _ change: StockAdjustment.Change,
        in warehouse: Warehouse.ID? = nil
    ) async throws -> StockLevel {
        try await shop.store.write { tx in
            try InventoryStore.adjust(
                StockAdjustment(sku: sku, warehouseID: warehouse, change: change, reason: "counted"),
                by: .system,
                in: tx,
                at: Shop.now
            )
        }
    }

    @Test("Adjustments are kept in the row, the variant's sum and the log")
    func adjusts() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot())
        #expect(try await adjust(shop, "POT-S", .by(4)).quantity == 7)
        #expect(try await adjust(shop, "POT-S", .to(2)).quantity == 2)
        #expect(try await shop.product("clay-plant-pot").variants[0].inventoryQuantity == 2)
        let log = try await shop.store.read { tx in
            try tx.query("SELECT delta, reason FROM inventory_adjustments ORDER BY id") { row in
                "\(try row.get(0, as: Int64.self)) \(try row.get(1, as: String.self))"
            }
        }
        #expect(log == ["4 counted", "-5 counted"])
    }

    @Test("Stock never goes below zero")
    func belowZero() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .units(3)))
        let error = await kernelError { _ = try await adjust(shop, "a", .by(-4)) }
        #expect(error?.fields.map(\.field) == ["delta"])
        #expect(error?.detail.contains("'a', which has 3") == true)
        #expect(try await shop.product("a").inventoryQuantity == 3)
        let overflow = await kernelError { _ = try await adjust(shop, "a", .by(.max)) }
        #expect(overflow?.fields.map(\.field) == ["delta"])
        let negative = await kernelError { _ = try await adjust(shop, "a", .to(-1)) }
        #expect(negative?.fields.map(\.field) == ["quantity"])
    }

    @Test("A product that comes in variants is adjusted by them; an unknown SKU is refused")
    func wrongSKU() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot())
        let parent = await kernelError { _ = try await adjust(shop, "clay-plant-pot", .to(1)) }
        #expect(parent?.detail.contains("POT-S") == true)
        let unknown = await kernelError { _ = try await adjust(shop, "nope", .to(1)) }
        #expect(unknown?.fields.map(\.field) == ["sku"])
        let nowhere = await kernelError { _ = try await adjust(shop, "POT-S", .to(1), in: Warehouse.ID(99)) }
        #expect(nowhere?.fields.map(\.field) == ["warehouse_id"])
    }

    @Test("Setting a quantity begins to manage stock; a difference needs stock that is managed")
    func unmanaged() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .unmanaged))
        #expect(try await shop.product("a").inventoryQuantity == nil)
        let error = await kernelError { _ = try await adjust(shop, "a", .by(1)) }
        #expect(error?.fields.map(\.field) == ["delta"])
        _ = try await adjust(shop, "a", .to(6))
        #expect(try await shop.product("a").inventoryQuantity == 6)
    }

    @Test("The last active warehouse stays, and so does one that holds stock")
    func warehouses() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a"))
        let first = try await shop.store.write { tx in try WarehouseStore.standard(in: tx) }
        #expect(first.name == "Default")
        let last = await kernelError {
            try await shop.store.write { tx in _ = try WarehouseStore.update(first.id, isActive: false, in: tx) }
        }
        #expect(last?.code == "last-warehouse")
        let second = try await shop.store.write { tx in try WarehouseStore.create(name: "Second", in: tx) }
        let used = await kernelError {
            try await shop.store.write { tx in try WarehouseStore.delete(first.id, in: tx) }
        }
        #expect(used?.code == "warehouse-in-use")
        try await shop.store.write { tx in try WarehouseStore.delete(second.id, in: tx) }
        let taken = await kernelError {
            try await shop.store.write { tx in _ = try WarehouseStore.create(name: "Default", in: tx) }
        }
        #expect(taken?.fields.map(\.field) == ["name"])
    }
}
