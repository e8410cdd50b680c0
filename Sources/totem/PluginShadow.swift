import ArgumentParser
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram

struct PluginShadow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shadow",
        abstract: "What a plugin, on or off, would have made of the newest orders.",
        discussion: """
            Each order is priced once more, with the lines, prices, codes, addresses and moment that it had. The plugin's \
            pricing hooks run as its folder and its settings have them now, while what other plugins made of the order stays as it \
            was; taxes are made anew where what is taxed has changed. Nothing is written: what the plugin needs for it, such as \
            its tables, is undone.
            """
    )

    @Argument(help: "The plugin's name.") var name: String
    @Option(help: "How many orders at most, from the newest back.") var orders: Int
    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func validate() throws {
        guard (1...ShadowPricing.largestCount).contains(orders) else {
            throw ValidationError("--orders must be from 1 to \(ShadowPricing.largestCount)")
        }
    }

    func run() async throws {
        let report = try await store.withNode(.changing, plugins: plugins, runsPlugins: true) { node in
            _ = try await node.plugin(named: name)
            return try await node.plugins.shadow(name, orders: orders)
        }
        guard !rows.json else { return rows.show(report.json(of: name)) }
        rows.show(
            ["order", "old_total", "new_total", "what_differs"],
            report.orders.map { order in
                [
                    .string(order.number), .string(order.old.total.formatted),
                    order.new.map { .string($0.total.formatted) } ?? .null,
                    .string(order.problem ?? order.changes.map(\.words).joined(separator: "; ")),
                ]
            }
        )
        for line in report.summary { Output.line(line) }
    }
}

extension ShadowedAmount {
    /// For people: `discount of loyalty "Gold" on POT-1: 0.00 EUR -> -1.00 EUR`.
    fileprivate var words: String {
        "\(kind.rawValue) of \(source) \"\(label)\"\(sku.map { " on \($0)" } ?? ""): \(old.formatted) -> \(new.formatted)"
    }

    fileprivate var json: JSONValue {
        .object([
            "kind": .string(kind.rawValue), "source": .string(source), "rule": rule.map(JSONValue.string) ?? .null,
            "label": .string(label), "sku": sku.map(JSONValue.string) ?? .null, "old": old.json, "new": new.json,
        ])
    }
}

extension ShadowReport {
    private var changed: [ShadowedOrder] { orders.filter(\.isChanged) }
    private var failed: [ShadowedOrder] { orders.filter { $0.problem != nil } }

    /// What the orders of each currency came to, and would come to, of those that could be priced.
    private var sums: [(old: Money, new: Money)] {
        var sums: [Currency: (old: Int64, new: Int64)] = [:]
        for order in orders {
            guard let new = order.new else { continue }
            let sum = sums[order.old.total.currency] ?? (0, 0)
            sums[order.old.total.currency] = (sum.old + order.old.total.amount, sum.new + new.total.amount)
        }
        return sums.sorted { $0.key.code < $1.key.code }.map { (Money($1.old, $0), Money($1.new, $0)) }
    }

    fileprivate var summary: [String] {
        ["\(changed.count) of \(orders.count) orders would differ, \(failed.count) can't be priced."]
            + sums.map { "All together: \($0.old.formatted) -> \($0.new.formatted)" }
    }

    fileprivate func json(of plugin: String) -> JSONValue {
        .object([
            "plugin": .string(plugin),
            "orders": .array(
                orders.map { order in
                    .object([
                        "id": .integer(order.id.value), "number": .string(order.number),
                        "old_total": order.old.total.json, "new_total": order.new?.total.json ?? .null,
                        "old_due": order.old.due.json, "new_due": order.new?.due.json ?? .null,
                        "changes": .array(order.changes.map(\.json)),
                        "problem": order.problem.map(JSONValue.string) ?? .null,
                    ])
                }
            ),
            "summary": .object([
                "orders": .integer(Int64(orders.count)), "changed": .integer(Int64(changed.count)),
                "failed": .integer(Int64(failed.count)),
                "totals": .array(sums.map { .object(["old": $0.old.json, "new": $0.new.json]) }),
            ]),
        ])
    }
}

extension Money {
    fileprivate var json: JSONValue { .object(["amount": .integer(amount), "currency": .string(currency.code)]) }
}
