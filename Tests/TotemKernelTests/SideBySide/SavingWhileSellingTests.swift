import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite(
    "A product that is changed and sold at once",
    .enabled(if: TestEngine.current == .postgres, "SQLite's transactions never meet"),
    .timeLimit(.minutes(10))
)
struct SavingWhileSellingTests {
    @Test("A sale that comes between the reading and the writing of a change waits for it, and is kept")
    func saleMeetsChange() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .units(100)), try Shop.pot())
        for (slug, sku) in [("a", "a"), ("clay-plant-pot", "POT-S")] {
            let product = try await shop.product(slug)
            let before = try await shop.stock(of: product.id)
            let cart = try await shop.cart((sku, 1))
            let (isRead, mayBeWritten, isSold) = (Gate(), Gate(), Gate())
            async let change = shop.store.write { tx in
                try ProductStore.update(product.id, in: HookCall(tx, at: Shop.now)) { draft in
                    isRead.open()
                    mayBeWritten.waitBlocking()
                    draft.description = "<p>Changed</p>"
                }
            }
            try await isRead.wait()
            async let sale: Void = {
                defer { isSold.open() }
                _ = try await shop.checkout(cart)
            }()
            try await shop.store.waitUntilSomebodyWaits(or: { isSold.isOpen })
            mayBeWritten.open()
            _ = try await change
            try await sale
            #expect(try await shop.stock(of: product.id) == before - 1)
            #expect(try await shop.product(slug).description == "<p>Changed</p>")
        }
        #expect(try await shop.wrongSums() == 0)
    }

    @Test("A sale that has not ended when a switched warehouse's stock is counted is in the sum")
    func saleMeetsCount() async throws {
        let shop = try await Shop()
        var pot = try Shop.pot()
        for index in pot.variants.indices { pot.variants[index].stock = .byWarehouse(["North": 20, "South": 20]) }
        try await shop.save(pot)
        let cart = try await shop.cart(("POT-S", 3))
        let (isSold, mayEnd) = (Gate(), Gate())
        async let sale: Void = shop.store.write { tx in
            _ = try Shop.checkout(cart, in: tx)
            // With this answer all of the sale has reached the server.
            _ = try tx.first("SELECT 1") { _ in true }
            isSold.open()
            mayEnd.waitBlocking()
        }
        try await isSold.wait()
        try await shop.countWithoutSouth(letting: mayEnd)
        try await sale
        #expect(try await shop.wrongSums() == 0)
        #expect(try await shop.number("SELECT inventory_quantity FROM product_variants WHERE sku = 'POT-S'") == 17)
    }

    @Test("What a cancellation gives back while a switched warehouse's stock is counted is in the sum")
    func cancellationMeetsCount() async throws {
        let shop = try await Shop()
        var pot = try Shop.pot()
        for index in pot.variants.indices { pot.variants[index].stock = .byWarehouse(["North": 20, "South": 20]) }
        try await shop.save(pot)
        let order = try await shop.checkout(try await shop.cart(("POT-S", 3)))
        let (isGivenBack, mayEnd) = (Gate(), Gate())
        async let cancellation: Void = shop.store.write { tx in
            _ = try OrderTransitions.move(order.id, to: .cancelled, comment: "", in: tx, Shop.staff)
            isGivenBack.open()
            mayEnd.waitBlocking()
        }
        try await isGivenBack.wait()
        try await shop.countWithoutSouth(letting: mayEnd)
        try await cancellation
        #expect(try await shop.wrongSums() == 0)
        #expect(try await shop.number("SELECT inventory_quantity FROM product_variants WHERE sku = 'POT-S'") == 20)
    }
}

extension Shop {
    /// Switches a warehouse off from which nothing was sold, and counts what is left, while another transaction waits for the gate.
    fileprivate func countWithoutSouth(letting mayEnd: Gate) async throws {
        let isCounted = Gate()
        try await store.write { tx in
            let south = try #require(try WarehouseStore.find(named: "South", in: tx)).id
            _ = try WarehouseStore.update(south, isActive: false, in: tx)
        }
        async let count: Void = {
            defer { isCounted.open() }
            _ = try await store.write { tx in try StockRecount.step(in: tx) }
        }()
        try await store.waitUntilSomebodyWaits(or: { isCounted.isOpen })
        mayEnd.open()
        try await count
    }

    fileprivate func stock(of product: Product.ID) async throws -> Int64 {
        try await store.read { tx in
            let sql: SQL = "SELECT CAST(SUM(quantity) AS BIGINT) FROM inventory WHERE product_id = $1"
            return try tx.first(sql, product) { row in try row.get(0, as: Int64.self) } ?? 0
        }
    }
}
