import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "What was sold and given back: by day, week or month, and by product.",
        discussion: """
            Days are those of UTC. An order counts when it was placed, unless it is pending or cancelled; a refund when it was \
            given.
            """,
        subcommands: [ReportSales.self, ReportProducts.self]
    )
}

/// The days of a report, and how its rows are printed.
struct ReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The first day, such as 2026-11-24.", valueName: "day")) var from: String?
    @Option(help: ArgumentHelp("The last day, which is part of it; else today.", valueName: "day")) var to: String?
    @Flag(help: "Print an array of rows as GET /v1/reports answers them.") var json = false
    @OptionGroup var store: StoreOption

    /// Prints the rows that `read` finds for the range.
    func show<Row: JSONWritable & Sendable>(
        by period: ReportPeriod,
        _ columns: [String],
        _ cells: (Row) -> [JSONValue],
        _ read: @escaping @Sendable (ReportRange, Transaction, RequestContext) throws -> [Row]
    ) async throws {
        let (from, to) = (from, to)
        let rows = try await store.withNode(.reading) { node in
            try await node.kernel.read(as: .system) { tx, context in
                try read(ReportRange(from: from, to: to, by: period, at: context.now), tx, context)
            }
        }
        guard json else { return RowsOption.showTable(columns, rows.map(cells)) }
        Output.line(RowsOption.text(of: rows))
    }
}
