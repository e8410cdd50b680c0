import Testing
import TotemKernel
import TotemStore

@Suite("Categories and attributes")
struct CategoriesTests {
    private func tree() async throws -> (Shop, [String: TotemKernel.Category.ID]) {
        let shop = try await Shop()
        let ids = try await shop.store.write { tx in
            let home = try CategoryStore.create(NewCategory(name: "Home"), in: tx)
            let garden = try CategoryStore.create(NewCategory(name: "Garden", parentID: home.id), in: tx)
            let pots = try CategoryStore.create(NewCategory(name: "Pots", parentID: garden.id), in: tx)
            return ["home": home.id, "garden": garden.id, "pots": pots.id]
        }
        return (shop, ids)
    }

    @Test("A category can't be moved below itself")
    func cycles() async throws {
        let (shop, ids) = try await tree()
        let home = try #require(ids["home"])
        for under in ["home", "garden", "pots"] {
            let parent = try #require(ids[under])
            let error = await kernelError {
                _ = try await shop.store.write { tx in
                    try CategoryStore.update(home, in: tx) { $0.parentID = parent }
                }
            }
            #expect(error?.fields.map(\.field) == ["parent_id"])
        }
    }

    @Test("A move keeps what is below")
    func moves() async throws {
        let (shop, ids) = try await tree()
        let garden = try #require(ids["garden"])
        let moved = try await shop.store.write { tx in
            try CategoryStore.update(garden, in: tx) {
                $0.parentID = nil
                $0.name = "Outdoors"
            }
        }
        #expect(moved.parentID == nil && moved.name == "Outdoors" && moved.slug == "garden")
        let pots = try await shop.store.read { tx in try CategoryStore.find(slug: "pots", in: tx) }
        #expect(pots?.parentID == garden)
    }

    @Test("Siblings differ by name, cousins may be called the same and differ by slug")
    func names() async throws {
        let (shop, ids) = try await tree()
        let error = await kernelError {
            _ = try await shop.store.write { tx in
                try CategoryStore.create(NewCategory(name: "Garden", parentID: ids["home"]), in: tx)
            }
        }
        #expect(error?.fields.map(\.field) == ["name"])
        let cousin = try await shop.store.write { tx in
            try CategoryStore.create(NewCategory(name: "Pots", parentID: ids["home"]), in: tx)
        }
        #expect(cousin.slug == "home-pots")
    }

    @Test("A category with children stays; without them it goes, and its products lose it")
    func deletes() async throws {
        let (shop, ids) = try await tree()
        try await shop.save(try Shop.plain("x", categories: [["Home", "Garden", "Pots"]]))
        let garden = try #require(ids["garden"])
        let pots = try #require(ids["pots"])
        let error = await kernelError {
            try await shop.store.write { tx in try CategoryStore.delete(garden, in: tx) }
        }
        #expect(error?.code == "category-has-children")
        try await shop.store.write { tx in try CategoryStore.delete(pots, in: tx) }
        let product = try await shop.product("x")
        #expect(product.categories.isEmpty)
        // However many products it had, none is written.
        #expect(product.version == 1)
    }

    @Test("The tree has a largest depth")
    func depth() async throws {
        let shop = try await Shop()
        let error = await kernelError {
            try await shop.store.write { tx in
                var parent: TotemKernel.Category.ID?
                for level in 0...CategoryStore.largestDepth {
                    parent = try CategoryStore.create(NewCategory(name: "L\(level)", parentID: parent), in: tx).id
                }
            }
        }
        #expect(error?.fields.map(\.field) == ["parent_id"])
    }

    @Test("An attribute in use can't be deleted; a date takes dates only")
    func attributes() async throws {
        let shop = try await Shop()
        let date = try await shop.store.write { tx in try AttributeStore.create("Released", .date, in: tx) }
        let bad = try Shop.plain("x", attributes: ["Released": .string("2024-02-30")])
        let error = await kernelError { _ = try await shop.save(bad) }
        #expect(error?.fields.map(\.field) == ["attributes.Released"])
        try await shop.save(try Shop.plain("x", attributes: ["Released": .string("2024-02-29")]))
        let used = await kernelError {
            try await shop.store.write { tx in try AttributeStore.delete(date.id, in: tx) }
        }
        #expect(used?.code == "attribute-in-use")
    }

    @Test(
        "Slugs are made of names",
        arguments: [
            ("Café Crème (250 g)", "cafe-creme-250-g"), ("Men's  Shirt", "mens-shirt"), ("Straße", "strasse"),
            ("ÆØÅ", "aeoa"), ("青い シャツ", "青い-シャツ"), ("--x--", "x"),
        ]
    )
    func slugs(_ name: String, _ slug: String) {
        #expect(Slug(from: name)?.text == slug)
    }

    @Test("A name without letters makes no slug")
    func noSlug() {
        #expect(Slug(from: "!!! ???") == nil)
    }
}
