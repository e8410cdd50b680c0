import FoundationEssentials
import TotemImport
import TotemKernel
import TotemStore
import TotemTesting

/// A store, and files to import into it.
struct ImportFixture {
    let temporary: TemporaryStore
    let kernel: Kernel

    init(hooks: any HookDispatcher = NoHooks()) async throws {
        temporary = try await TemporaryStore()
        kernel = Kernel(store: temporary.store, hooks: hooks)
    }

    /// Writes a file of these bytes and imports it.
    func importing(
        _ bytes: [UInt8],
        format: ImportFormat? = nil,
        isDryRun: Bool = false,
        skipsBadRows: Bool = false,
        stock: StockMode = .keep,
        fromStart: Bool = false
    ) async throws -> ImportReport {
        let path = temporary.folder + "/products.csv"
        try Data(bytes).write(to: URL(filePath: path))
        let options = ImportOptions(
            format: format,
            isDryRun: isDryRun,
            skipsBadRows: skipsBadRows,
            stock: stock,
            fromStart: fromStart
        )
        return try await ProductImport(kernel).run(path, options)
    }

    func importing(
        _ text: String,
        format: ImportFormat? = nil,
        isDryRun: Bool = false,
        skipsBadRows: Bool = false,
        stock: StockMode = .keep,
        fromStart: Bool = false
    ) async throws -> ImportReport {
        try await importing(
            Array(text.utf8),
            format: format,
            isDryRun: isDryRun,
            skipsBadRows: skipsBadRows,
            stock: stock,
            fromStart: fromStart
        )
    }

    /// The first problem that keeps the file from being imported, without the folder's name.
    func refusal(of bytes: [UInt8]) async throws -> String? {
        do {
            _ = try await importing(bytes)
            return nil
        } catch let failure as ImportFailure {
            return failure.report.problems.first?.description.replacing(temporary.folder + "/", with: "")
        } catch let problem as ImportProblem {
            return problem.description.replacing(temporary.folder + "/", with: "")
        }
    }

    func refusal(of text: String) async throws -> String? { try await refusal(of: Array(text.utf8)) }

    /// The whole catalogue as a file.
    func export() async throws -> String {
        try await kernel.store.read { tx in
            let export = try ProductExport(in: tx, for: kernel.context(for: .system))
            var text = export.header
            try tx.each({ page in try ProductStore.list(ProductFilter(), by: .id, page, in: tx) }) { product in
                text += try export.lines(of: [product], in: tx)
            }
            return text
        }
    }

    func product(_ slug: String) async throws -> Product? {
        try await kernel.store.read { tx in try ProductStore.find(slug: slug, in: tx) }
    }

    func productCount() async throws -> Int {
        try await kernel.store.read { tx in
            try tx.first("SELECT COUNT(*) FROM products") { row in Int(try row.get(0, as: Int64.self)) } ?? 0
        }
    }
}

/// A CSV file of named columns; every row says only what differs from empty.
func csv(_ header: [String], _ rows: [[String: String]]) -> String {
    func cell(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
    let lines = [header] + rows.map { row in header.map { row[$0] ?? "" } }
    return lines.map { $0.map(cell).joined(separator: ",") + "\n" }.joined()
}
