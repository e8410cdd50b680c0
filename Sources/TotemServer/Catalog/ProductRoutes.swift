import TotemKernel
import TotemStore

/// Products: everybody reads what is on sale, staff everything, store managers write.
func addProductRoutes(to routes: Routes) {
    routes.get("/v1/products") { request in
        let query = try request.query()
        let page = try query.page()
        let sort = try query.choice("sort", as: ProductSort.self) ?? .id
        let filter = try ProductListFilter(query, isStaff: request.actor.holds(.staff))
        return .json(
            try await request.read { tx, context in
                try ProductStore.list(filter.resolved(in: tx), by: sort, page, in: tx)
                    .map { ProductAnswer($0, for: context.actor) }
            }
        )
    }
    routes.get("/v1/products/{product}") { request in
        let id: Product.ID = try request.id("product", of: "product")
        let cache = request.server.products
        let isStaff = request.actor.holds(.staff)
        if let answer = cache.answer(id, isStaff: isStaff, at: request.kernel.clock.uptime) {
            return request.unlessKnown(answer)
        }
        return try await request.product(named: nil, "product \(id)") { tx in try ProductStore.find(id, in: tx) }
    }
    routes.get("/v1/products/by-slug/{slug}") { request in
        let slug = try request.parameter("slug")
        return try await request.product(named: "slug:" + slug, "product '\(slug)'") { tx in
            try ProductStore.find(slug: slug, in: tx)
        }
    }
    routes.get("/v1/products/by-sku/{sku}") { request in
        let sku = try request.parameter("sku")
        return try await request.product(named: "sku:" + sku, "product with the SKU '\(sku)'") { tx in
            try ProductStore.find(sku: sku, in: tx)
        }
    }
    addProductEditingRoutes(to: routes)
}

private func addProductEditingRoutes(to routes: Routes) {
    routes.post("/v1/products") { request in
        let body = try request.json(ProductBody.self)
        return try await request.unsafe { tx, context in
            let product = try ProductStore.create(body.draft(in: tx), in: tx, at: context.now)
            let answer = ProductAnswer(product, for: context.actor)
            return .created(answer, at: "/v1/products/\(product.id)").with(answer.tag)
        }
    }
    routes.patch("/v1/products/{product}") { request in
        let id: Product.ID = try request.id("product", of: "product")
        let version = try request.expectedVersion()
        let body = try request.json(ProductBody.self)
        return try await request.unsafe { [cache = request.server.products] tx, context in
            let product = try ProductStore.update(id, ifVersion: version, in: tx, at: context.now) { draft in
                try body.apply(to: &draft, in: tx)
            }
            cache.evict([id], after: tx)
            let answer = ProductAnswer(product, for: context.actor)
            return .json(answer).with(answer.tag)
        }
    }
    routes.delete("/v1/products/{product}") { request in
        let id: Product.ID = try request.id("product", of: "product")
        let version = try request.expectedVersion()
        return try await request.unsafe { [cache = request.server.products] tx, _ in
            try ProductStore.delete(id, ifVersion: version, in: tx)
            cache.evict([id], after: tx)
            return .noContent
        }
    }
}

extension APIRequest {
    /// Answers with one product, from the cache when it is there.
    /// - Parameter name: what the cache knows it by, when that is not its id.
    fileprivate func product(
        named name: String?,
        _ what: String,
        _ find: @escaping @Sendable (Transaction) throws -> Product?
    ) async throws -> Answer {
        let isStaff = actor.holds(.staff)
        let cache = server.products
        if let name, let answer = cache.answer(named: name, isStaff: isStaff, at: kernel.clock.uptime) {
            return unlessKnown(answer)
        }
        let ticket = cache.ticket()
        let product = try await read { tx, _ in try find(tx) }
        guard let product, product.isActive || isStaff else { throw KernelError.notFound(what) }
        let value = ProductAnswer(product, for: actor)
        let answer = Answer.json(value).with(value.tag).encoded()
        cache.keep(answer, of: product.id, named: name, isStaff: isStaff, ticket, at: kernel.clock.uptime)
        return unlessKnown(answer)
    }
}

/// The filters of a list, as the query string has them.
private struct ProductListFilter: Sendable {
    private static let attributePrefix = "attribute."
    private var filter: ProductFilter
    private let category: String?

    init(_ query: Query, isStaff: Bool) throws(KernelError) {
        var attributes: [String: String] = [:]
        for (name, value) in query.items where name.hasPrefix(Self.attributePrefix) {
            attributes[String(name.dropFirst(Self.attributePrefix.count))] = value
        }
        category = query["category"]
        filter = ProductFilter(
            words: query["q"],
            attributes: attributes,
            minPrice: try query.integer("min_price"),
            maxPrice: try query.integer("max_price"),
            isActive: isStaff ? try query.boolean("is_active") : true
        )
    }

    /// With the category, which is named by its id or its slug.
    func resolved(in tx: Transaction) throws -> ProductFilter {
        guard let category else { return filter }
        var filter = filter
        filter.category = try Int64(category).map { Identifier($0) } ?? CategoryStore.find(slug: category, in: tx)?.id
        guard filter.category != nil else {
            throw KernelError.invalid("category", "must be the id or the slug of a category, not '\(category)'")
        }
        return filter
    }
}
