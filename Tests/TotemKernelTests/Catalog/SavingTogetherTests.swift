import Testing
import TotemKernel
import TotemStore

@Suite("Saving many products together")
struct SavingTogetherTests {
    @Test("A batch comes to the same as its products one after another, whatever they take from each other")
    func sameAsOneByOne() async throws {
        let batch = try Self.batch()
        let (alone, together) = (try await Shop(), try await Shop())
        var outcomes: [SaveResult.Outcome] = []
        for drafts in [try Self.before(), batch] {
            outcomes = []
            for draft in drafts { outcomes += try await alone.save(draft).map(\.outcome) }
        }
        try await together.save(try Self.before()[0], try Self.before()[1])
        #expect(try await together.saveTogether(batch) == outcomes)
        #expect(outcomes == [.updated, .created, .created, .updated, .unchanged, .created])
        #expect(try await together.rows() == alone.rows())
    }

    @Test("What a product of a batch is refused for names who has it, also when that one came with the batch")
    func refused() async throws {
        let shop = try await Shop()
        var second = try Shop.plain("b")
        second.sku = "a"
        let error = await kernelError { _ = try await shop.saveTogether([try Shop.plain("a"), second]) }
        #expect(error?.fields.first?.field == "sku")
        #expect(error?.fields.first?.message.contains("is the SKU of product") == true)
        #expect(try await shop.rows().isEmpty)
    }

    private static func before() throws -> [ProductDraft] { [try Shop.pot(), try Shop.plain("a", stock: .units(5))] }

    /// Products that are new, changed, and changed again; a SKU goes over from one to the next.
    private static func batch() throws -> [ProductDraft] {
        var renamed = try Shop.plain("a", stock: .units(7))
        renamed.sku = "other"
        var heir = try Shop.plain("heir", categories: [["Home", "New"]], attributes: ["Colour": .string("blue")])
        heir.sku = "a"
        heir.images = ["https://images.example.com/1.jpg"]
        let mug = try Shop.plain("mug", stock: .byWarehouse(["North": 1, "South": 2]))
        var dearer = mug
        dearer.price = try Shop.money(4711)
        var jug = try Shop.pot()
        jug.slug = "jug"
        jug.sku = "jug"
        for index in jug.variants.indices { jug.variants[index].sku = "jug-\(index)" }
        return [renamed, heir, mug, dearer, try Shop.pot(), jug]
    }
}

extension Shop {
    fileprivate func saveTogether(_ drafts: [ProductDraft]) async throws -> [SaveResult.Outcome] {
        try await store.write { tx in
            var writer = try CatalogWriter(in: tx)
            return try writer.together(in: tx) { writer in
                try writer.lookUp(drafts, in: tx)
                return try drafts.map { try writer.saveOne($0, in: tx, at: Shop.now) }
            }
        }
    }

    /// Everything that belongs to a product, without ids.
    fileprivate func rows() async throws -> [String] {
        try await store.read { tx in
            try tx.query(
                """
                SELECT slug || ' ' || sku || ' ' || price || ' ' || version FROM products
                UNION ALL SELECT slug || ' ' || product_search.name || ' ' || words FROM product_search
                JOIN products ON products.id = product_search.product_id
                UNION ALL SELECT slug || ' ' || url FROM product_images
                JOIN products ON products.id = product_images.product_id
                UNION ALL SELECT products.slug || ' in ' || product_categories.slug FROM product_category_mappings
                JOIN products ON products.id = product_category_mappings.product_id
                JOIN product_categories ON product_categories.id = product_category_mappings.category_id
                UNION ALL SELECT slug || ' is ' || value FROM product_attribute_values
                JOIN products ON products.id = product_attribute_values.product_id
                UNION ALL SELECT slug || ' as ' || product_variants.sku || ' ' || inventory_quantity FROM product_variants
                JOIN products ON products.id = product_variants.product_id
                UNION ALL SELECT sku || ' is ' || value FROM product_variant_attribute_values
                JOIN product_variants ON product_variants.id = product_variant_attribute_values.variant_id
                UNION ALL SELECT products.slug || ' has ' || quantity || ' in ' || warehouses.name FROM inventory
                JOIN products ON products.id = inventory.product_id
                JOIN warehouses ON warehouses.id = inventory.warehouse_id
                """
            ) { try $0.get(0, as: String.self) }.sorted()
        }
    }
}
