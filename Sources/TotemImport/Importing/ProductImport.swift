public import TotemKernel
import TotemStore

/// Imports catalogue files into a store.
///
/// What is promised: the whole file is read and checked before anything is written, its SKUs also against the store, so
/// a file with a problem changes nothing. Then products are written a few hundred in each transaction, so that a shop
/// that is selling meanwhile is not held up. Should the program be stopped in that second part, the store holds some
/// products of the file, each of them complete; importing the file again brings the rest.
///
/// Importing a file again changes nothing: products are known by their slug, those of files without slugs by their SKU.
public struct ProductImport: Sendable {
    private let kernel: Kernel

    public init(_ kernel: Kernel) { self.kernel = kernel }

    /// - Parameters:
    ///   - format: nil to tell it by the columns.
    ///   - isDryRun: writes nothing; the report says what would have happened.
    ///   - skipsBadRows: leaves out products with a problem, whole, instead of refusing the file.
    ///   - progress: called after each batch of products.
    /// - Throws: ``ImportProblem`` when the file can't be read, ``ImportFailure`` when products of it have problems, and
    ///   what the store ran into: within an ``ImportStopped`` when something had been written already.
    public func run(
        _ path: String,
        format: ImportFormat? = nil,
        isDryRun: Bool = false,
        skipsBadRows: Bool = false,
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws -> ImportReport {
        let currency = try await kernel.store.read { tx in try StoreSettings.currency(in: tx) }
        let file = try CSVFile(path: path)
        let header = try Self.header(of: file)
        guard let format = format ?? ImportFormat(header: header) else { throw Self.unknownFormat(file, header) }
        let dialect = try format.dialect(Sheet(file: path, header: header, currency: currency))
        let report = ImportReport(file: path, format: format, isDryRun: isDryRun)

        var run = try ImportRun(kernel, file, dialect, report, progress: progress)
        try await run.check()
        guard skipsBadRows || run.report.problems.isEmpty else {
            throw ImportFailure(problems: run.report.problems, count: run.report.problemCount)
        }
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

    private static func unknownFormat(_ file: CSVFile, _ header: Header) -> ImportProblem {
        let separator = header.names.count == 1 ? [";", "\t"].first { header.names[0].contains($0) } : nil
        guard separator == nil else {
            return ImportProblem(
                file: file.name,
                line: 1,
                "separates its columns by other than commas; save it with commas"
            )
        }
        return ImportProblem(
            file: file.name,
            line: 1,
            "has columns of no known format; Shopify's has 'Handle' (or 'URL handle') and 'Title', WooCommerce's "
                + "'Type', 'Name' and 'Regular price', totem's 'slug' and 'price'"
        )
    }
}

extension ImportFormat {
    fileprivate func dialect(_ sheet: Sheet) throws(ImportProblem) -> any Dialect {
        switch self {
        case .shopify: try ShopifyDialect(sheet)
        case .woocommerce: try WooDialect(sheet)
        case .totem: try TotemDialect(sheet)
        }
    }
}
