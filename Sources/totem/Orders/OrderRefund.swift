import ArgumentParser
import TotemKernel
import TotemProgram

struct OrderRefund: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refund",
        abstract: "Give money back: an amount, or what units of lines and shipping come to.",
        discussion: "Units of lines go back to the stock that they came from, but with --no-restock."
    )

    @OptionGroup var order: OrderOptions
    @Option(help: ArgumentHelp("Money alone, such as 19.99.", valueName: "amount")) var amount: String?
    @Option(help: ArgumentHelp("Units of a line, by SKU or id: KIT-121=2.", valueName: "line=units"))
    var item: [LineUnits] = []
    @Option(help: ArgumentHelp("Of what was paid for shipping, such as 4.90.", valueName: "amount")) var shipping:
        String?
    @Flag(help: "The goods can't be sold any more.") var noRestock = false
    @Option(help: "Why, for the buyer.") var reason: ComposedText?
    @OptionGroup var plugins: PluginsOption

    func validate() throws {
        guard amount != nil || !item.isEmpty || shipping != nil else {
            throw ValidationError("Say what is given back: --amount, --item or --shipping")
        }
    }

    func run() async throws {
        try await order.change(plugins) { order, tx, context in
            let items = try item.map { units in
                RefundRequest.Item(id: try units.line(of: order), quantity: units.quantity, restock: !noRestock)
            }
            let request = try RefundRequest(
                amount: try amount.map { try Money(decimal: $0, order.currency, "--amount") },
                items: items,
                shipping: try shipping.map { try Money(decimal: $0, order.currency, "--shipping") },
                reason: reason?.text ?? ""
            )
            return try OrderRefunds.refund(request, of: order.id, in: tx, context).order
        }
    }
}
