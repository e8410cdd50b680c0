import TotemDelivery
import TotemKernel
import TotemStore
import TotemTesting

/// A shop with Reviews on, and customers.
struct ReviewShop {
    let shop: PluginShop

    /// - Parameter settings: beside a moderation that lets everything through, if they say nothing of it.
    static func open(_ settings: [String: JSONValue] = [:]) async throws -> ReviewShop {
        let shop = try await PluginShop.open()
        try PluginFixtures.assemble("Reviews", library: "Reviews", into: shop.folder)
        let reviews = ReviewShop(shop: shop)
        try await reviews.settle()
        try await shop.enable("reviews", settings: .object(["moderation": "none"].merging(settings) { $1 }))
        return reviews
    }

    func set(_ settings: [String: JSONValue]) async throws {
        try await shop.enable("reviews", settings: .object(settings))
    }

    /// Registers somebody.
    func customer(_ name: String, roles: Set<Role> = [.customer]) async throws -> TotemKernel.Actor {
        let new = try NewUser(
            email: try Email("\(name.lowercased())@example.com"),
            passwordHash: "x",
            firstName: name,
            roles: roles
        )
        let user = try await shop.kernel.write(as: .system) { tx, context in
            try CustomerStore.register(new, in: tx, context)
        }
        return .user(user.id, roles: roles)
    }

    /// Reviews a product.
    @discardableResult
    func post(
        _ rating: Int64,
        of product: Int64 = 1,
        _ more: [String: JSONValue] = [:],
        by actor: TotemKernel.Actor
    ) async throws -> TestResponse {
        let members: [String: JSONValue] = ["rating": .integer(rating), "content": "Holds water."]
        return try await send("POST", "/products/\(product)", .object(members.merging(more) { $1 }), by: actor)
    }

    func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        query: [String: String] = [:],
        by actor: TotemKernel.Actor = .guest
    ) async throws -> TestResponse {
        try await shop.send(method, path, of: "reviews", body, query: query, by: actor)
    }

    /// What the reviews of a product come to, as the product shows it.
    func shown(_ product: Int64 = 1) async throws -> JSONValue? {
        let products = try await shop.kernel.read(as: .guest) { tx, context in
            try ProductStore.list(ProductFilter(), by: .id, PageRequest(), in: tx).extended(in: tx, context).items
        }
        return products.first { $0.id.value == product }?.extensions["reviews"]
    }

    /// Whether the totals are what the reviews come to, counted anew.
    func totalsAreExact() async throws -> Bool {
        try await shop.number(
            """
            SELECT COUNT(*) FROM product_review_totals WHERE
              stars_1 + 2 * stars_2 + 3 * stars_3 + 4 * stars_4 + 5 * stars_5 <>
                (SELECT COALESCE(SUM(rating), 0) FROM product_reviews
                  WHERE product_reviews.product_id = product_review_totals.product_id AND status = 'approved')
              OR stars_1 + stars_2 + stars_3 + stars_4 + stars_5 <>
                (SELECT COUNT(*) FROM product_reviews
                  WHERE product_reviews.product_id = product_review_totals.product_id AND status = 'approved')
            """
        ) == 0
    }

    /// Buys a pot, which is paid.
    @discardableResult
    func buy(_ sku: String = "POT-1", isPaid: Bool = true, by actor: TotemKernel.Actor) async throws -> Order {
        let order = try await shop.order(try await shop.cart([(sku, 1)], by: actor).token, by: actor)
        return isPaid ? try await pay(order) : order
    }

    @discardableResult
    func pay(_ order: Order) async throws -> Order {
        try await shop.kernel.write(as: .system) { tx, context in
            try OrderPayments.capture(order.payments[0].id, of: order.id, amount: nil, in: tx, context)
        }
    }

    /// Tells the plugin what has happened, and runs the jobs that are due.
    func catchUp() async throws {
        try await settle()
        try await EventTelling(shop.kernel, log: shop.log.logger).tellIfDue()
        let jobs = JobRunner(shop.kernel, log: shop.log.logger)
        while let run = try await jobs.next() { await jobs.perform(run) }
    }

    /// Waits until all that has happened is settled: transactions of other tests hold that up.
    func settle() async throws {
        guard shop.files.store.engine == .postgres else { return }
        try await wait(for: "the feed to be settled") {
            try await shop.number(
                "SELECT COUNT(*) FROM outbox WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            ) == 0
        }
    }
}
