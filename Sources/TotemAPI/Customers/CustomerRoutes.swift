import TotemKernel
import TotemStore

/// Customers, for the shop's staff.
func addCustomerRoutes(to routes: inout Routes) {
    let search = Schema.text.described("the beginning of an e-mail or of a name, in small or capital letters")
    routes.add(
        .list(
            "/v1/customers",
            "Customers, newest first; with q in the order of what it found",
            for: .staff,
            query: ["q": search],
            of: CustomerAnswer.schema
        )
    ) { request in
        let query = try request.query()
        let page = try query.page()
        let text = query["q"]
        return .json(
            try await request.read { tx, context in
                try CustomerStore.list(matching: text, page, in: tx, context).extended(in: tx, context).map {
                    CustomerAnswer(customer: $0)
                }
            }
        )
    }
    routes.add(
        .get(
            "/v1/customers/{customer}",
            "A customer, with the newest \(CustomerStore.shownOrders) orders",
            for: .staff,
            answering: CustomerAnswer.detailSchema
        )
    ) { request in
        let id: User.ID = try request.id("customer", of: "customer")
        return .json(
            try await request.read { tx, context in
                let found = try CustomerStore.getWithOrders(id, in: tx, context)
                let orders = try found.orders.extended(in: tx, context).map { OrderAnswer($0, for: context.actor) }
                return CustomerAnswer(customer: try found.customer.extended(in: tx, context), orders: orders)
            }
        )
    }
    routes.add(
        .patch(
            "/v1/customers/{customer}",
            "Let a customer log in, or not any more, which ends every session at once",
            for: .storeManager,
            taking: CustomerBody.schema,
            answering: CustomerAnswer.schema
        )
    ) { request in
        let id: User.ID = try request.id("customer", of: "customer")
        let isActive = try request.json(CustomerBody.self).is_active
        return try await request.change { tx, context in
            let customer = try CustomerStore.setActive(isActive, id, in: tx, context)
            return .json(CustomerAnswer(customer: try customer.extended(in: tx, context)))
        }
    }
}

private struct CustomerBody: Decodable {
    let is_active: Bool

    static let schema = Schema.form(["is_active": .boolean])
}
