import ArgumentParser
import TotemKernel
import TotemProgram

struct OrderShip: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ship",
        abstract: "Tell that goods of an order were sent: all that are left, or some."
    )

    @OptionGroup var order: OrderOptions
    @Option(help: ArgumentHelp("Units of a line, by SKU or id: KIT-121=2.", valueName: "line=units"))
    var item: [LineUnits] = []
    @Option(help: "Who carries it.") var carrier: ComposedText?
    @Option(help: "How the carrier calls it.") var trackingNumber: ComposedText?
    @Option(help: ArgumentHelp("Where its buyer can follow it.", valueName: "url")) var trackingUrl: String?
    @Option(help: ArgumentHelp("Where it comes from.", valueName: "id")) var warehouse: Warehouse.ID?
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        let tracking = try Tracking(carrier: carrier?.text, number: trackingNumber?.text, url: trackingUrl)
        try await order.change(plugins) { order, tx, context in
            let items = try item.map { FulfilmentItem(itemID: try $0.line(of: order), quantity: $0.quantity) }
            let fulfilment = try NewFulfilment(
                items: items.isEmpty ? nil : items,
                warehouseID: warehouse,
                tracking: tracking
            )
            return try OrderFulfilments.create(fulfilment, of: order.id, in: tx, context).order
        }
    }
}
