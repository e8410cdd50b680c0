import CBaseline
import TotemAPI
import TotemKernel
import TotemNode
import TotemStore

/// Searches and lists at the sizes of a small shop and a large one, and a page of products against a C program that reads
/// the same rows.
struct SearchBenchmark {
    let bench: Workbench
    let products: Int
    /// Milliseconds that no search takes longer.
    let limit: Double
    private static let small = 1000
    private static let repeats = 40

    private struct Search: Sendable {
        let name: String
        let filter: ProductFilter
        var sort = ProductSort.relevance
        var facets: [ProductFacets.Field] = []
        /// Whether it finds a full page in both shops, so that their times are compared.
        var matches = false
    }

    private static func searches(_ category: Category.ID?) -> [Search] {
        let words = SearchShop.words
        let none = words[2..<10].joined(separator: " ")
        return [
            Search(name: "products by id", filter: ProductFilter(isActive: true), sort: .id, matches: true),
            Search(name: "products by price", filter: ProductFilter(isActive: true), sort: .price, matches: true),
            Search(
                name: "two frequent words",
                filter: ProductFilter(words: "\(words[0]) \(words[1])", isActive: true),
                matches: true
            ),
            Search(
                name: "word and attribute",
                filter: ProductFilter(words: words[0], attributes: ["Colour": "red"], isActive: true),
                matches: true
            ),
            Search(
                name: "category and price",
                filter: ProductFilter(category: category, minPrice: 2000, maxPrice: 8000, isActive: true),
                sort: .id,
                matches: true
            ),
            Search(name: "one letter", filter: ProductFilter(words: "b", isActive: true)),
            Search(name: "beginning of frequent words", filter: ProductFilter(words: "baki", isActive: true)),
            Search(
                name: "word with facets",
                filter: ProductFilter(words: words[0], isActive: true),
                facets: [.category, .attribute("Colour"), .attribute("Depth")]
            ),
            Search(name: "eight words without a match", filter: ProductFilter(words: none, isActive: true)),
            Search(name: "word by price", filter: ProductFilter(words: words[0], isActive: true), sort: .price),
            Search(
                name: "word in few prices",
                filter: ProductFilter(words: words[0], minPrice: 100, maxPrice: 105, isActive: true)
            ),
        ]
    }

    func run() async throws -> [Figure] {
        let small = try await shop("search-small", products: Self.small)
        let large = try await shop("search-large", products: products)
        var figures: [Figure] = []
        for search in Self.searches(try await category(in: large.kernel.store)) {
            let times = (
                try await milliseconds(search, small.kernel.store), try await milliseconds(search, large.kernel.store)
            )
            if search.matches {
                figures.append(
                    .atMost(
                        1.3,
                        "\(search.name), growth",
                        times.1 / times.0,
                        "\(times.1.hundredths) ms of \(products) products, \(times.0.hundredths) of \(Self.small)"
                    )
                )
            } else {
                figures.append(
                    .atMost(
                        1,
                        search.name,
                        times.1 / limit,
                        "\(times.1.hundredths) ms of \(Int(limit)) allowed, \(times.0.hundredths) of \(Self.small) products"
                    )
                )
            }
        }
        figures += try await eightAtOnce(SearchRoute(large))
        await small.close()
        await large.close()
        return figures
    }

    private func shop(_ name: String, products: Int) async throws -> Node {
        try bench.server?.makeDatabase(name)
        let node = try await bench.open(name)
        try await SearchShop.fill(node.kernel.store, products: products)
        return node
    }

    private func category(in store: any Store) async throws -> Category.ID? {
        try await store.read { tx in try CategoryStore.find(slug: "c3", in: tx)?.id }
    }

    /// The median of many.
    private func milliseconds(_ search: Search, _ store: any Store) async throws -> Double {
        var times: [Double] = []
        for _ in 0..<Self.repeats { times.append(try await seconds { try await Self.run(search, store) } * 1000) }
        return times.dropFirst(3).map { $0 }.median
    }

    private static func run(_ search: Search, _ store: any Store) async throws {
        let page = try PageRequest()
        let found = try await store.read { tx in
            try ProductStore.search(search.filter, by: search.sort, facets: search.facets, page, in: tx).page.items
                .count
        }
        if search.matches, found < PageRequest.defaultLimit {
            throw BenchmarkError("\(search.name) finds \(found) only")
        }
    }

    /// Eight buyers who ask as they would over HTTP for words without a match: all of them the same, and each in an order of
    /// his own, so that nobody finds another's search under way.
    private func eightAtOnce(_ route: SearchRoute) async throws -> [Figure] {
        let words = SearchShop.words[2..<10]
        let orders = words.indices.map { Array(words[$0...] + words[..<$0]) }
        return [
            try await atOnce(orders.map { _ in orders[0] }, "eight such at once", route),
            try await atOnce(orders, "eight different ones at once", route),
        ]
    }

    private func atOnce(_ searches: [[String]], _ name: String, _ route: SearchRoute) async throws -> Figure {
        var slowest: [Double] = []
        for _ in 0..<Self.repeats {
            let times = try await withThrowingTaskGroup(of: Double.self) { group in
                for words in searches { group.addTask { try await seconds { try await route.find(words) } * 1000 } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            slowest.append(times.max() ?? 0)
        }
        return .atMost(1, name, slowest.median / limit, "the slowest \(slowest.median.hundredths) ms")
    }
}

/// A page of a hundred products with ten variants each.
struct PageBenchmark {
    let bench: Workbench
    private static let products = 1000

    func run() async throws -> [Figure] {
        let node = try await bench.open("page")
        try await SearchShop.fillWithVariants(node.kernel.store, products: Self.products)
        guard let reader = page_open(bench.path("page")) else {
            throw BenchmarkError("the C program can't open the shop")
        }
        defer { page_close(reader) }
        let store = node.kernel.store
        let pairs = try await Pairs.measure(rounds: bench.rounds) { _ in
            try await seconds {
                try await store.read { tx in
                    for _ in 0..<50 { _ = try ProductStore.list(ProductFilter(), PageRequest(limit: 100), in: tx) }
                }
            }
        } theirs: { _ in
            try await seconds {
                for _ in 0..<50 where page_read(reader, 0, 100) < 0 { throw BenchmarkError("the C program failed") }
            }
        }
        await node.close()
        return [
            .atMost(
                3,
                "a page of 100 products, 1,000 variants",
                pairs.ratio,
                "\((pairs.ours.median * 20).hundredths) ms, the C program \((pairs.theirs.median * 20).hundredths)"
            )
        ]
    }
}
