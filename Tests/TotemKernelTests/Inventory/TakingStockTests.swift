import Testing
import TotemKernel
import TotemStore

@Suite("Taking stock")
struct TakingStockTests {
    /// Asks for units by SKU.
    private static func requests(_ wanted: [(String, Int64)], in tx: Transaction) throws -> [StockRequest] {
        try wanted.map { sku, quantity in
            guard let product = try ProductStore.find(sku: sku, in: tx) else { throw KernelError.notFound(sku) }
            let variant = product.variants.first { $0.sku == sku }
            return StockRequest(
                productID: product.id,
                variantID: variant?.id,
                sku: sku,
                quantity: try Quantity(quantity)
            )
        }
    }

    @discardableResult
    private func take(_ shop: Shop, _ wanted: (String, Int64)...) async throws -> [StockAllocation] {
        try await shop.store.write { tx in
            try InventoryStore.take(try Self.requests(wanted, in: tx), in: tx, at: Shop.now)
        }
    }

    private func quantities(_ shop: Shop) async throws -> [Int64] {
        let page = try PageRequest(limit: 100)
        return try await shop.store.read { tx in try InventoryStore.list(page, in: tx).items.map(\.quantity) }
    }

    @Test("One warehouse that can serve a line goes before two that share it")
    func wholeFirst() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .byWarehouse(["North": 2, "South": 5])))
        let taken = try await take(shop, ("a", 4))
        #expect(taken.count == 1 && taken[0].quantity == 4)
        #expect(try await quantities(shop).sorted() == [1, 2])
    }

    @Test("A line that no warehouse can serve alone is split")
    func split() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .byWarehouse(["North": 2, "South": 5])))
        let taken = try await take(shop, ("a", 6))
        #expect(taken.map(\.quantity).reduce(0, +) == 6 && taken.count == 2)
        #expect(try await shop.product("a").inventoryQuantity == 1)
    }

    @Test("The lines of one thing are counted together, and each gets its part")
    func sameThing() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .byWarehouse(["North": 2, "South": 3])), try Shop.plain("b"))
        let error = await kernelError { try await take(shop, ("a", 3), ("a", 3)) }
        #expect(error?.fields.map(\.field) == ["items[0].quantity", "items[1].quantity"])
        let taken = try await take(shop, ("a", 1), ("b", 1), ("a", 4))
        for (line, wanted) in [(0, 1), (1, 1), (2, 4)] as [(Int, Int64)] {
            #expect(taken.filter { $0.line == line }.map(\.quantity).reduce(0, +) == wanted)
        }
        #expect(try await quantities(shop) == [0, 0, 0])
    }

    @Test("A shortage names every short line with what there is, and takes nothing")
    func shortage() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot(), try Shop.plain("a"), try Shop.plain("b", stock: .units(9)))
        let error = await kernelError { try await take(shop, ("b", 9), ("a", 2), ("POT-S", 7)) }
        #expect(error?.code == "insufficient-stock" && error?.kind == .conflict)
        #expect(
            error?.fields == [
                .init("items[1].quantity", "a: 2 wanted, 1 available"),
                .init("items[2].quantity", "POT-S: 7 wanted, 3 available"),
            ]
        )
        #expect(try await quantities(shop).reduce(0, +) == 12 + 1 + 9)
    }

    @Test("What was taken can be given back, and a variant's sum follows")
    func givesBack() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot())
        let taken = try await take(shop, ("POT-S", 2), ("clay-plant-pot-large", 8))
        #expect(try await shop.product("clay-plant-pot").variants.map(\.inventoryQuantity) == [1, 1])
        _ = try await shop.store.write { tx in try InventoryStore.giveBack(taken, in: tx, at: Shop.now) }
        #expect(try await shop.product("clay-plant-pot").variants.map(\.inventoryQuantity) == [3, 9])
        #expect(try await quantities(shop).sorted() == [3, 4, 5])
    }

    @Test("Fifty buyers of the last ten units: ten get one")
    func concurrentBuyers() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .units(10)))
        let sold = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask { (try? await take(shop, ("a", 1))) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(sold == 10)
        #expect(try await shop.product("a").inventoryQuantity == 0)
    }

    @Test("What an inactive warehouse holds is not sold, and comes back on sale with it")
    func inactive() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot())
        let north = try await shop.store.write { tx in
            guard let north = try WarehouseStore.find(named: "North", in: tx) else {
                throw KernelError.notFound("North")
            }
            return try WarehouseStore.update(north.id, isActive: false, in: tx)
        }
        let kernel = Kernel(store: shop.store, hooks: NoHooks())
        try await kernel.finishRecounts()
        #expect(try await shop.product("clay-plant-pot").variants[1].inventoryQuantity == 5)
        let error = await kernelError { try await take(shop, ("clay-plant-pot-large", 6)) }
        #expect(error?.fields.first?.message == "clay-plant-pot-large: 6 wanted, 5 available")
        try await shop.store.write { tx in _ = try WarehouseStore.update(north.id, isActive: true, in: tx) }
        try await kernel.finishRecounts()
        #expect(try await shop.product("clay-plant-pot").variants[1].inventoryQuantity == 9)
    }
}
