import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

/// What every command about one order takes.
struct OrderOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Its number, or its id.", valueName: "order")) var name: String
    @Flag(help: "Print the order as GET /v1/orders/{id} answers it.") var json = false
    @OptionGroup var store: StoreOption

    /// The order that is meant.
    func find(in tx: Transaction, _ context: RequestContext) throws -> Order {
        do {
            return try OrderStore.get(number: name, in: tx, context)
        } catch let error as KernelError where error.kind == .notFound {
            guard let id = Order.ID(canonical: name) else { throw error }
            return try OrderStore.get(id, in: tx, context)
        }
    }

    /// Changes the order, and says how it is then.
    func change(
        _ plugins: PluginsOption,
        _ body: @escaping @Sendable (Order, Transaction, RequestContext) throws -> Order
    ) async throws {
        let order = try await store.withNode(.changing, plugins: plugins, runsPlugins: true) { node in
            try await node.kernel.write(as: .system) { tx, context in
                try body(try find(in: tx, context), tx, context).extended(in: tx, context)
            }
        }
        show(order) { order in
            let states = [order.status.rawValue, order.paymentStatus.rawValue, order.fulfilmentStatus.rawValue]
            Output.line("Order \(order.number) is \(states.joined(separator: ", ")).")
        }
    }

    func show(_ order: Order, _ text: (Order) -> Void) {
        guard json else { return text(order) }
        Output.line(String(decoding: JSONWriter.encode(OrderAnswer(order, for: .system)), as: UTF8.self))
    }
}

/// Units of a line: `KIT-121=2`, by its SKU or its id.
struct LineUnits: ExpressibleByArgument, Sendable {
    private let name: String
    let quantity: Quantity

    init?(argument: String) {
        guard let sign = argument.lastIndex(of: "="),
            let number = Int64(canonical: argument[argument.index(after: sign)...]),
            let quantity = try? Quantity(number), sign > argument.startIndex
        else { return nil }
        name = String(argument[..<sign])
        self.quantity = quantity
    }

    /// - Throws: ``Failure`` that names the lines that there are.
    func line(of order: Order) throws -> OrderItem.ID {
        let named = order.items.filter { $0.sku == name }
        if named.count == 1 { return named[0].id }
        if let id = OrderItem.ID(canonical: name), order.items.contains(where: { $0.id == id }) { return id }
        let lines = order.items.map { "\($0.sku) (\($0.id))" }.joined(separator: ", ")
        throw Failure(
            named.isEmpty
                ? "'\(name)' is no line of order \(order.number); its lines are \(lines)"
                : "several lines of order \(order.number) are '\(name)'; name one by its id: \(lines)"
        )
    }
}
