import Testing
import TotemStore
import TotemTesting

@testable import TotemKernel

@Suite("Searching products")
struct SearchingTests {
    @Test(
        "A product is found by words of its name, its SKUs and its attributes",
        arguments: [
            ("clay", true), ("CLÁY pot", true), ("pot clay", true), ("pot cl", true), ("cl pot", false),
            ("clayx", false),
            ("POT-S", true), ("pots", true), ("pot-x", false), ("clay-plant-pot-large", true),
            ("clayplantpotlar", true),
            ("small clay", true), ("2024", true), ("handmade", false), ("true", false), ("plants", false),
            ("gifts", false),
        ]
    )
    func words(_ words: String, _ isFound: Bool) async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot(), try Shop.plain("other"))
        #expect(try await shop.found(ProductFilter(words: words)) == (isFound ? ["clay-plant-pot"] : []))
    }

    @Test("A text of a script without blanks is found by any part of it")
    func unspaced() async throws {
        let shop = try await Shop()
        try await shop.saveNamed(["tea": "日本のお茶", "book": "日本の本", "coffee": "블랙커피 원두"])
        #expect(try await shop.found(ProductFilter(words: "お茶")) == ["tea"])
        #expect(try await shop.found(ProductFilter(words: "本")) == ["book", "tea"])
        #expect(try await shop.found(ProductFilter(words: "茶お")) == [])
        #expect(try await shop.found(ProductFilter(words: "日本の本")) == ["book"])
        #expect(try await shop.found(ProductFilter(words: "커피")) == ["coffee"])
    }

    @Test("What is in a search is nothing but words, whatever it would mean to an engine")
    func engineWords() async throws {
        let shop = try await Shop()
        try await shop.saveNamed(["and": "Salt and Pepper", "or": "This OR that", "near": "NEAR NOT far"])
        for words in [
            "AND", "\"and\" AND", "and*", "(and", "'and' &", "and:*", "^and", "-and", "{and}", "\\and", "and\u{0}",
        ] {
            #expect(try await shop.found(ProductFilter(words: words)) == ["and"], "\(words)")
        }
        #expect(try await shop.found(ProductFilter(words: "NOT NEAR")) == ["near"])
        #expect(try await shop.found(ProductFilter(words: "off")) == [])
        #expect(try await shop.found(ProductFilter(words: "=off")) == [])
        #expect(try await shop.found(ProductFilter(words: "!?")) == [])
    }

    @Test("Every change of a product changes what it is found by, in the same transaction")
    func changes() async throws {
        let shop = try await Shop()
        let pot = try await shop.save(try Shop.pot(), try Shop.plain("other"))[0].id
        func found(_ words: String, attributes: [String: String] = [:], isActive: Bool? = nil) async throws -> Bool {
            let filter = ProductFilter(words: words, attributes: attributes, isActive: isActive)
            return try await shop.found(filter).contains("clay-plant-pot")
        }
        func change(_ change: @escaping @Sendable (inout ProductDraft) throws -> Void) async throws {
            _ = try await shop.store.write { tx in try ProductStore.update(pot, in: HookCall(tx, at: Shop.now), change)
            }
        }
        try await change { $0.name = "Stone Jar" }
        #expect(try await found("stone"))
        #expect(try await !found("plant jar material"))
        #expect(try await found("clay", attributes: ["Material": "Clay"]))
        try await change { $0.attributes["Material"] = .string("Marble") }
        #expect(try await !found("jar", attributes: ["Material": "Clay"]))
        #expect(try await found("marble", attributes: ["Material": "Marble", "Size": "Large"]))
        try await change { $0.variants.removeLast() }
        #expect(try await !found("jar", attributes: ["Size": "Large"]))
        #expect(try await found("jar", isActive: true))
        try await change { $0.isActive = false }
        #expect(try await !found("jar", isActive: true))
        #expect(try await found("jar", isActive: false))
        #expect(try await found("jar"))
        await #expect(throws: KernelError.self) {
            try await shop.store.write { tx in
                _ = try ProductStore.update(pot, in: HookCall(tx, at: Shop.now)) { $0.name = "Lost" }
                throw KernelError.notFound("anything")
            }
        }
        #expect(try await found("jar"))
        #expect(try await !found("lost"))
        try await shop.store.write { tx in try ProductStore.delete(pot, in: tx) }
        #expect(try await !found("jar"))
        #expect(try await shop.found(ProductFilter(words: "other")) == ["other"])
    }

    @Test("New names of categories and attributes change nothing that is found")
    func newNames() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot())
        let home = try #require(try await shop.category("home"))
        try await shop.store.write { tx in
            _ = try CategoryStore.update(home, in: tx) { $0.name = "House" }
            let material = try #require(try AttributeStore.find("Material", in: tx))
            _ = try AttributeStore.rename(material.id, to: "Stuff", in: tx)
        }
        let filter = ProductFilter(category: home, attributes: ["Stuff": "Clay"])
        #expect(try await shop.found(filter) == ["clay-plant-pot"])
    }

    @Test("The products of a category that was moved follow it, however many, also after a stop in the middle")
    func moves() async throws {
        let shop = try await Shop()
        let drafts = try (0..<(MovedCategories.productsAtOnce + 5)).map { number in
            try Shop.plain("p-\(number)", categories: [["Home", "Garden", "Pots"]])
        }
        try await shop.saveAll(drafts + [try Shop.plain("gift", categories: [["Gifts"]])])
        let (home, garden) = (try await shop.category("home"), try #require(try await shop.category("garden")))
        let gifts = try await shop.category("gifts")
        try await shop.store.write { tx in _ = try CategoryStore.update(garden, in: tx) { $0.parentID = gifts } }
        _ = try await shop.store.write { tx in try MovedCategories.step(in: tx) }
        #expect(try await shop.store.read { tx in try MovedCategories.arePending(in: tx) })
        let kernel = Kernel(store: shop.store, hooks: NoHooks())
        // A daemon that is being stopped leaves the rest to the next one; where the engine asks a server, it throws.
        _ = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await kernel.finishMoves()
        }.result
        #expect(try await shop.store.read { tx in try MovedCategories.arePending(in: tx) })
        try await kernel.finishMoves()
        #expect(try await shop.store.read { tx in try !MovedCategories.arePending(in: tx) })
        #expect(try await shop.found(ProductFilter(category: gifts)).count == drafts.count + 1)
        #expect(try await shop.found(ProductFilter(category: garden)).count == drafts.count)
        #expect(try await shop.found(ProductFilter(category: home)).isEmpty)
    }

    @Test("Too many words, attributes and facets, and relevance without words, are refused by their names")
    func limits() async throws {
        let shop = try await Shop()
        func field(_ filter: ProductFilter, _ sort: ProductSort = .id, facets: Int = 0) async throws -> String? {
            let page = try PageRequest()
            let fields = Array(repeating: ProductFacets.Field.category, count: facets)
            let error = await kernelError {
                _ = try await shop.store.read { tx in
                    try ProductStore.search(filter, by: sort, facets: fields, page, in: tx)
                }
            }
            return error?.fields.first?.field
        }
        let words = { (count: Int) in (0..<count).map { "w\($0)" }.joined(separator: " ") }
        #expect(try await field(ProductFilter(words: words(ProductFilter.largestWordCount))) == nil)
        #expect(try await field(ProductFilter(words: words(ProductFilter.largestWordCount + 1))) == "q")
        #expect(try await field(ProductFilter(words: String(repeating: "x", count: 501))) == "q")
        #expect(try await field(ProductFilter(words: String(repeating: "茶葉", count: 15))) == nil)
        let attributes = Dictionary(uniqueKeysWithValues: (0..<9).map { ("a\($0)", "b") })
        #expect(try await field(ProductFilter(attributes: attributes)) == "attribute")
        #expect(try await field(ProductFilter(), .relevance) == "sort")
        #expect(try await field(ProductFilter(), facets: 9) == "facets")
    }
}

extension Shop {
    /// The slugs of what is found, sorted.
    func found(_ filter: ProductFilter) async throws -> [String] {
        let sort = filter.words == nil ? ProductSort.id : .relevance
        return try await store.read { tx in
            try tx.everything { page in try ProductStore.list(filter, by: sort, page, in: tx) }.map(\.slug).sorted()
        }
    }

    /// By their slugs.
    func saveNamed(_ names: [String: String]) async throws {
        try await saveAll(
            names.sorted { $0.key < $1.key }.map { slug, name in
                var draft = try Shop.plain(slug)
                draft.sku = "sku\(slug.utf8.count)" + String(slug.prefix(1))
                draft.name = name
                return draft
            }
        )
    }

    func saveAll(_ drafts: [ProductDraft]) async throws {
        try await store.write { tx in
            var writer = try CatalogWriter(in: tx)
            _ = try writer.together(in: tx) { writer in
                try writer.lookUp(drafts, in: tx)
                for draft in drafts { _ = try writer.saveOne(draft, in: tx, at: Shop.now) }
            }
        }
    }

    func category(_ slug: String) async throws -> Category.ID? {
        try await store.read { tx in try CategoryStore.find(slug: slug, in: tx)?.id }
    }
}
