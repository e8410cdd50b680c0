import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Ids")
struct IdentityTests {
    /// Rows whose ids are told to nobody: no other row, answer or event names one. AUTOINCREMENT would make an insert half as
    /// dear again, and these are most of what an import and an order write.
    private static let unnamed: Set<String> = [
        "product_search", "product_images", "product_category_mappings", "product_attribute_values",
        "product_variant_attribute_values", "cart_codes", "order_allocations", "order_status_history",
        "order_adjustments",
    ]

    /// Rows whose ids are not the engine's: those of others, and one row that is there once.
    private static let notGiven: Set<String> = ["product_review_archive", "abandoned_cart_progress"]

    /// Rows that nothing deletes: the next id is above all that were ever given without it, too.
    private static let kept: Set<String> = [
        "orders", "order_items", "order_addresses", "order_numbers", "order_holds", "payments",
        "refunds",
        "refund_lines", "refund_payments", "payment_operations", "fulfilments", "fulfilment_items",
    ]

    /// Rows of which the newest is never deleted, which is as good.
    private static let newestKept: Set<String> = ["outbox"]

    @Test("Every table whose ids are told to anybody never gives one twice, those of shipped plugins and examples too")
    func everyTable() throws {
        let texts = CoreSchema.migrator.migrations.map(\.sql) + (try Self.pluginMigrations())
        var named = 0
        for table in texts.flatMap({ $0.components(separatedBy: "CREATE TABLE ").dropFirst() }) {
            let name = String(table.prefix { $0 != " " })
            guard table.contains(/\n\s+id INTEGER/), !Self.unnamed.contains(name) else { continue }
            guard !Self.kept.union(Self.newestKept).union(Self.notGiven).contains(name) else { continue }
            named += 1
            #expect(table.contains(/\n\s+id INTEGER PRIMARY KEY AUTOINCREMENT,/), "\(name)")
        }
        #expect(named >= 20)
    }

    @Test("Nothing deletes an order, what is in it or what was paid for it")
    func keptRows() throws {
        let files = FileManager.default
        let root = PluginFixtures.packageFolder + "/Sources"
        for path in try files.subpathsOfDirectory(atPath: root) where path.hasSuffix(".swift") {
            let text = String(decoding: try Data(contentsOf: URL(filePath: root + "/" + path)), as: UTF8.self)
            for table in Self.kept { #expect(!text.contains("DELETE FROM \(table)"), "\(path)") }
        }
    }

    private static func pluginMigrations() throws -> [String] {
        let files = FileManager.default
        return try ["Plugins", "examples"].flatMap { folder in
            let root = PluginFixtures.packageFolder + "/" + folder
            return try files.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix(".sql") }.map { path in
                String(decoding: try Data(contentsOf: URL(filePath: root + "/" + path)), as: UTF8.self)
            }
        }
    }

    @Test(
        "The newest product, variant, category, attribute, warehouse and stock row leave their ids unused when they go"
    )
    func notAgain() async throws {
        let shop = try await Shop()
        func made(_ name: String) async throws -> [Int64] {
            try await shop.store.write { tx in
                let product = try ProductStore.create(try Shop.pot(), in: HookCall(tx, at: Shop.now))
                let category = try CategoryStore.create(NewCategory(name: name), in: tx)
                let attribute = try AttributeStore.create(name, .text, in: tx)
                let warehouse = try WarehouseStore.create(name: name, in: tx)
                let stock = try InventoryStore.list(PageRequest(limit: 100), in: tx).items.map(\.id.value)
                try ProductStore.delete(product.id, in: tx)
                try CategoryStore.delete(category.id, in: tx)
                try AttributeStore.delete(attribute.id, in: tx)
                try WarehouseStore.delete(warehouse.id, in: tx)
                return [
                    product.id.value, try #require(product.variants.map(\.id.value).max()), category.id.value,
                    attribute.id.value, warehouse.id.value, try #require(stock.max()),
                ]
            }
        }
        let first = try await made("One")
        let second = try await made("Two")
        for (one, two) in zip(first, second) { #expect(two > one) }
    }

    @Test("A cancelled order gives nothing back to what came after its product")
    func givesNothingToOthers() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("old", stock: .units(5)))
        let order = try await shop.checkout(try await shop.cart(("old", 3)))
        let old = try await shop.product("old")
        try await shop.store.write { tx in try ProductStore.delete(old.id, in: tx) }
        try await shop.save(try Shop.plain("new", stock: .units(7)))
        let notes = try await cancel(order, in: shop).notes.map(\.text)
        #expect(notes.count == 1 && notes[0].contains("3 of old"))
        #expect(try await shop.product("new").inventoryQuantity == 7)
        #expect(order.items[0].productID == old.id)
    }

    @Test("Stock goes back only to what was sold, whatever row its allocation names")
    func checksWhatItGivesBackTo() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("sold", stock: .units(5)), try Shop.plain("other", stock: .units(7)))
        let order = try await shop.checkout(try await shop.cart(("sold", 3)))
        _ = try await shop.store.write { tx in
            try tx.execute(
                """
                UPDATE order_allocations SET inventory_id =
                  (SELECT inventory.id FROM inventory JOIN products ON products.id = product_id WHERE slug = 'other')
                """
            )
        }
        try await cancel(order, in: shop)
        #expect(try await shop.product("other").inventoryQuantity == 7)
    }

    @Test("What goes back to a product that comes in variants by now is in no stock that nobody sees: staff are told")
    func variantsSince() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("shirt", stock: .units(5)))
        let order = try await shop.checkout(try await shop.cart(("shirt", 3)))
        var shirt = try Shop.priced("shirt", own: 100, variants: [100, 100])
        shirt.variants[0].stock = .units(2)
        try await shop.save(shirt)
        let cancelled = try await cancel(order, in: shop)
        #expect(cancelled.notes.map(\.text).contains { $0.contains("3 of shirt") && $0.contains("variants") })
        let units = try await shop.store.read { tx in
            try InventoryStore.list(PageRequest(limit: 100), in: tx).items.map(\.quantity)
        }
        #expect(units.reduce(0, +) == 2)
        try await shop.save(try Shop.plain("shirt", stock: .units(4)))
        #expect(try await shop.product("shirt").inventoryQuantity == 4)
    }

    @discardableResult
    private func cancel(_ order: Order, in shop: Shop) async throws -> Order {
        try await shop.store.write { tx in
            try OrderTransitions.move(order.id, to: .cancelled, comment: "", in: tx, Shop.staff)
        }
    }
}
