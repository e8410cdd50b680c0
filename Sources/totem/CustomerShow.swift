import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemProgram

struct CustomerShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "A customer, with the newest orders."
    )

    @Argument(help: "The customer's e-mail.") var email: String
    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        let email = try Email(email)
        try await store.withNode(.reading) { node in
            let (customer, orders) = try await node.kernel.read(as: .system) { tx, context in
                let id = try CustomerStore.id(of: email, in: tx, context)
                return try CustomerStore.getWithOrders(id, in: tx, context)
            }
            guard !rows.json else {
                let answers = orders.map { OrderAnswer($0, for: .system) }
                return Output.line(RowsOption.text(of: CustomerAnswer(customer: customer, orders: answers)))
            }
            show(customer)
            guard !orders.isEmpty else { return }
            Output.line("")
            rows.show(
                ["number", "created_at", "status", "payment", "fulfilment", "total"],
                orders.map { order in
                    [
                        .string(order.number), .string(order.createdAt.description), .string(order.status.rawValue),
                        .string(order.paymentStatus.rawValue), .string(order.fulfilmentStatus.rawValue),
                        .string(order.totals.total.formatted),
                    ]
                }
            )
        }
    }

    private func show(_ customer: Customer) {
        let user = customer.user
        let name = [user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        let lines = [
            ("id", user.id.description), ("email", user.email), ("name", name.isEmpty ? "-" : name),
            ("phone", user.phoneNumber ?? "-"), ("may log in", user.isActive ? "yes" : "no"),
            ("registered", user.createdAt.description), ("orders", String(customer.ordersCount)),
            ("orders came to", customer.ordersTotal.formatted),
        ]
        for (name, value) in lines {
            Output.line(name + String(repeating: " ", count: 16 - name.count) + value)
        }
    }
}
