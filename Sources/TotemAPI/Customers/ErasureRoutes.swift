import TotemKernel

/// What a customer may ask the shop for: one's data, and to be forgotten.
func addErasureRoutes(to routes: inout Routes) {
    routes.add(
        .get(
            "/v1/customers/{customer}/export",
            "Everything that is kept about a customer, with the orders made as a guest with the same e-mail",
            for: .storeManager,
            answering: CustomerDataAnswer.schema
        )
    ) { request in
        let id: User.ID = try request.id("customer", of: "customer")
        return .json(
            try await request.read { tx, context in
                CustomerDataAnswer(try CustomerStore.data(of: id, in: tx, context), for: context.actor)
            }
        )
    }
    routes.add(
        .delete(
            "/v1/customers/{customer}",
            "Erase a customer. Orders stay and name nobody any more, those made as a guest with the same e-mail too",
            for: .storeManager
        )
    ) { request in
        let id: User.ID = try request.id("customer", of: "customer")
        if let kept = try await request.keptAnswer(comparing: request.body) { return kept }
        try await request.kernel.prepareErasure(of: id, request.context)
        return try await request.change { tx, context in
            try CustomerErasure.finish(id, in: tx, context)
            return .noContent
        }
    }
}
