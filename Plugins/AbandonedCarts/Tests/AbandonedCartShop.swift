import TotemDelivery
import TotemKernel
import TotemStore
import TotemTesting

/// A shop with AbandonedCarts on, whose carts are left after an hour.
struct AbandonedCartShop {
    static let hour: Int64 = 3_600_000

    let shop: PluginShop

    static func open() async throws -> AbandonedCartShop {
        let shop = try await PluginShop.open()
        try PluginFixtures.assemble("AbandonedCarts", library: "AbandonedCarts", into: shop.folder)
        try await shop.enable("abandoned-carts")
        return AbandonedCartShop(shop: shop)
    }

    func customer(_ email: String) async throws -> User.ID {
        let new = try NewUser(email: try Email(email), passwordHash: "x", firstName: "Ada")
        return try await shop.kernel.write(as: .guest) { tx, context in
            try CustomerStore.register(new, in: tx, context).id
        }
    }

    func setEmail(_ email: String, of token: String) async throws {
        _ = try await shop.kernel.write(as: .guest) { tx, context in
            try CartStore.change(token, in: tx, context) { $0.email = try Email(email) }
        }
    }

    /// An hour passes, and the job looks.
    func find() async throws {
        shop.clock.advance(milliseconds: Self.hour)
        try await runJobs()
    }

    func runJobs() async throws {
        let runner = JobRunner(shop.kernel, log: shop.log.logger)
        while let run = try await runner.next() { await runner.perform(run) }
    }

    /// Tells plugins what there is to tell.
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

    func send(
        _ method: String,
        _ path: String,
        query: [String: String] = [:],
        by actor: TotemKernel.Actor = .system
    ) async throws -> TestResponse {
        try await shop.send(method, path, of: "abandoned-carts", query: query, by: actor)
    }

    /// Newest first.
    func list(recovered: Bool? = nil) async throws -> [JSONValue] {
        let query = recovered.map { ["recovered": $0 ? "true" : "false"] } ?? [:]
        return try await send("GET", "/", query: query)["data"].elements
    }

    /// By the link of an abandoned cart.
    func follow(_ cart: JSONValue, by actor: TotemKernel.Actor = .guest) async throws -> TestResponse {
        let link = cart["recovery_link"]?.text ?? ""
        let token = link.split(separator: "/").last.map(String.init) ?? ""
        return try await send("GET", "/recover/\(token)", by: actor)
    }
}
