import TotemKernel
import TotemStore

/// Products: everybody reads what is on sale, staff everything, store managers write.
func addProductRoutes(to routes: inout Routes) {
    routes.add(
        .list(
            "/v1/products",
            "Products on sale; staff see all",
            query: ProductListFilter.schema,
            answering: ProductPageAnswer.schema
        )
    ) { request in
        let query = try request.query()
        let page = try query.page()
        let sort = try query.choice("sort", as: ProductSort.self) ?? (query["q"] == nil ? .id : .relevance)
        let facets = try query.list("facets").map { name throws(KernelError) in try ProductFacets.Field(name) }
        let filter = try ProductListFilter(query, for: request.actor)
        return try await request.shared(whenSearching: filter.hasWords || !facets.isEmpty) {
            let byPlugins = try await request.foundByPlugins(filter, sort, page)
            return .json(
                try await request.read { tx, context in
                    let filter = try filter.resolved(in: tx)
                    let found =
                        try byPlugins.map { try ProductStore.page(of: $0, filter, facets: facets, in: tx) }
                        ?? ProductStore.search(filter, by: sort, facets: facets, page, in: tx)
                    return try ProductPageAnswer(
                        try ListedPrices.resolve(found.page.items, in: tx, context),
                        found,
                        in: tx,
                        context
                    )
                }
            )
        }
    }
    routes.add(.get(API.productPath, "A product", answering: ProductAnswer.schema).ifChanged) { request in
        let id: Product.ID = try request.id("product", of: "product")
        return try await request.product(.id(id), "product \(id)") { tx in try ProductStore.find(id, in: tx) }
    }
    routes.add(.get("/v1/products/by-slug/{slug}", "A product by its slug", answering: ProductAnswer.schema).ifChanged)
    { request in
        let slug = try request.parameter("slug")
        return try await request.product(.slug(slug), "product '\(slug)'") { tx in
            try ProductStore.find(slug: slug, in: tx)
        }
    }
    routes.add(
        .get("/v1/products/by-sku/{sku}", "A product by its or a variant's SKU", answering: ProductAnswer.schema)
            .ifChanged
    ) { request in
        let sku = try request.parameter("sku")
        return try await request.product(.sku(sku), "product with the SKU '\(sku)'") { tx in
            try ProductStore.find(sku: sku, in: tx)
        }
    }
    addProductEditingRoutes(to: &routes)
}

private func addProductEditingRoutes(to routes: inout Routes) {
    routes.add(
        .create(
            "/v1/products",
            "Add a product",
            for: .storeManager,
            taking: ProductBody.schema,
            answering: ProductAnswer.schema
        )
    ) { request in
        let body = try request.json(ProductBody.self)
        return try await request.change { tx, context in
            let product = try ProductStore.create(body.draft(in: tx), in: HookCall(tx, context))
                .extended(in: tx, context)
            return ProductAnswer(product, for: context.actor).answer.created(at: "/v1/products/\(product.id)")
        }
    }
    routes.add(
        .patch(
            "/v1/products/{product}",
            "Change a product",
            for: .storeManager,
            taking: ProductBody.changeSchema,
            answering: ProductAnswer.schema
        ).ifMatching
    ) { request in
        let id: Product.ID = try request.id("product", of: "product")
        let versions = try request.expectedVersions(of: "\(id)")
        let body = try request.json(ProductBody.self)
        return try await request.change { tx, context in
            let product = try ProductStore.update(id, ifVersion: versions, in: HookCall(tx, context)) { draft in
                try body.apply(to: &draft, in: tx)
            }.extended(in: tx, context)
            return ProductAnswer(product, for: context.actor).answer
        }
    }
    routes.add(.delete("/v1/products/{product}", "Delete a product", for: .storeManager).ifMatching) { request in
        let id: Product.ID = try request.id("product", of: "product")
        let versions = try request.expectedVersions(of: "\(id)")
        return try await request.change { tx, _ in
            try ProductStore.delete(id, ifVersion: versions, in: tx)
            return .noContent
        }
    }
}

extension APIRequest {
    /// Answers with one product, from the cache when it is there.
    fileprivate func product(
        _ name: ProductCache.Name,
        _ what: @autoclosure () -> String,
        _ find: @escaping @Sendable (Transaction) throws -> Product?
    ) async throws -> Answer {
        let isStaff = actor.holds(.staff)
        guard !ListedPrices.depend(on: context) else {
            let found = try await read { tx, context in
                guard let product = try find(tx), product.isActive else { return [Product]() }
                return try ListedPrices.resolve([product], in: tx, context).extended(in: tx, context)
            }
            guard let product = found.first else { throw KernelError.notFound(what()) }
            return unlessKnown(ProductAnswer(product, for: actor).answer.encoded())
        }
        let cache = api.products
        let audiences = try await audiences()
        let known = cache.answer(
            name,
            isStaff: isStaff,
            audiences: audiences,
            by: context.hooks.hears(ViewExtend.self) ? context.hooks : nil,
            at: kernel.clock.uptime
        )
        if let known { return unlessKnown(known) }
        let ticket = cache.ticket()
        let product = try await read { tx, context in
            // What is not to be seen is not asked about.
            guard let product = try find(tx), product.isActive || isStaff else { return Product?.none }
            return try product.extended(in: tx, context)
        }
        guard let product else { throw KernelError.notFound(what()) }
        let answer = ProductAnswer(product, for: actor).answer.encoded()
        cache.keep(
            answer,
            of: product.id,
            in: product.categories.map(\.id),
            for: name,
            isStaff: isStaff,
            audiences: audiences,
            ticket,
            at: kernel.clock.uptime
        )
        return unlessKnown(answer)
    }
}

extension APIRequest {
    /// The answer to a list of products: others' who ask for the same at this moment, when it costs a search, and who asks
    /// makes no difference.
    fileprivate func shared(
        whenSearching isSearch: Bool,
        _ find: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let hooks = context.hooks
        guard isSearch, !ListedPrices.depend(on: context), !hooks.hears(RequestAudiences.self),
            hooks.plugins(asking: ProductsSought.self).isEmpty
        else { return try await find() }
        let question = SharedSearches.Question(
            target: target,
            isStaff: actor.holds(.staff),
            hooks: ObjectIdentifier(hooks)
        )
        return try await api.searches.begin(question) { try await find().encoded() }.value
    }

    /// What plugins have found; nil where the store's own search is used.
    fileprivate func foundByPlugins(
        _ filter: ProductListFilter,
        _ sort: ProductSort,
        _ page: PageRequest
    ) async throws -> FoundPage? {
        guard filter.hasWords, !context.hooks.plugins(asking: ProductsSought.self).isEmpty else { return nil }
        let checked = try await read { tx, _ in
            let filter = try filter.resolved(in: tx)
            try filter.check(in: tx)
            return filter
        }
        return try await checked.foundByPlugins(sort, page, context)
    }

    /// What plugins add to a product may depend on them.
    private func audiences() async throws -> [String] {
        guard context.hooks.hears(RequestAudiences.self) else { return [] }
        return try await read { tx, context in try context.audiences(in: tx) }
    }
}

/// The filters of a list, as the query string has them.
private struct ProductListFilter: Sendable {
    private static let attributePrefix = "attribute."
    private var filter: ProductFilter
    private let category: String?

    static let schema: [String: Schema] = [
        "q": Schema.filledText.adding(["maxLength": .integer(Int64(ProductFilter.longestWords))]).described(
            "words of names, SKUs and attributes, at most \(ProductFilter.largestWordCount); the last may be begun only"
        ),
        "category": .text.described("slug or id; with all below it"),
        "attribute.{name}": .text.described("attribute.color=red"),
        "min_price": price.described("minor units, of something that can be bought"), "max_price": price,
        "sort": .choice(ProductSort.self).described("relevance with q, else id"),
        "facets": facets.described("counted in the answer: category and attribute.NAME, with commas between them"),
        "is_active": .boolean.described("for staff"),
    ]

    private static let price = Schema.integer(0...Int64.max)
    private static let facet = "(category|attribute\\.[^,\\u0000]+)"
    private static let facets = Schema.text.adding([
        "pattern": .string("^\(facet)(,\(facet)){0,\(ProductFacets.largestFieldCount - 1)}$")
    ])

    init(_ query: Query, for actor: TotemKernel.Actor) throws(KernelError) {
        var attributes: [String: String] = [:]
        let prefix = Self.attributePrefix.utf8
        for (name, value) in query.items where name.utf8.starts(with: prefix) {
            attributes[String(decoding: name.utf8.dropFirst(prefix.count), as: UTF8.self)] = value
        }
        category = query["category"]
        let isActive = try query.boolean("is_active")
        if isActive == false { try actor.require(.staff) }
        filter = ProductFilter(
            words: query["q"],
            attributes: attributes,
            minPrice: try query.integer("min_price"),
            maxPrice: try query.integer("max_price"),
            isActive: actor.holds(.staff) ? isActive : true
        )
    }

    var hasWords: Bool { filter.words != nil }

    /// With the category, which is named by its slug or its id. A slug may look like a number: `2024`, `01`.
    func resolved(in tx: Transaction) throws -> ProductFilter {
        guard let category else { return filter }
        var filter = filter
        filter.category =
            try CategoryStore.find(slug: category, in: tx)?.id ?? Identifier(canonical: category)
        guard filter.category != nil else {
            throw KernelError.invalid("category", "must be the slug or the id of a category, not '\(category)'")
        }
        return filter
    }
}
