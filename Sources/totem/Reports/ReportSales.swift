import ArgumentParser
import TotemKernel

struct ReportSales: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sales",
        abstract: "What was sold and given back in each day, week or month, a row for each currency."
    )

    @Option(help: "day, week (ISO, from Monday) or month.") var by = ReportPeriod.day
    @OptionGroup var report: ReportOptions

    func run() async throws {
        try await report.show(
            by: by,
            ["period", "orders", "items", "discount", "shipping", "tax", "total", "refunded", "net"],
            { (row: SalesRow) in
                let amounts = [row.discount, row.shipping, row.tax, row.total, row.refunded, row.net]
                return [.string(row.period.description), .integer(row.orders), .integer(row.items)]
                    + amounts.map { .string($0.formatted) }
            },
            { range, tx, context in try SalesReport.rows(range, in: tx, context) }
        )
    }
}
