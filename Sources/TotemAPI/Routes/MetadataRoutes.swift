import TotemKernel
import TotemStore

/// What plugins and clients keep on things of the shop, each under its own name.
func addMetadataRoutes(to routes: inout Routes) {
    routes.add(
        .put(
            "/v1/orders/{order}/metadata/{name}",
            "Keep JSON on an order; null takes it away",
            for: .staff,
            taking: metadata,
            answering: OrderAnswer.schema
        ).naming("name", by: .text(Metadata.nameRule))
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let name = try request.parameter("name")
        let value = try request.json(JSONValue.self)
        return try await request.change { tx, context in
            let order = try OrderMetadata.put(value, named: name, on: id, in: tx, context)
            return .json(OrderAnswer(try order.extended(in: tx, context), for: context.actor))
        }
    }
    routes.add(
        .put(
            "/v1/carts/{cart}/metadata/{name}",
            "Keep JSON on a cart; null takes it away",
            taking: metadata,
            answering: Cart.schema
        ).naming("name", by: .text(Metadata.nameRule))
    ) { request in
        let token = try request.parameter("cart")
        let name = try request.parameter("name")
        let value = try request.json(JSONValue.self)
        return try await request.change { tx, context in
            try CartStore.change(token, in: tx, context) { details in
                details.metadata = try Metadata.put(value, named: name, into: details.metadata)
            }.answer(in: tx, context)
        }
    }
    addCatalogMetadataRoutes(to: &routes)
    routes.add(
        .put(
            "/v1/customers/{customer}/metadata/{name}",
            "Keep JSON on a customer; null takes it away",
            for: .staff,
            taking: metadata,
            answering: CustomerAnswer.schema
        ).naming("name", by: .text(Metadata.nameRule))
    ) { request in
        let id: User.ID = try request.id("customer", of: "customer")
        let name = try request.parameter("name")
        let value = try request.json(JSONValue.self)
        return try await request.change { tx, context in
            let customer = try CustomerStore.putMetadata(value, named: name, on: id, in: tx, context)
            return .json(CustomerAnswer(customer: try customer.extended(in: tx, context)))
        }
    }
}

private func addCatalogMetadataRoutes(to routes: inout Routes) {
    routes.add(
        .put(
            "/v1/products/{product}/metadata/{name}",
            "Keep JSON on a product, for everybody to see; null takes it away",
            for: .storeManager,
            taking: metadata,
            answering: ProductAnswer.schema
        ).naming("name", by: .text(Metadata.nameRule)).ifMatching
    ) { request in
        let id: Product.ID = try request.id("product", of: "product")
        let versions = try request.expectedVersions(of: "\(id)")
        let name = try request.parameter("name")
        let value = try request.json(JSONValue.self)
        return try await request.change { tx, context in
            let product = try ProductMetadata.put(
                value,
                named: name,
                on: id,
                ifVersion: versions,
                in: tx,
                at: context.now
            ).extended(in: tx, context)
            return ProductAnswer(product, for: context.actor).answer
        }
    }
    routes.add(
        .put(
            "/v1/variants/{variant}/metadata/{name}",
            "Keep JSON on a variant, for everybody to see; null takes it away",
            for: .storeManager,
            taking: metadata,
            answering: ProductVariant.schema
        ).naming("name", by: .text(Metadata.nameRule))
    ) { request in
        let id: ProductVariant.ID = try request.id("variant", of: "variant")
        let name = try request.parameter("name")
        let value = try request.json(JSONValue.self)
        return try await request.change { tx, context in
            .json(try ProductMetadata.put(value, named: name, on: id, in: tx, at: context.now))
        }
    }
}

private let metadata = Schema.json.described("any JSON of at most \(Metadata.largestValue) bytes")
