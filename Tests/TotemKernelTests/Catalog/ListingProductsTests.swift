import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Listing products")
struct ListingProductsTests {
    /// Sixty products: every third is off, prices repeat, and every fifth is red.
    private func shop() async throws -> Shop {
        let shop = try await Shop()
        try await shop.store.write { tx in
            var writer = try CatalogWriter(in: tx)
            for number in 0..<60 {
                let draft = try Shop.plain(
                    "thing-\(100 + number)",
                    price: Int64(number % 7) * 100,
                    isActive: number % 3 != 0,
                    categories: [number % 2 == 0 ? ["Home", "Garden"] : ["Home"]],
                    attributes: number % 5 == 0 ? ["color": .string("red")] : [:]
                )
                try writer.save(draft, in: tx, at: Shop.now)
            }
        }
        return shop
    }

    /// Follows the cursors to the end.
    private func all(_ shop: Shop, _ filter: ProductFilter, _ sort: ProductSort, limit: Int) async throws -> [Product] {
        var products: [Product] = []
        var cursor: String?
        repeat {
            let request = try PageRequest(limit: limit, cursor: cursor)
            let page = try await shop.store.read { tx in try ProductStore.list(filter, by: sort, request, in: tx) }
            #expect(page.items.count <= limit)
            products += page.items
            cursor = page.nextCursor
            // A cursor that leads nowhere new is not followed for ever.
        } while cursor != nil && products.count <= 10_000
        return products
    }

    @Test("Pages hold every product once, in their order", arguments: ProductSort.listed, [true, nil])
    func orders(_ sort: ProductSort, _ isActive: Bool?) async throws {
        let shop = try await shop()
        let products = try await all(shop, ProductFilter(isActive: isActive), sort, limit: 7)
        #expect(products.count == (isActive == nil ? 60 : 40))
        #expect(Set(products.map(\.id)).count == products.count)
        let isOrdered = zip(products, products.dropFirst()).allSatisfy { left, right in
            switch sort {
            case .id: left.id.value < right.id.value
            case .newest: left.id.value > right.id.value
            case .price: (left.price.amount, left.id.value) < (right.price.amount, right.id.value)
            case .priceDescending: (left.price.amount, left.id.value) > (right.price.amount, right.id.value)
            case .name: left.name < right.name
            case .relevance: true
            }
        }
        #expect(isOrdered)
    }

    @Test("Filters narrow the list, alone and together", arguments: ProductSort.listed)
    func filters(_ sort: ProductSort) async throws {
        let shop = try await shop()
        let garden = try await shop.store.read { tx in try CategoryStore.find(slug: "garden", in: tx)?.id }
        let home = try await shop.store.read { tx in try CategoryStore.find(slug: "home", in: tx)?.id }
        func count(_ filter: ProductFilter) async throws -> Int { try await all(shop, filter, sort, limit: 4).count }
        #expect(try await count(ProductFilter(category: garden)) == 30)
        #expect(try await count(ProductFilter(category: home)) == 60)
        #expect(try await count(ProductFilter(attributes: ["color": "red"])) == 12)
        #expect(try await count(ProductFilter(attributes: ["color": "blue"])) == 0)
        #expect(try await count(ProductFilter(minPrice: 500)) == 16)
        #expect(try await count(ProductFilter(minPrice: 100, maxPrice: 100)) == 9)
        #expect(try await count(ProductFilter(words: "THING 11")) == 10)
        #expect(try await count(ProductFilter(words: "thing 110")) == 1)
        #expect(try await count(ProductFilter(words: "thin nothing")) == 0)
        #expect(
            try await count(ProductFilter(category: garden, attributes: ["color": "red"], isActive: true)) == 4
        )
    }

    @Test(
        "A price is one that something can be bought for: a variant's, or the product's own when it has none",
        arguments: ProductSort.listed
    )
    func sellablePrices(_ sort: ProductSort) async throws {
        let shop = try await Shop()
        // Its own price of 1 buys nothing.
        try await shop.save(try Shop.priced("set", own: 1, variants: [500, 5_000, 500]))
        try await shop.save(try Shop.priced("plain", own: 2_000), try Shop.priced("off", own: 2_000, isActive: false))
        try await shop.save(try Shop.priced("pair", own: 1, variants: [2_000, 900]))
        func names(_ least: Int64?, _ most: Int64?) async throws -> [String] {
            let filter = ProductFilter(minPrice: least, maxPrice: most, isActive: true)
            return try await all(shop, filter, sort, limit: 1).map(\.name)
        }
        let expected: [(least: Int64?, most: Int64?, byPrice: [String])] = [
            (nil, nil, ["set", "pair", "plain"]), (nil, 499, []), (0, 500, ["set"]), (1, 1, []),
            (501, 899, []), (501, 1_000, ["pair"]), (1_000, 4_999, ["plain", "pair"]), (2_001, nil, ["set"]),
            (900, 5_000, ["pair", "plain", "set"]), (5_001, nil, []),
        ]
        for (least, most, byPrice) in expected {
            let found = try await names(least, most)
            switch sort {
            case .price: #expect(found == byPrice, "\(least ?? 0) to \(most ?? -1)")
            case .priceDescending: #expect(found == byPrice.reversed(), "\(least ?? 0) to \(most ?? -1)")
            case .id, .newest, .name, .relevance:
                #expect(found.sorted() == byPrice.sorted(), "\(least ?? 0) to \(most ?? -1)")
            }
        }
    }

    @Test("A change of prices, variants or of what is on sale moves a product in the list at once")
    func changedPrices() async throws {
        let shop = try await Shop()
        func prices(_ least: Int64) async throws -> Int {
            try await all(shop, ProductFilter(minPrice: least, isActive: true), .price, limit: 9).count
        }
        for (draft, least, count) in [
            (try Shop.priced("a", own: 100), Int64(100), 1), (try Shop.priced("a", own: 200), 200, 1),
            (try Shop.priced("a", own: 200, variants: [50, 70]), 70, 1),
            (try Shop.priced("a", own: 200, variants: [50, 70]), 71, 0),
            (try Shop.priced("a", own: 200, variants: [50, 90]), 90, 1),
            (try Shop.priced("a", own: 200, variants: [50, 90], isActive: false), 1, 0),
            (try Shop.priced("a", own: 200, variants: [50, 90]), 90, 1), (try Shop.priced("a", own: 200), 200, 1),
        ] {
            try await shop.save(draft)
            #expect(try await prices(least) == count, "\(draft)")
        }
    }

    @Test(
        "A filter that contradicts itself or names what is not there is refused by its name",
        arguments: zip(
            [
                ProductFilter(minPrice: 2, maxPrice: 1), ProductFilter(attributes: ["unheard": "red"]),
                ProductFilter(attributes: ["Ripe": "perhaps"]), ProductFilter(category: Category.ID(4711)),
            ],
            ["min_price", "attribute.unheard", "attribute.Ripe", "category"]
        )
    )
    func contradictions(_ filter: ProductFilter, _ field: String) async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", attributes: ["Ripe": .boolean(true)]))
        let page = try PageRequest()
        let error = await kernelError {
            _ = try await shop.store.read { tx in try ProductStore.list(filter, page, in: tx) }
        }
        #expect(error?.fields.map(\.field) == [field])
    }

    @Test("An attribute of a variant finds its product")
    func variantAttribute() async throws {
        let shop = try await Shop()
        let id = try await shop.save(try Shop.pot())[0].id
        let found = try await all(shop, ProductFilter(attributes: ["Size": "Large"]), .id, limit: 5)
        #expect(found.map(\.id) == [id])
    }

    @Test("A cursor of another order is refused")
    func foreignCursor() async throws {
        let shop = try await shop()
        let first = try PageRequest(limit: 3)
        let page = try await shop.store.read { tx in try ProductStore.list(by: .price, first, in: tx) }
        let next = try PageRequest(limit: 3, cursor: page.nextCursor)
        let error = await kernelError {
            _ = try await shop.store.read { tx in try ProductStore.list(by: .name, next, in: tx) }
        }
        #expect(error?.fields.map(\.field) == ["cursor"])
    }

    @Test("A frequent filter walks the order's index to the end")
    func frequent() async throws {
        let shop = try await Shop()
        try await shop.store.write { tx in
            var writer = try CatalogWriter(in: tx)
            for number in 0..<4200 {
                let draft = try Shop.plain("n-\(number)", categories: [number % 2 == 0 ? ["Even"] : ["Odd"]])
                try writer.save(draft, in: tx, at: Shop.now)
            }
        }
        let even = try await shop.store.read { tx in try CategoryStore.find(slug: "even", in: tx)?.id }
        let found = try await all(shop, ProductFilter(category: even), .newest, limit: 100)
        #expect(found.count == 2100)
        #expect(Set(found.map(\.id)).count == 2100)
    }

    @Test("The prices that a product has beside its lowest count among the rows that a page looks at")
    func manyPrices() async throws {
        let shop = try await Shop()
        try await shop.store.write { tx in
            var writer = try CatalogWriter(in: tx)
            for number in 0..<60 {
                var draft = try Shop.plain("n-\(number)", price: 1000)
                draft.variants = (0..<100).map { size in
                    VariantDraft(
                        sku: "N-\(number)-\(size)",
                        price: Money(1000 + Int64(size), draft.price.currency),
                        options: [VariantDraft.Option("Size", .integer(Int64(size)))],
                        stock: .unmanaged
                    )
                }
                try writer.save(draft, in: tx, at: Shop.now)
            }
        }
        let first = try await shop.store.read { tx in
            try ProductStore.list(by: .priceDescending, PageRequest(limit: 20), in: tx)
        }
        #expect(first.items.isEmpty && first.nextCursor != nil)
        for sort in [ProductSort.price, .priceDescending] {
            let found = try await all(shop, ProductFilter(), sort, limit: 20)
            #expect(found.count == 60 && Set(found.map(\.id)).count == 60)
        }
    }

    static let plans: [SQL] = [
        "EXPLAIN QUERY PLAN SELECT id FROM products WHERE is_active = 1 AND id > 5 ORDER BY id LIMIT 3",
        """
        EXPLAIN QUERY PLAN SELECT product_id,
          NOT EXISTS (SELECT 1 FROM product_prices AS lower WHERE lower.product_id = listed.product_id
            AND lower.price >= 3 AND lower.price < listed.price)
        FROM product_prices AS listed
        WHERE is_active = 1 AND (price, product_id) > (5, 5) AND price <= 9
        ORDER BY price, product_id LIMIT 3
        """,
        """
        EXPLAIN QUERY PLAN SELECT product_id FROM product_prices
        WHERE is_active = 1 AND (price, product_id) < (5, 5) AND price >= 3
        ORDER BY price DESC, product_id DESC LIMIT 3
        """,
        "EXPLAIN QUERY PLAN SELECT id FROM products WHERE is_active = 1 AND (name, id) > ('a', 5) ORDER BY name, id LIMIT 3",
        """
        EXPLAIN QUERY PLAN SELECT product_id FROM product_prices
        WHERE (price, product_id) > (5, 5) AND price <= 9 ORDER BY price, product_id LIMIT 3
        """,
        "EXPLAIN QUERY PLAN SELECT id FROM products WHERE (name, id) > ('a', 5) ORDER BY name, id LIMIT 3",
        "EXPLAIN QUERY PLAN SELECT id FROM product_categories WHERE COALESCE(parent_id, 0) = 1 AND name = 'a'",
    ]

    @Test(
        "Every walk searches an index and sorts nothing",
        .enabled(if: TestEngine.current == .sqlite, "it reads SQLite's plan"),
        arguments: plans.indices
    )
    func plan(_ index: Int) async throws {
        let shop = try await Shop()
        let steps = try await shop.store.read { tx in
            try tx.query(Self.plans[index]) { row in try row.get(3, as: String.self) }
        }
        #expect(!steps.isEmpty)
        let searches = steps.filter { !$0.hasPrefix("CORRELATED SCALAR SUBQUERY") }
        #expect(searches.allSatisfy { $0.hasPrefix("SEARCH") }, "\(steps)")
    }
}

extension ProductSort {
    /// Those that need no words.
    fileprivate static let listed = allCases.filter { $0 != .relevance }
}
