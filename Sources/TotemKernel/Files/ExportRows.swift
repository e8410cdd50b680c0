public import TotemStore

/// `export.rows`: rows are about to be written to a file. The answer is what plugins put into columns of their own.
public struct ExportRows: Hook {
    /// Rows that plugins are asked about at once.
    static let largestBatch = 250
    public static var unheard: [CellText] { [] }

    public let kind: FileKind
    /// The names of the core's columns.
    public let columns: [String]
    /// Those of plugins, among which cells of the answer have their place.
    public let own: [ExportColumn]
    public let rows: [FileRow]
}

/// A column that a plugin adds to files.
public struct ExportColumn: Sendable, Hashable {
    public let plugin: String
    /// As the plugin calls it.
    public let name: String

    public init(plugin: String, name: String) {
        self.plugin = plugin
        self.name = name
    }

    /// As the file calls it.
    public var title: String { "\(plugin).\(name)" }
}

/// The columns that plugins add to a file, filled as its rows are written.
public struct ExportedColumns: Sendable {
    private let kind: FileKind
    private let columns: [String]
    private let own: [ExportColumn]
    private let context: RequestContext

    /// - Parameter columns: the core's own.
    public init(_ kind: FileKind, _ columns: [String], for context: RequestContext) {
        self.kind = kind
        self.columns = columns
        self.context = context
        own = context.hooks.exportColumns(of: kind)
    }

    /// All columns of the file.
    public var titles: [String] { columns + own.map(\.title) }

    /// The rows with the cells of plugins.
    /// - Parameter rows: with the core's cells.
    public func completed(_ rows: [FileRow], in tx: Transaction) throws -> [[String]] {
        var completed = rows.map(\.cells)
        guard !own.isEmpty else { return completed }
        let call = HookCall(tx, context)
        for start in stride(from: 0, to: rows.count, by: ExportRows.largestBatch) {
            let batch = [FileRow](rows[start...].prefix(ExportRows.largestBatch))
            for row in batch.indices { completed[start + row] += own.map { _ in "" } }
            for cell in try call.run(ExportRows(kind: kind, columns: columns, own: own, rows: batch)) {
                completed[start + cell.row][columns.count + cell.column] = cell.text
            }
        }
        return completed
    }
}
