import TotemKernel

/// What plugins and clients keep on things of the shop, each under its own name.
func addMetadataRoutes(to routes: inout Routes) {
    routes.add(
        .put(
            "/v1/orders/{order}/metadata/{name}",
            "Keep JSON on an order; null takes it away",
            for: .staff,
            taking: metadata,
            answering: OrderAnswer.schema
        )
    ) { request in
        let id: Order.ID = try request.id("order", of: "order")
        let name = try request.parameter("name")
        let value = try request.json(JSONValue.self)
        return try await request.change { tx, context in
            .json(OrderAnswer(try OrderMetadata.put(value, named: name, on: id, in: tx, context), for: context.actor))
        }
    }
    routes.add(
        .put(
            "/v1/carts/{cart}/metadata/{name}",
            "Keep JSON on a cart; null takes it away",
            taking: metadata,
            answering: Cart.schema
        )
    ) { request in
        let token = try request.parameter("cart")
        let name = try request.parameter("name")
        let value = try request.json(JSONValue.self)
        return try await request.change { tx, context in
            try CartStore.change(token, in: tx, context) { details in
                details.metadata = try Metadata.put(value, named: name, into: details.metadata)
            }.answer
        }
    }
}

private let metadata = Schema.any.described("any JSON of at most \(Metadata.largestValue) bytes")
