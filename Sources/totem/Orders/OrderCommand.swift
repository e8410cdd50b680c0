import ArgumentParser

struct OrderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order",
        abstract: "Orders: look at them, capture their payments, ship, refund and cancel them.",
        discussion: """
            An order is named by its number, or by its id where no order has that number. What changes one runs the hooks of \
            the plugins that are on, as over HTTP.
            """,
        subcommands: [
            OrderList.self, OrderShow.self, OrderCapture.self, OrderShip.self, OrderRefund.self, OrderCancel.self,
        ]
    )
}
