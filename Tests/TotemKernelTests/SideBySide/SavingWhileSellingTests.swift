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
                try ProductStore.update(product.id, in: tx, at: Shop.now) { draft in
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
}

extension Shop {
    fileprivate func stock(of product: Product.ID) async throws -> Int64 {
        try await store.read { tx in
            let sql: SQL = "SELECT CAST(SUM(quantity) AS BIGINT) FROM inventory WHERE product_id = $1"
            return try tx.first(sql, product) { row in try row.get(0, as: Int64.self) } ?? 0
        }
    }
}
