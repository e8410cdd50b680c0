import Testing
import TotemStore
import TotemTesting

@testable import TotemKernel

@Suite("What changes many rows does it in transactions of few")
struct BoundedChangesTests {
    @Test("Sums follow a warehouse that is switched some hundred variants at a time, whatever is sold in between")
    func recount() async throws {
        let shop = try await Shop()
        let (north, south) = try await shop.manyVariants(1200, north: 5, south: 20)
        try await shop.store.write { tx in _ = try WarehouseStore.update(north, isActive: false, in: tx) }
        var steps = 0
        var before = try await shop.sums()
        while try await shop.store.write({ tx in try StockRecount.step(in: tx) }) {
            let after = try await shop.sums()
            #expect(zip(before, after).count { $0 != $1 } <= StockRecount.variantsAtOnce)
            steps += 1
            // One that was counted and one that was not; then whoever counts is stopped, and another goes on.
            try await shop.take("V1")
            try await shop.take("V1150")
            before = try await shop.sums()
            try #require(steps < 10)
        }
        #expect(steps >= 3)
        #expect(try await shop.wrongSums() == 0)
        #expect(try await shop.number("SELECT inventory_quantity FROM product_variants WHERE sku = 'V2'") == 20)

        // Switched to and fro before the sums have followed.
        for isActive in [true, false, true] {
            try await shop.store.write { tx in _ = try WarehouseStore.update(north, isActive: isActive, in: tx) }
            _ = try await shop.store.write { tx in try StockRecount.step(in: tx) }
        }
        try await shop.store.write { tx in _ = try WarehouseStore.update(south, isActive: false, in: tx) }
        let kernel = Kernel(store: shop.store, hooks: NoHooks())
        // A daemon that is being stopped leaves the rest to the next one; where the engine asks a server, it throws.
        _ = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await kernel.finishRecounts()
        }.result
        #expect(try await shop.store.read { tx in try StockRecount.isPending(in: tx) })
        try await kernel.finishRecounts()
        #expect(try await shop.wrongSums() == 0)
        #expect(try await shop.number("SELECT inventory_quantity FROM product_variants WHERE sku = 'V2'") == 5)
    }

    @Test("Products with many words follow their category a few at a time, each of them once")
    func words() async throws {
        let shop = try await Shop()
        let long: [String: JSONValue] = Dictionary(
            uniqueKeysWithValues: (0..<20).map { attribute in
                let words = (0..<18).map { "word\(attribute)x\($0)" }
                return ("A\(attribute)", .string(words.joined(separator: " ")))
            }
        )
        try await shop.saveAll(
            (0..<30).map { try Shop.plain("p-\($0)", categories: [["Old", "Pots"]], attributes: long) }
                + [try Shop.plain("gift", categories: [["New"]])]
        )
        let pots = try #require(try await shop.category("pots"))
        let new = try #require(try await shop.category("new"))
        try await shop.store.write { tx in _ = try CategoryStore.update(pots, in: tx) { $0.parentID = new } }
        var before = 1
        var steps = 0
        while try await shop.store.write({ tx in try MovedCategories.step(in: tx) }) {
            let now = try await shop.found(ProductFilter(category: new)).count
            #expect((1...6).contains(now - before) || now == 31)
            before = now
            steps += 1
            try #require(steps < 40)
        }
        #expect(before == 31 && steps >= 6)
        #expect(try await shop.found(ProductFilter(category: try await shop.category("old"))).isEmpty)
    }

    @Test("A category of many products is emptied a thousand at a time before it is deleted")
    func category() async throws {
        let shop = try await Shop()
        let id = try await shop.store.write { tx in
            let category = try CategoryStore.create(NewCategory(name: "All"), in: tx).id
            try tx.execute(
                """
                WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
                INSERT INTO products (name, slug, sku, price, currency, created_at, updated_at)
                SELECT 'P' || i, 'p' || i, 'P' || i, 100, 'USD', 0, 0 FROM n
                """
            )
            try tx.execute(
                "INSERT INTO product_category_mappings (product_id, category_id) SELECT id, $1 FROM products",
                category
            )
            return category
        }
        let count: SQL = "SELECT COUNT(*) FROM product_category_mappings"
        try await shop.store.write { tx in try CategoryStore.takeOutProducts(of: id, in: tx) }
        #expect(try await shop.number(count) == Int64(2500 - CategoryStore.productsAtOnce))
        let kernel = Kernel(store: shop.store, hooks: NoHooks())
        let child = try await shop.store.write { tx in
            try CategoryStore.create(NewCategory(name: "Some", parentID: id), in: tx).id
        }
        try await kernel.emptyCategory(id)
        #expect(try await shop.number(count) == Int64(2500 - CategoryStore.productsAtOnce))
        try await shop.store.write { tx in try CategoryStore.delete(child, in: tx) }
        try await kernel.emptyCategory(id)
        #expect(try #require(try await shop.number(count)) <= Int64(CategoryStore.productsAtOnce))
        try await shop.store.write { tx in try CategoryStore.delete(id, in: tx) }
        #expect(try await shop.number(count) == 0)
        #expect(try await shop.number("SELECT COUNT(*) FROM products") == 2500)
    }
}

extension Shop {
    /// One product with that many variants, `V1` and so on, each with so many in two warehouses.
    fileprivate func manyVariants(
        _ count: Int,
        north: Int64,
        south: Int64
    ) async throws -> (north: Warehouse.ID, south: Warehouse.ID) {
        try await save(try Shop.plain("many", stock: .unmanaged))
        return try await store.write { tx in
            let ids = try ["North", "South"].map { try WarehouseStore.create(name: $0, in: tx).id }
            try tx.execute(
                """
                WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < $1)
                INSERT INTO product_variants (product_id, sku, price, inventory_quantity, position)
                SELECT (SELECT id FROM products), 'V' || i, 100, $2, i FROM n
                """,
                count,
                north + south
            )
            for (warehouse, quantity) in zip(ids, [north, south]) {
                try tx.execute(
                    """
                    INSERT INTO inventory (product_id, variant_id, warehouse_id, quantity, updated_at)
                    SELECT product_id, id, $1, $2, 0 FROM product_variants
                    """,
                    warehouse,
                    quantity
                )
            }
            return (ids[0], ids[1])
        }
    }

    fileprivate func sums() async throws -> [Int64] {
        try await store.read { tx in
            try tx.query("SELECT inventory_quantity FROM product_variants ORDER BY id") { try $0.get(0) }
        }
    }

    fileprivate func take(_ sku: String) async throws {
        try await store.write { tx in
            let holder = try #require(try SKUHolder.find(sku, in: tx))
            let one = StockRequest(
                productID: holder.productID,
                variantID: holder.variantID,
                sku: sku,
                quantity: try Quantity(1)
            )
            _ = try InventoryStore.take([one], in: tx, at: Shop.now)
        }
    }
}
