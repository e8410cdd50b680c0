import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram

struct ServiceCall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Call a service of a plugin that is on, and print its result.",
        discussion: """
            totem call loyalty.points_for 1999 EUR

            The service's signature says what its arguments are: whole numbers, numbers, true or false, texts, or JSON. It runs \
            in a transaction of its own, as over HTTP. Negative numbers go behind --.
            """
    )

    @Argument(help: ArgumentHelp("PLUGIN.SERVICE, such as loyalty.points_for.", valueName: "service")) var name: String
    @Argument(help: "As many as the service takes.") var arguments: [ComposedText] = []
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        let result = try await store.withNode(.changing, plugins: plugins, runsPlugins: true) { node in
            try await node.kernel.write(as: .system) { tx, context in
                let service = try context.hooks.service(name)
                return try service.call(try service.arguments(from: arguments.map(\.text)), in: HookCall(tx, context))
            }
        }
        switch result {
        case .null: break
        case .string(let text): Output.line(text)
        default: Output.line(result.text())
        }
    }
}
