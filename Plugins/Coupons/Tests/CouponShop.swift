import TotemDelivery
import TotemKernel
import TotemStore
import TotemTesting

/// A shop with Coupons on.
struct CouponShop {
    let shop: PluginShop

    static func open(settings: JSONValue? = nil) async throws -> CouponShop {
        let shop = try await PluginShop.open()
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: shop.folder)
        try await shop.enable("coupons", settings: settings)
        return CouponShop(shop: shop)
    }

    /// - Returns: the new coupon's id.
    @discardableResult
    func add(
        _ code: String,
        _ type: String = "percentage",
        _ value: Int64 = 1000,
        _ more: [String: JSONValue] = [:]
    )
        async throws -> Int64
    {
        let members: [String: JSONValue] = ["code": .string(code), "type": .string(type), "value": .integer(value)]
        let answer = try await send("POST", "/coupons", .object(members.merging(more) { _, new in new }))
        guard answer.status == 201, let id = answer["id"].integer else {
            throw KernelError.notFound("id in the answer")
        }
        return id
    }

    func change(_ id: Int64, _ members: JSONValue) async throws {
        _ = try await send("PATCH", "/coupons/\(id)", members)
    }

    func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        query: [String: String] = [:]
    ) async throws -> TestResponse {
        try await shop.send(method, path, of: "coupons", body, query: query)
    }

    func timesUsed(_ id: Int64) async throws -> Int64? {
        try await send("GET", "/coupons/\(id)")["times_used"].integer
    }

    /// What a cart with these codes has of discounts of its lines.
    func discount(
        _ lines: [(sku: String, quantity: Int64)] = [("POT-1", 1)],
        codes: [String],
        by actor: TotemKernel.Actor = .guest
    ) async throws -> Int64 {
        try await shop.cart(lines, codes: codes, by: actor).totals.discount.amount
    }

    /// With what a cart refuses these codes; nil when it takes them.
    func refusalCode(
        _ lines: [(sku: String, quantity: Int64)] = [("POT-1", 1)],
        codes: [String],
        by actor: TotemKernel.Actor = .guest
    ) async -> String? {
        await refusal { _ = try await shop.cart(lines, codes: codes, by: actor) }?.code
    }

    /// Places an order with the codes.
    @discardableResult
    func buy(
        _ codes: [String],
        by actor: TotemKernel.Actor = .guest,
        email: String = "buyer@example.com"
    ) async throws -> Order {
        try await shop.order(try await shop.cart(codes: codes, by: actor).token, by: actor, email: email)
    }

    // MARK: - The shop around it

    func product(_ sku: String) async throws -> Int64 {
        try await shop.files.store.read { tx in
            try tx.first("SELECT id FROM products WHERE sku = $1", sku) { try $0.get(0, as: Int64.self) } ?? 0
        }
    }

    /// Puts a product into a category that is made with all above it.
    /// - Parameter path: names from the root down.
    func add(_ sku: String, price: Int64, in path: [String]) async throws {
        try await shop.files.store.write { tx in
            var catalog = try CatalogWriter(in: tx)
            let money = Money(price, try Self.currency())
            let draft = ProductDraft(sku: sku, name: sku, price: money, categories: [path], stock: .units(1000))
            _ = try catalog.save(draft, in: tx, at: TestClock().now)
        }
    }

    func category(_ slug: String) async throws -> Int64 {
        try await shop.files.store.read { tx in
            try tx.first("SELECT id FROM product_categories WHERE slug = $1", slug) { row in
                try row.get(0, as: Int64.self)
            } ?? 0
        }
    }

    func register(_ email: String) async throws -> User {
        let new = try NewUser(email: try Email(email), passwordHash: "x")
        return try await shop.kernel.write(as: .guest) { tx, context in
            try CustomerStore.register(new, in: tx, context)
        }
    }

    /// Tells the plugin what has happened: transactions of other tests hold that up.
    func tell() async throws {
        if shop.files.store.engine == .postgres {
            try await wait(for: "the feed to be settled") {
                try await shop.number(
                    "SELECT COUNT(*) FROM outbox WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
                ) == 0
            }
        }
        try await EventTelling(shop.kernel, log: shop.log.logger).tellIfDue()
    }

    /// Runs every job that is due.
    func runJobs() async throws {
        let runner = JobRunner(shop.kernel, log: shop.log.logger)
        while let run = try await runner.next() { await runner.perform(run) }
    }

    private static func currency() throws -> Currency {
        guard let currency = Currency("USD") else { throw KernelError.notFound("currency USD") }
        return currency
    }
}
