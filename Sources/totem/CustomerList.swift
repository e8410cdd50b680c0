import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode

struct CustomerList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Customers, newest first, or those that are looked for."
    )

    @Argument(help: "The beginning of an e-mail or of a name.") var text: String?
    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        let text = text
        try await store.withNode(.reading) { node in
            let context = node.kernel.context(for: .system)
            let customers = try await node.kernel.everything { page, tx in
                try CustomerStore.list(matching: text, page, in: tx, context)
            }
            rows.show(
                [
                    "id", "email", "first_name", "last_name", "is_active", "orders_count", "orders_total",
                    "last_order_at",
                ],
                customers.map { CustomerAnswer(customer: $0) }
            ) { answer in
                let customer = answer.customer
                return [
                    .integer(customer.user.id.value), .string(customer.user.email), .string(customer.user.firstName),
                    .string(customer.user.lastName), .boolean(customer.user.isActive),
                    .integer(Int64(customer.ordersCount)), .string(customer.ordersTotal.formatted),
                    customer.lastOrderAt.map { .string($0.description) } ?? .null,
                ]
            }
        }
    }
}
