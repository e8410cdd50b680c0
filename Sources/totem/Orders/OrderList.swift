import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemProgram

struct OrderList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Orders, newest first.")

    @Option(help: "pending, open, completed or cancelled.") var status: OrderStatus?
    @Option(help: "Such as authorized, paid or refunded.") var paymentStatus: OrderPaymentStatus?
    @Option(help: "unfulfilled, partially_fulfilled, fulfilled or delivered.") var fulfilmentStatus: FulfilmentStatus?
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("A number, or the beginning of an e-mail address or a name.", valueName: "words")
    )
    var query: String?
    @Option(help: "How many at most.") var limit: Int = 20
    @Flag(help: "Print an array of orders as GET /v1/orders answers them.") var json = false
    @OptionGroup var store: StoreOption

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be 1 or more") }
    }

    func run() async throws {
        let orders = try await store.withNode(.reading) { node in
            try await node.kernel.read(as: .system) { tx, context in
                let filter = OrderFilter(
                    status: status,
                    paymentStatus: paymentStatus,
                    fulfilmentStatus: fulfilmentStatus,
                    words: query
                )
                var found: [Order] = []
                var cursor: String?
                repeat {
                    let size = min(limit - found.count, PageRequest.largestLimit)
                    let page = try OrderStore.list(filter, PageRequest(limit: size, cursor: cursor), in: tx, context)
                    found += page.items
                    cursor = page.nextCursor
                } while cursor != nil && found.count < limit
                return found
            }
        }
        guard !json else {
            let answers = orders.map { OrderAnswer($0, for: .system) }
            return Output.line(String(decoding: JSONWriter.encode(answers), as: UTF8.self))
        }
        RowsOption.showTable(
            ["number", "created_at", "status", "payment", "fulfilment", "email", "total"],
            orders.map { order in
                [
                    .string(order.number), .string(order.createdAt.description), .string(order.status.rawValue),
                    .string(order.paymentStatus.rawValue), .string(order.fulfilmentStatus.rawValue),
                    order.email.map(JSONValue.string) ?? .null, .string(order.totals.total.formatted),
                ]
            }
        )
    }
}
