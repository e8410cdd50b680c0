import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Saving products")
struct SavingProductsTests {
    @Test("A product is read back as it was drafted")
    func readsBack() async throws {
        let shop = try await Shop()
        #expect(try await shop.save(try Shop.pot()).map(\.outcome) == [.created])
        let product = try await shop.product("clay-plant-pot")
        #expect(product.name == "Clay Plant Pot")
        #expect(product.sku == "clay-plant-pot")
        #expect(product.price == (try Shop.money(999)))
        #expect(product.cost == (try Shop.money(400)))
        #expect(product.weight == 500)
        #expect(product.dimensions?["height"] == .integer(10))
        #expect(product.categories.map(\.name).sorted() == ["Garden", "Gifts"])
        #expect(
            product.attributes == ["Material": .string("Clay"), "Handmade": .boolean(true), "Year": .integer(2024)]
        )
        #expect(product.images == ["https://example.com/b.jpg", "https://example.com/a.jpg"])
        #expect(product.variants.map(\.sku) == ["POT-S", "clay-plant-pot-large"])
        #expect(product.variants.map(\.inventoryQuantity) == [3, 9])
        #expect(product.variants[1].attributes == ["Size": .string("Large")])
        #expect(product.inventoryQuantity == 12)
        #expect(product.version == 1)
    }

    @Test("Saving the same draft again changes nothing")
    func unchanged() async throws {
        let shop = try await Shop()
        let first = try await shop.save(try Shop.pot())
        let before = try await shop.product("clay-plant-pot")
        let second = try await shop.save(try Shop.pot())
        #expect(second.map(\.id) == first.map(\.id) && second.map(\.outcome) == [.unchanged])
        let after = try await shop.product("clay-plant-pot")
        #expect(after.version == before.version)
        #expect(after.variants.map(\.id) == before.variants.map(\.id))
    }

    /// One change of a draft each.
    static let changes: [@Sendable (inout ProductDraft) throws -> Void] = [
        { $0.name = "Pot" },
        { $0.description = "" },
        { $0.price = try Shop.money(1) },
        { $0.cost = nil },
        { $0.weight = 1 },
        { $0.dimensions = nil },
        { $0.isActive = false },
        { $0.categories = [["Gifts"]] },
        { $0.attributes["Year"] = .integer(2025) },
        { $0.attributes["Colour"] = .string("Red") },
        { $0.images.reverse() },
        { $0.variants.reverse() },
        { $0.variants[0].price = try Shop.money(1) },
        { $0.variants[0].weight = 1 },
        { $0.variants[0].options = [.init("Size", .string("Tiny"))] },
        { $0.variants[0].stock = .unmanaged },
        { $0.variants.removeLast() },
    ]

    @Test("Every change of a draft is saved, and raises the version once", arguments: changes.indices)
    func changed(_ index: Int) async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot())
        var draft = try Shop.pot()
        try Self.changes[index](&draft)
        let results = try await shop.save(draft, draft)
        #expect(results.map(\.outcome) == [.updated, .unchanged])
        let product = try await shop.product("clay-plant-pot")
        #expect(product.version == 2)
        let fresh = try await Shop()
        try await fresh.save(draft)
        let expected = try await fresh.product("clay-plant-pot")
        #expect(product.name == expected.name)
        #expect(product.price == expected.price && product.cost == expected.cost && product.weight == expected.weight)
        #expect(product.description == expected.description && product.dimensions == expected.dimensions)
        #expect(product.isActive == expected.isActive)
        #expect(Set(product.categories.map(\.name)) == Set(expected.categories.map(\.name)))
        #expect(product.attributes == expected.attributes && product.images == expected.images)
        #expect(product.variants.map(\.sku) == expected.variants.map(\.sku))
        #expect(product.variants.map(\.price) == expected.variants.map(\.price))
        #expect(product.variants.map(\.weight) == expected.variants.map(\.weight))
        #expect(product.variants.map(\.attributes) == expected.variants.map(\.attributes))
        #expect(product.variants.map(\.inventoryQuantity) == expected.variants.map(\.inventoryQuantity))
    }

    @Test("A changed quantity is saved without a new version, and the variant keeps its id")
    func stockOnly() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot())
        let before = try await shop.product("clay-plant-pot")
        var draft = try Shop.pot()
        draft.variants[1].stock = .byWarehouse(["South": 1])
        #expect(try await shop.save(draft).map(\.outcome) == [.updated])
        let after = try await shop.product("clay-plant-pot")
        #expect(after.variants.map(\.inventoryQuantity) == [3, 1])
        #expect(after.variants.map(\.id) == before.variants.map(\.id))
        #expect(after.version == before.version)
    }

    @Test("A SKU that another product has is refused with its field and its owner, and nothing is written")
    func takenSKU() async throws {
        let shop = try await Shop()
        let owner = try await shop.save(try Shop.pot())[0].id
        var draft = try Shop.pot()
        draft.slug = "other"
        let error = await kernelError { _ = try await shop.save(draft) }
        #expect(error?.fields.map(\.field) == ["variants[0].sku"])
        #expect(error?.detail.contains("a variant of product \(owner)") == true)
        #expect(try await shop.store.read { tx in try ProductStore.find(slug: "other", in: tx) } == nil)
    }

    @Test("All bad fields of a draft are named at once")
    func badFields() async throws {
        let shop = try await Shop()
        var draft = try Shop.pot()
        draft.name = " "
        draft.weight = -1
        draft.price = try Shop.money(-5)
        draft.variants[1].sku = "POT-S"
        draft.variants[1].price = try Shop.money(1, "EUR")
        draft.images.append("")
        let error = await kernelError { _ = try await shop.save(draft) }
        let fields = ["name", "weight_grams", "price", "images[2]", "variants[1].price", "variants[1].sku"]
        #expect(error?.kind == .invalid)
        #expect(error?.fields.map(\.field) == fields)
    }

    @Test("A value of another type than its attribute's is refused")
    func attributeType() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot())
        let draft = try Shop.plain("x", attributes: ["Year": .string("soon")])
        let error = await kernelError { _ = try await shop.save(draft) }
        #expect(error?.fields.map(\.field) == ["attributes.Year"])
    }

    @Test("A product is found by its own SKU and by a variant's")
    func findBySKU() async throws {
        let shop = try await Shop()
        let id = try await shop.save(try Shop.pot())[0].id
        for sku in ["clay-plant-pot", "POT-S", "clay-plant-pot-large"] {
            #expect(try await shop.store.read { tx in try ProductStore.find(sku: sku, in: tx)?.id } == id)
        }
        #expect(try await shop.store.read { tx in try ProductStore.find(sku: "pot-s", in: tx) } == nil)
    }

    @Test("A variant is recognised by its SKU, else by its options, and keeps its id and stock when the other changes")
    func variantIdentity() async throws {
        let shop = try await Shop()
        var draft = try Shop.pot()
        try await shop.save(draft)
        let before = try await shop.product("clay-plant-pot").variants
        draft.variants[0].sku = "POT-1"
        draft.variants[1].options = [.init("Size", .string("Huge"))]
        draft.variants[1].sku = before[1].sku
        try await shop.save(draft)
        let after = try await shop.product("clay-plant-pot").variants
        #expect(after.map(\.id) == before.map(\.id))
        #expect(after.map(\.sku) == ["POT-1", before[1].sku])
        #expect(after.map(\.inventoryQuantity) == before.map(\.inventoryQuantity))
        // Neither its SKU nor its options: another one.
        draft.variants[0] = VariantDraft(
            sku: "POT-2",
            price: try Shop.money(1),
            options: [.init("Size", .string("Tiny"))],
            stock: .units(1)
        )
        try await shop.save(draft)
        let last = try await shop.product("clay-plant-pot").variants
        #expect(last[1].id == before[1].id && !before.map(\.id).contains(last[0].id))
    }

    @Test("An update names the version it saw, and a lost race is refused")
    func ifMatch() async throws {
        let shop = try await Shop()
        let id = try await shop.save(try Shop.pot())[0].id
        let updated = try await shop.store.write { tx in
            try ProductStore.update(id, ifVersion: [1], in: HookCall(tx, at: Shop.now)) { draft in
                draft.name = "Pot"
                draft.slug = "pot"
            }
        }
        #expect(updated.version == 2 && updated.name == "Pot" && updated.slug == "pot")
        #expect(updated.variants.map(\.inventoryQuantity) == [3, 9])
        #expect(updated.categories.count == 2)
        let error = await kernelError {
            _ = try await shop.store.write { tx in
                try ProductStore.update(id, ifVersion: [1], in: HookCall(tx, at: Shop.now)) { $0.name = "Lost" }
            }
        }
        #expect(error?.kind == .stale)
        #expect(try await shop.product("pot").name == "Pot")
    }

    @Test("A new product with a name that is taken gets a slug of its own; a given slug that is taken is refused")
    func slugs() async throws {
        let shop = try await Shop()
        let price = try Shop.money(1)
        let slugs = try await shop.store.write { tx in
            try (0..<3).map { _ in
                try ProductStore.create(ProductDraft(name: "Café Pot", price: price), in: HookCall(tx, at: Shop.now))
                    .slug
            }
        }
        #expect(slugs == ["cafe-pot", "cafe-pot-2", "cafe-pot-3"])
        let error = await kernelError {
            _ = try await shop.store.write { tx in
                try ProductStore.create(
                    ProductDraft(slug: "cafe-pot", name: "x", price: price),
                    in: HookCall(tx, at: Shop.now)
                )
            }
        }
        #expect(error?.fields.map(\.field) == ["slug"])
    }

    @Test("A deleted product is gone with its variants and stock")
    func deletes() async throws {
        let shop = try await Shop()
        let id = try await shop.save(try Shop.pot())[0].id
        try await shop.store.write { tx in try ProductStore.delete(id, in: tx) }
        let left = try await shop.store.read { tx in
            try tx.first(
                """
                SELECT (SELECT COUNT(*) FROM inventory) + (SELECT COUNT(*) FROM product_variants)
                  + (SELECT COUNT(*) FROM product_search) + (SELECT COUNT(*) FROM product_images)
                """
            ) { row in try row.get(0, as: Int64.self) }
        }
        #expect(left == 0)
        #expect(try await shop.save(try Shop.pot()).map(\.outcome) == [.created])
    }
}
