import TotemKernel
import TotemStore
import TotemTesting

/// A shop of one test: a store of its own, and products in US dollars.
struct Shop: Sendable {
    static let now = Timestamp(milliseconds: 1_700_000_000_000)

    let store: any Store
    /// Kept for as long as this shop is.
    private let keeper: any Sendable

    init() async throws {
        let temporary = try await TemporaryStore()
        store = temporary.store
        keeper = temporary
    }

    /// A shop on a store that the test has made, with the core schema.
    init(on files: TemporarySQLiteStore) {
        store = files.store
        keeper = files
    }

    /// The same on PostgreSQL.
    init(on database: TemporaryPostgresStore) {
        store = database.store
        keeper = database
    }

    static func money(_ amount: Int64, _ code: String = "USD") throws -> Money {
        guard let currency = Currency(code) else { throw KernelError.notFound("currency \(code)") }
        return Money(amount, currency)
    }

    /// A pot in two sizes, with all that a product can have.
    static func pot() throws -> ProductDraft {
        ProductDraft(
            slug: "clay-plant-pot",
            name: "Clay Plant Pot",
            description: "<p>For plants.</p>",
            price: try money(999),
            cost: try money(400),
            weight: 500,
            dimensions: .object(["height": .integer(10), "unit": .string("cm")]),
            categories: [["Home", "Garden"], ["Gifts"]],
            attributes: ["Material": .string("Clay"), "Handmade": .boolean(true), "Year": .integer(2024)],
            images: ["https://example.com/b.jpg", "https://example.com/a.jpg"],
            variants: [
                VariantDraft(
                    sku: "POT-S",
                    price: try money(999),
                    options: [.init("Size", .string("Small"))],
                    stock: .units(3)
                ),
                VariantDraft(
                    price: try money(1499),
                    weight: 900,
                    options: [.init("Size", .string("Large"))],
                    stock: .byWarehouse(["North": 4, "South": 5])
                ),
            ]
        )
    }

    static func plain(
        _ slug: String,
        price: Int64 = 100,
        isActive: Bool = true,
        categories: [[String]] = [],
        attributes: [String: JSONValue] = [:],
        stock: StockDraft = .units(1)
    ) throws -> ProductDraft {
        ProductDraft(
            slug: slug,
            name: slug,
            price: try money(price),
            isActive: isActive,
            categories: categories,
            attributes: attributes,
            stock: stock
        )
    }

    /// Something with prices: its own, which counts when there are no variants, and its variants'.
    static func priced(
        _ slug: String,
        own: Int64,
        variants: [Int64] = [],
        isActive: Bool = true
    ) throws -> ProductDraft {
        var draft = try plain(slug, price: own, isActive: isActive)
        draft.variants = try variants.enumerated().map { index, price in
            VariantDraft(
                sku: "\(slug)-\(index)",
                price: try money(price),
                options: [.init("Size", .string("\(index)"))],
                stock: .unmanaged
            )
        }
        return draft
    }

    /// Saves drafts, and returns what happened to each.
    @discardableResult
    func save(_ drafts: ProductDraft...) async throws -> [SaveResult] {
        try await store.write { tx in
            var writer = try CatalogWriter(in: tx)
            return try drafts.map { try writer.save($0, in: tx, at: Shop.now) }
        }
    }

    func product(_ slug: String) async throws -> Product {
        try await store.read { tx in
            guard let product = try ProductStore.find(slug: slug, in: tx) else { throw KernelError.notFound(slug) }
            return product
        }
    }
}

/// The error that `body` throws, when it is the kernel's.
func kernelError(_ body: () async throws -> Void) async -> KernelError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? KernelError
    }
}
