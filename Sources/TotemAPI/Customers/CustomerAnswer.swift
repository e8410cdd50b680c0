package import TotemKernel

/// A customer as the shop's staff see one.
package struct CustomerAnswer: JSONWritable, Sendable {
    static let schema = Schema.named("Customer", .object(members))
    /// The same with the newest orders.
    static let detailSchema = Schema.named(
        "CustomerWithOrders",
        .object(members.merging(["orders": .list(OrderAnswer.schema)]) { one, _ in one })
    )

    private static let members: [String: Schema] = [
        "id": .id, "email": .email, "first_name": .text, "last_name": .text, "phone_number": .text.orNull,
        "is_active": .boolean, "roles": .list(.choice(Role.self)), "metadata": .any,
        "orders_count": Schema.integer.described("orders that are neither pending nor cancelled"),
        "orders_total": Money.schema.described("of those that are in the store's currency"),
        "last_order_at": .time.orNull, "extensions": .map(.any), "created_at": .time, "updated_at": .time,
    ]

    package let customer: Customer
    let orders: [OrderAnswer]?

    package init(customer: Customer, orders: [OrderAnswer]? = nil) {
        self.customer = customer
        self.orders = orders
    }

    package func write(to json: inout JSONWriter) {
        let user = customer.user
        json.object { json in
            json.member("id", user.id)
            json.member("email", user.email)
            json.member("first_name", user.firstName)
            json.member("last_name", user.lastName)
            json.member("phone_number", user.phoneNumber)
            json.member("is_active", user.isActive)
            json.member("roles", Role.allCases.filter(user.roles.contains).map(\.rawValue))
            json.member("metadata", user.metadata ?? .object([:]))
            json.member("orders_count", customer.ordersCount)
            json.member("orders_total", customer.ordersTotal)
            json.member("last_order_at", customer.lastOrderAt)
            json.member("extensions", customer.extensions)
            if let orders { json.member("orders", orders) }
            json.member("created_at", user.createdAt)
            json.member("updated_at", user.updatedAt)
        }
    }
}
