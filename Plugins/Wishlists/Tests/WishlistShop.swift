import TotemDelivery
import TotemKernel
import TotemStore
import TotemTesting

/// A shop with Wishlists on, and customers.
struct WishlistShop {
    let shop: PluginShop

    static func open(_ settings: JSONValue = [:]) async throws -> WishlistShop {
        let shop = try await PluginShop.open()
        try PluginFixtures.assemble("Wishlists", library: "Wishlists", into: shop.folder)
        let lists = WishlistShop(shop: shop)
        try await lists.settle()
        try await shop.enable("wishlists", settings: settings)
        return lists
    }

    /// Registers somebody.
    func customer(_ name: String) async throws -> TotemKernel.Actor {
        let new = try NewUser(
            email: try Email("\(name.lowercased())@example.com"),
            passwordHash: "x",
            firstName: name,
            roles: [.customer]
        )
        let user = try await shop.kernel.write(as: .system) { tx, context in
            try CustomerStore.register(new, in: tx, context)
        }
        return .user(user.id, roles: [.customer])
    }

    func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        query: [String: String] = [:],
        by actor: TotemKernel.Actor
    ) async throws -> TestResponse {
        try await shop.send(method, path, of: "wishlists", body, query: query, by: actor)
    }

    /// A new list with some products on it.
    /// - Returns: its id.
    func list(_ name: String = "Kitchen", _ products: [Int64] = [], by actor: TotemKernel.Actor) async throws -> Int64 {
        let made = try await send("POST", "/", ["name": .string(name)], by: actor)
        guard let id = made["id"].integer else { throw KernelError.notFound("id in the answer") }
        for product in products { try await add(product, to: id, by: actor) }
        return id
    }

    /// - Returns: the new item's id.
    @discardableResult
    func add(_ product: Int64, to list: Int64, by actor: TotemKernel.Actor) async throws -> Int64 {
        let list = try await send("POST", "/\(list)/items", ["product_id": .integer(product)], by: actor)
        guard let id = list["items"].elements.last?["id"]?.integer else {
            throw KernelError.notFound("item in the answer")
        }
        return id
    }

    /// A product with a variant of each of these prices.
    func variants(_ sku: String, _ prices: [Int64], stock: Int64) async throws {
        try await shop.kernel.write(as: .system) { tx, context in
            guard let currency = Currency("USD") else { return }
            var catalog = try CatalogWriter(in: tx)
            let variants = prices.enumerated().map { index, price in
                VariantDraft(
                    sku: "\(sku)-\(index)",
                    price: Money(price, currency),
                    options: [.init("Size", .string("S\(index)"))],
                    stock: .units(stock)
                )
            }
            let draft = ProductDraft(sku: sku, name: sku, price: Money(prices[0], currency), variants: variants)
            _ = try catalog.save(draft, in: tx, at: context.now)
        }
    }

    /// Gives a product another price.
    func price(_ product: Int64, _ price: Int64) async throws {
        try await shop.kernel.write(as: .system) { tx, context in
            _ = try ProductStore.update(Product.ID(product), in: HookCall(tx, context)) { draft in
                draft.price = Money(price, draft.price.currency)
            }
        }
    }

    /// Sets what there is of a product.
    func stock(_ sku: String, _ quantity: Int64) async throws {
        try await shop.kernel.write(as: .system) { tx, context in
            let adjustment = StockAdjustment(sku: sku, warehouseID: nil, change: .to(quantity), reason: "counted")
            _ = try InventoryStore.adjust(adjustment, by: context.actor, in: tx, at: context.now)
        }
    }

    /// What somebody was told, the oldest first: kind, product and price.
    func notices(of actor: TotemKernel.Actor) async throws -> [String] {
        try await catchUp()
        let page = try await send("GET", "/notices", query: ["limit": "100"], by: actor)
        return page["data"].elements.reversed().map { notice in
            let price = notice["price"]?["amount"]?.integer ?? 0
            return "\(notice["kind"]?.text ?? "") \(notice["product_id"]?.integer ?? 0) \(price)"
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
