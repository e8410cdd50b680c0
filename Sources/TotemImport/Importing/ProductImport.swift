public import TotemKernel
import TotemStore

/// Imports catalogue files into a store.
///
/// What is promised:
/// * the whole file is read and checked before anything is written, its SKUs also against the store, so a file with a
///   problem changes nothing;
/// * products are then written in short transactions, so that a shop that is selling meanwhile is not held up. Should the
///   program be stopped in that second part, the store holds some products of the file, each of them complete; importing
///   the same file again goes on after the last of them;
/// * a column that is absent leaves what it describes as it is, an empty cell of a column that is there clears it;
/// * stock is set when a product is made, and later only when ``StockMode`` says so: importing a file again changes
///   nothing, whatever was sold meanwhile.
public struct ProductImport: Sendable {
    private let kernel: Kernel
    private let clock: @Sendable () -> ContinuousClock.Instant

    public init(_ kernel: Kernel) { self.init(kernel, clock: { .now }) }

    /// - Parameter clock: what tells how long a transaction takes, and with that how many products go into the next.
    init(_ kernel: Kernel, clock: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.kernel = kernel
        self.clock = clock
    }

    /// - Parameter progress: called after each batch of products.
    /// - Throws: ``ImportProblem`` when the file can't be read, ``ImportFailure`` when products of it have problems,
    ///   ``ImportStopped`` when it ended before the last product, as when the task was cancelled.
    public func run(
        _ path: String,
        _ options: ImportOptions = ImportOptions(),
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws -> ImportReport {
        let currency = try await kernel.store.read { tx in try StoreSettings.currency(in: tx) }
        let file = try CSVFile(path: path)
        let header = try Self.header(of: file)
        guard let format = options.format ?? ImportFormat(header: header) else {
            throw UnknownFormat(header: header).problem(in: path)
        }
        let plugins = Set(kernel.hooks.current().plugins(having: ImportRows.self))
        let dialect = try format.dialect(Sheet(file: path, header: header, currency: currency, plugins: plugins))
        let report = ImportReport(file: path, format: format, isDryRun: options.isDryRun)

        var run: ImportRun
        do {
            run = try ImportRun(kernel, file, dialect, options, report, clock: clock, progress: progress)
            try await run.check()
        } catch is CancellationError {
            throw ImportStopped(report: report, cause: CancellationError())
        }
        guard options.skipsBadRows || run.report.problems.isEmpty else { throw ImportFailure(report: run.report) }
        try await run.write()
        return run.report
    }

    private static func header(of file: CSVFile) throws(ImportProblem) -> Header {
        var reader = try CSVReader(file)
        guard let row = try reader.next() else {
            throw ImportProblem(file: file.name, "is empty; its first line must name the columns")
        }
        guard let flaw = row.flaw else { return Header(row) }
        throw ImportProblem(file: file.name, line: flaw.line, column: flaw.field.map { String($0 + 1) }, flaw.message)
    }
}

/// A file whose columns are of no format: what can be said about them.
private struct UnknownFormat {
    let header: Header

    func problem(in file: String) -> ImportProblem { ImportProblem(file: file, line: 1, message) }

    private var message: String {
        let known = zip(header.names, header.wooColumns)
        guard known.count(where: \.1) < 3 else {
            let others = known.filter { !$0.1 && !$0.0.isEmpty }.map { "'\($0.0)'" }.prefix(8).joined(separator: ", ")
            return
                "has some columns of WooCommerce's export, but not 'SKU' and 'Regular price', nor 'Type' and 'Name'; "
                + (others.isEmpty ? "add those" : "name those in English in the first line. Not known are: \(others)")
        }
        return "has columns of no known format; Shopify's has 'Handle' (or 'URL handle') and 'Title', WooCommerce's "
            + "'Type', 'Name' and 'Regular price' in one of some thirty languages, totem's 'slug' or 'sku', and 'price'"
    }
}

extension ImportFormat {
    fileprivate func dialect(_ sheet: Sheet) throws(ImportProblem) -> any Dialect {
        switch self {
        case .shopify: try ShopifyDialect(sheet)
        case .shopifyInventory: try InventoryDialect(sheet)
        case .woocommerce: try WooDialect(sheet.translated(WooHeader.english))
        case .totem: try TotemDialect(sheet)
        }
    }
}
