import ArgumentParser
import TotemKernel

struct ReportProducts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "products",
        abstract: "What was sold most, by SKU and currency, and what was given back for it."
    )

    @Option(help: "What the first row has the most of: total, quantity or refunded.") var sort = ProductReport.Sort
        .total
    @Option(help: "How many rows at most.") var limit = 20
    @OptionGroup var report: ReportOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be 1 or more") }
    }

    func run() async throws {
        let (sort, limit) = (sort, limit)
        try await report.show(
            by: .day,
            ["sku", "name", "quantity", "total", "discount", "refunded"],
            { (row: ProductSalesRow) in
                [.string(row.sku), .string(row.name), .integer(row.quantity)]
                    + [row.total, row.discount, row.refunded].map { .string($0.formatted) }
            },
            { range, tx, context in try ProductReport.rows(range, sort: sort, limit: limit, in: tx, context) }
        )
    }
}
