import Testing
import TotemKernel
import TotemStore

@Suite("Lists take a fixed number of statements")
struct ListStatementsTests {
    /// Products with all that they can have, and variants.
    private func shop(_ count: Int) async throws -> Shop {
        let shop = try await Shop()
        try await shop.saveAll(
            try (0..<count).map { number in
                var draft = try Shop.pot()
                draft.slug = "pot-\(number)"
                draft.name = "Pot \(number)"
                draft.categories = [["Home", "Garden", "G \(number % 7)"]]
                draft.variants = try (0..<10).map { size in
                    VariantDraft(
                        sku: "pot-\(number)-\(size)",
                        price: try Shop.money(100),
                        options: [.init("Size", .integer(size)), .init("Colour", .string("red"))],
                        stock: .units(3)
                    )
                }
                return draft
            }
        )
        return shop
    }

    @Test(
        "A page of products, whatever is searched and counted",
        arguments: [
            (ProductFilter(), ProductSort.id), (ProductFilter(), .price),
            (ProductFilter(words: "pot", attributes: ["Size": "3"], minPrice: 1, isActive: true), .relevance),
            (ProductFilter(words: "pot"), .name),
        ]
    )
    func products(_ filter: ProductFilter, _ sort: ProductSort) async throws {
        var counts: [Int] = []
        for count in [2, 100] {
            let shop = try await shop(count)
            let page = try PageRequest(limit: 100)
            counts.append(
                try await shop.store.statements { tx in
                    let found = try ProductStore.search(
                        filter,
                        by: sort,
                        facets: [.category, .attribute("Size")],
                        page,
                        in: tx
                    )
                    #expect(found.page.items.count == count)
                    #expect(found.page.items.allSatisfy { $0.variants.count == 10 && $0.categories.count == 1 })
                }
            )
        }
        #expect(counts[0] == counts[1])
        #expect(counts[1] <= 30)
    }

    @Test("Drafts of products, as an export needs them")
    func drafts() async throws {
        var counts: [Int] = []
        for count in [2, 60] {
            let shop = try await shop(count)
            let page = try PageRequest(limit: 100)
            counts.append(
                try await shop.store.statements { tx in
                    let products = try ProductStore.list(ProductFilter(), page, in: tx).items
                    let drafts = try ProductStore.drafts(of: products, in: tx)
                    #expect(drafts.map(\.categories).allSatisfy { $0.first?.count == 3 })
                }
            )
        }
        #expect(counts[0] == counts[1])
    }

    @Test("Categories, attributes and stock")
    func others() async throws {
        var counts: [[Int]] = []
        for count in [2, 60] {
            let shop = try await shop(count)
            let page = try PageRequest(limit: 100)
            counts.append([
                try await shop.store.statements { tx in try CategoryStore.all(in: tx) },
                try await shop.store.statements { tx in try AttributeStore.list(page, in: tx) },
                try await shop.store.statements { tx in try InventoryStore.list(page, in: tx) },
            ])
        }
        #expect(counts[0] == [1, 1, 1])
        #expect(counts[1] == [1, 1, 1])
    }

    @Test("Users, with their roles")
    func users() async throws {
        let shop = try await Shop()
        var counts: [Int] = []
        for count in [2, 30] {
            try await shop.store.write { tx in
                for number in 0..<count {
                    let email = try Email("u\(number)-\(count)@example.com")
                    let new = try NewUser(
                        email: email,
                        passwordHash: "x",
                        roles: number % 2 == 0 ? [.customer, .staff] : []
                    )
                    _ = try UserStore.register(new, in: tx, at: Shop.now)
                }
            }
            let page = try PageRequest(limit: 100)
            counts.append(
                try await shop.store.statements { tx in
                    let users = try UserStore.list(page, in: tx).items
                    #expect(users.filter { $0.roles == [.customer, .staff] }.count == users.count / 2)
                }
            )
        }
        #expect(counts == [2, 2])
    }
}
