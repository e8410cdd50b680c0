import ArgumentParser
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram

struct PluginHooks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hooks",
        abstract: "Who runs for each hook, in order.",
        discussion: """
            A lower priority runs earlier; plugins of one priority run by name. How long they take is told by the daemon \
            that runs them, at GET /metrics.
            """
    )

    @Argument(help: "Only this hook, such as cart.discounts.") var hook: String?
    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        try await store.withNode(.changing, plugins: plugins, runsPlugins: true) { node in
            let known = PluginHost.hookNames
            guard hook.map(known.contains) ?? true else {
                throw Failure("'\(hook ?? "")' is no hook; there are \(known.joined(separator: ", "))")
            }
            let order = node.plugins.hookOrder().filter { hook == nil || $0.hook == hook }
            rows.show(
                ["hook", "position", "plugin", "priority", "fail", "budget_ms"],
                order.enumerated().map { index, place in
                    let first = order.firstIndex { $0.hook == place.hook } ?? 0
                    return [
                        .string(place.hook), .integer(Int64(index - first + 1)), .string(place.plugin),
                        .integer(Int64(place.priority)), .string(place.failsOpen ? "open" : "closed"),
                        .integer(place.budgetMilliseconds),
                    ]
                }
            )
        }
    }
}
