import TotemDelivery
import TotemKernel
import TotemStore
import TotemTesting

/// A shop with Segments on.
struct SegmentShop {
    let shop: PluginShop

    static func open() async throws -> SegmentShop {
        let shop = try await PluginShop.open()
        try PluginFixtures.assemble("Segments", library: "Segments", into: shop.folder)
        try await shop.enable("segments")
        return SegmentShop(shop: shop)
    }

    // MARK: - Customers

    @discardableResult
    func customer(_ email: String, country: String? = nil) async throws -> User.ID {
        let new = try NewUser(email: try Email(email), passwordHash: "x", firstName: "Ada", lastName: email)
        let user = try await shop.kernel.write(as: .guest) { tx, context in
            try CustomerStore.register(new, in: tx, context)
        }
        if let country {
            let address = try Address(addressLine1: "1", city: "X", postalCode: "12345", country: country)
            try await shop.kernel.write(as: .user(user.id, roles: [.customer])) { tx, _ in
                _ = try AddressStore.add(address, kind: .shipping, isDefault: true, to: user.id, in: tx)
            }
        }
        return user.id
    }

    @discardableResult
    func buy(_ user: User.ID, _ lines: [(sku: String, quantity: Int64)] = [("POT-1", 1)]) async throws -> Order {
        let actor = TotemKernel.Actor.user(user, roles: [.customer])
        return try await shop.order(try await shop.cart(lines, by: actor).token, by: actor)
    }

    // MARK: - Segments

    /// - Returns: the answer of the new segment.
    @discardableResult
    func add(_ name: String, _ criteria: JSONValue) async throws -> TestResponse {
        try await send("POST", "/", ["name": .string(name), "criteria": criteria])
    }

    func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        query: [String: String] = [:],
        by actor: TotemKernel.Actor = .system
    ) async throws -> TestResponse {
        try await shop.send(method, path, of: "segments", body, query: query, by: actor)
    }

    /// Customers by the beginnings of their e-mails: `ada@example.com` is `ada`.
    func members(_ id: Int64) async throws -> [String] {
        let page = try await send("GET", "/\(id)/members", query: ["limit": "100"])
        return page["data"].elements.compactMap { $0["email"]?.text?.split(separator: "@").first.map(String.init) }
            .sorted()
    }

    /// The same of criteria that are kept nowhere.
    func found(_ criteria: JSONValue) async throws -> [String] {
        let answer = try await send("POST", "/preview", ["criteria": criteria])
        let names = answer["sample"].elements.compactMap {
            $0["email"]?.text?.split(separator: "@").first.map(String.init)
        }
        guard answer["count"].integer == Int64(names.count) else {
            throw KernelError.notFound("a sample of \(answer["count"])")
        }
        return names.sorted()
    }

    // MARK: - What happens after a commit

    /// Tells plugins what there is to tell, and runs every job that is due.
    func settle() async throws {
        if shop.files.store.engine == .postgres {
            try await wait(for: "the feed to be settled") {
                try await shop.number(
                    "SELECT COUNT(*) FROM outbox WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
                ) == 0
            }
        }
        try await EventTelling(shop.kernel, log: shop.log.logger).tellIfDue()
        try await runJobs()
    }

    func runJobs() async throws {
        let runner = JobRunner(shop.kernel, log: shop.log.logger)
        while let run = try await runner.next() { await runner.perform(run) }
    }
}
