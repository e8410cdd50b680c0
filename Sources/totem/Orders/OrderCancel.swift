import ArgumentParser
import TotemKernel
import TotemProgram

struct OrderCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancel an order of which nothing was shipped: stock and money go back."
    )

    @OptionGroup var order: OrderOptions
    @Option(help: "Why.") var comment: ComposedText?
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        try await order.change(plugins) { order, tx, context in
            try OrderTransitions.move(order.id, to: .cancelled, comment: comment?.text ?? "", in: tx, context)
        }
    }
}
