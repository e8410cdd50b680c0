import Testing
import TotemStore

@testable import TotemKernel

@Suite("Ranked pages and facets")
struct RankedPagesTests {
    private func pages(
        _ shop: Shop,
        _ filter: ProductFilter,
        _ sort: ProductSort = .relevance,
        limit: Int
    ) async throws -> [Product] {
        var products: [Product] = []
        var cursor: String?
        repeat {
            let request = try PageRequest(limit: limit, cursor: cursor)
            let page = try await shop.store.read { tx in try ProductStore.list(filter, by: sort, request, in: tx) }
            products += page.items
            cursor = page.nextCursor
        } while cursor != nil && products.count < 20_000
        return products
    }

    @Test("Whole words go before begun ones, names before attributes, short names before long ones")
    func order() async throws {
        let shop = try await Shop()
        try await shop.saveNamed([
            "a": "Lampshade", "b": "A long and brilliant lamp for every desk", "c": "Lamp", "e": "Desk lamp",
        ])
        try await shop.save(try Shop.plain("d", attributes: ["Kind": .string("lamp")]))
        for limit in [1, 2, 100] {
            let found = try await pages(shop, ProductFilter(words: "lamp"), limit: limit)
            #expect(found.map(\.slug) == ["c", "e", "b", "d", "a"])
        }
    }

    /// More than one page, one set and the first rows of a walk have.
    private static let count = 5000

    /// Every product is a "thing"; one of 7 is rare; the last half are late; prices go down.
    private func largeShop() async throws -> Shop {
        let shop = try await Shop()
        for start in stride(from: 0, to: Self.count, by: 500) {
            try await shop.saveAll(
                try (start..<(start + 500)).map { number in
                    var draft = try Shop.plain(
                        "n-\(number)",
                        price: Int64(Self.count - number),
                        isActive: number % 11 != 0,
                        categories: [["All", number % 2 == 0 ? "Even" : "Odd"]],
                        attributes: ["Colour": .string(number % 5 == 0 ? "red" : "blue")]
                    )
                    draft.name = "Thing" + (number % 7 == 0 ? " rare" : "") + (number >= Self.count / 2 ? " late" : "")
                    return draft
                }
            )
        }
        return shop
    }

    @Test("Frequent or not, in every order, a search finds all and each once", .timeLimit(.minutes(10)))
    func everything() async throws {
        let shop = try await largeShop()
        let even = try await shop.category("even")
        let numbers = 0..<Self.count
        let searches: [(filter: ProductFilter, matches: (Int) -> Bool)] = [
            (ProductFilter(words: "thing"), { _ in true }),
            (ProductFilter(words: "thin", isActive: true), { $0 % 11 != 0 }),
            (ProductFilter(words: "late thing"), { $0 >= Self.count / 2 }),
            (ProductFilter(words: "rare"), { $0 % 7 == 0 }),
            (ProductFilter(words: "thing", category: even, isActive: true), { $0 % 2 == 0 && $0 % 11 != 0 }),
            (
                ProductFilter(words: "thing", attributes: ["Colour": "red"], minPrice: 101, maxPrice: 200),
                { $0 % 5 == 0 && (101...200).contains(Self.count - $0) }
            ),
            (ProductFilter(words: "thing", maxPrice: 3000), { Self.count - $0 <= 3000 }),
        ]
        for (index, (filter, matches)) in searches.enumerated() {
            // Every order with the first, which finds all; the others with their own and one more.
            let others = ProductSort.allCases.filter { $0 != .relevance }
            let sorts = index == 0 ? ProductSort.allCases : [.relevance, others[index % others.count]]
            let expected = Set(numbers.filter(matches).map { "n-\($0)" })
            for sort in sorts {
                let found = try await pages(shop, filter, sort, limit: 100).map(\.slug)
                #expect(found.count == expected.count, "\(filter.words ?? "") by \(sort)")
                #expect(Set(found) == expected, "\(filter.words ?? "") by \(sort)")
                if sort == .newest {
                    #expect(found == numbers.reversed().filter(matches).map { "n-\($0)" })
                }
            }
        }
    }

    @Test("Facets count what a search finds, categories with all below them")
    func facets() async throws {
        let shop = try await Shop()
        var drafts: [ProductDraft] = []
        for number in 0..<30 {
            var draft = try Shop.plain(
                "t-\(number)",
                price: Int64(number),
                isActive: number < 20,
                categories: [["All", number % 3 == 0 ? "Third" : "Other"]],
                attributes: ["Colour": .string(number % 2 == 0 ? "red" : "blue")]
            )
            draft.variants = [
                VariantDraft(
                    price: draft.price,
                    options: [.init("Size", .integer(Int64(number % 4)))],
                    stock: .unmanaged
                ),
                VariantDraft(price: draft.price, options: [.init("Size", .integer(7))], stock: .unmanaged),
            ]
            drafts.append(draft)
        }
        try await shop.saveAll(drafts)
        let found = try await shop.facets(
            ProductFilter(words: "t", minPrice: 10, isActive: true),
            [.attribute("Size"), .category, .attribute("Colour")]
        )
        #expect(
            found == [
                "attribute.Size": ["7: 10", "2: 3", "3: 3", "0: 2", "1: 2"],
                "category": ["all: 10", "other: 7", "third: 3"],
                "attribute.Colour": ["blue: 5", "red: 5"],
            ]
        )
        #expect(
            try await shop.facets(ProductFilter(), [.attribute("Colour")]) == [
                "attribute.Colour": ["blue: 15", "red: 15"]
            ]
        )
        #expect(try await shop.facets(ProductFilter(words: "?"), [.category]) == ["category": []])
    }
}

extension Shop {
    fileprivate func facets(_ filter: ProductFilter, _ fields: [ProductFacets.Field]) async throws -> [String: [String]]
    {
        let page = try PageRequest()
        let found = try await store.read { tx in try ProductStore.search(filter, facets: fields, page, in: tx).facets }
        #expect(found?.isComplete == true)
        var texts: [String: [String]] = [:]
        for (field, counts) in found?.counts ?? [] {
            texts[field.name] =
                switch counts {
                case .categories(let counts): counts.map { "\($0.category.slug): \($0.count)" }
                case .values(let counts):
                    counts.map { value, count in
                        switch value {
                        case .string(let text): "\(text): \(count)"
                        case .integer(let number): "\(number): \(count)"
                        default: "\(value): \(count)"
                        }
                    }
                }
        }
        return texts
    }
}
