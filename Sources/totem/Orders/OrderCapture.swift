import ArgumentParser
import TotemKernel
import TotemProgram

struct OrderCapture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Take the money that is authorized, or a part of it."
    )

    @OptionGroup var order: OrderOptions
    @Option(help: ArgumentHelp("Of one payment only.", valueName: "id")) var payment: Payment.ID?
    @Option(help: ArgumentHelp("How much, such as 19.99; all where it is left out.", valueName: "amount"))
    var amount: String?
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        try await order.change(plugins) { order, tx, context in
            let open = order.payments.filter { $0.open.amount > 0 }
            let payments = payment.map { [$0] } ?? open.map(\.id)
            guard !payments.isEmpty else {
                throw Failure("nothing of order \(order.number) is authorized that could be captured")
            }
            guard amount == nil || payments.count == 1 else {
                throw Failure("say with --payment which one: \(payments.map(\.description).joined(separator: ", "))")
            }
            let part = try amount.map { try Money(decimal: $0, order.currency, "--amount") }
            var captured = order
            for id in payments {
                captured = try OrderPayments.capture(id, of: order.id, amount: part, in: tx, context)
            }
            return captured
        }
    }
}
