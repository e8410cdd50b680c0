import ArgumentParser
import FoundationEssentials
import TotemImport
import TotemKernel
import TotemNode
import TotemProgram

struct Import: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case auto
        case shopify
        case shopifyInventory = "shopify-inventory"
        case woocommerce
        case totem
    }

    enum Stock: String, CaseIterable, ExpressibleByArgument {
        case keep
        case set
        case add
    }

    static let configuration = CommandConfiguration(
        abstract: "Import product files: Shopify's or WooCommerce's export, or totem's own CSV.",
        discussion: """
            The store is made where there is none. A file is read and checked as a whole before anything of it is written. A \
            column that is absent leaves what it describes as it is. Importing a file again changes nothing, whatever was \
            sold meanwhile: the stock of what the store has changes only with --stock. What a file says and the store has no \
            place for is listed. An import that was stopped goes on where it was when the same file is imported again; until \
            it has, no other file is added with --stock add, but with --from-start, as another delivery.
            """
    )

    @Argument(help: "CSV files.", completion: .file(extensions: ["csv"]))
    var files: [String]

    @Option(help: "What kind of files they are; auto tells it by the columns.")
    var format = Format.auto

    @Option(help: "What the file's stock does to what is there: set makes it the stock, add adds it to it.")
    var stock = Stock.keep

    @Flag(help: "Write nothing, and say what would happen.")
    var dryRun = false

    @Flag(
        help: """
            Begin at the file's first product, also where an import of it was stopped (what that wrote stays), and add it \
            although the delivery of another file is unfinished, which stays so.
            """
    )
    var fromStart = false

    @Flag(help: "Leave out products with a bad row, whole, instead of refusing the file.")
    var skipBadRows = false

    @OptionGroup var rows: RowsOption
    @OptionGroup var plugins: PluginsOption
    @OptionGroup var store: StoreOption

    func validate() throws {
        let twice = Dictionary(grouping: files) { URL(filePath: $0).resolvingSymlinksInPath().path }
            .first { $1.count > 1 }
        guard stock == .add, let twice else { return }
        throw ValidationError("'\(twice.value[0])' is named twice, and its stock would be added twice")
    }

    func run() async throws {
        let address = try store.address()
        if dryRun, try await StoreSchema.isMissing(at: address) {
            // What would be in a store that is not made for it.
            let folder = try TemporaryFolder()
            return try await run(in: .sqlite(path: folder.path + "/store.db"))
        }
        try await run(in: address)
    }

    private func run(in address: StoreAddress) async throws {
        try await store.withNode(.making, at: address, plugins: plugins, runsPlugins: true) { node in
            let reports = ReportList(isJSON: rows.json)
            // What became of the files before one that can't be imported is told all the same.
            defer { reports.finish() }
            for file in files { reports.add(try await report(of: file, node, reports)) }
        }
    }

    private func report(of file: String, _ node: Node, _ reports: ReportList) async throws -> ImportReport {
        let bar = ProgressBar()
        defer { bar.finish() }
        let address = try store.address()
        let options = ImportOptions(
            format: ImportFormat(rawValue: format.rawValue),
            isDryRun: dryRun,
            skipsBadRows: skipBadRows,
            stock: StockMode(rawValue: stock.rawValue) ?? .keep,
            fromStart: fromStart,
            isShared: { address.isUsedByOthers }
        )
        do {
            return try await Interruption.stopping {
                try await ProductImport(node.kernel).run(file, options) {
                    bar.show($0.phase.rawValue, rows: $0.rows, of: $0.totalRows)
                }
            }
        } catch let failure as ImportFailure {
            reports.add(failure.report, as: .refused)
            throw failure
        } catch let stop as ImportStopped {
            reports.add(stop.report, as: .stopped)
            throw stop
        } catch let problem as ImportProblem {
            reports.add(problem)
            throw problem
        }
    }
}
