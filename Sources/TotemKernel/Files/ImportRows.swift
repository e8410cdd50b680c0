/// `import.rows`: rows of a file are about to be imported. The answer is what plugins have set right.
public struct ImportRows: Hook {
    /// Rows that plugins are asked about at once.
    public static let largestBatch = 250
    public static var unheard: [CellText] { [] }

    public let kind: FileKind
    /// Such as `shopify`.
    public let format: String
    public let isDryRun: Bool
    /// The names of the file's columns.
    public let columns: [String]
    public let rows: [FileRow]

    public init(kind: FileKind, format: String, isDryRun: Bool, columns: [String], rows: [FileRow]) {
        self.kind = kind
        self.format = format
        self.isDryRun = isDryRun
        self.columns = columns
        self.rows = rows
    }
}

/// What the rows of a file are about.
public enum FileKind: String, Sendable {
    case products
    case orders
    case customers
}

/// A row of a file as plugins see it.
public struct FileRow: Sendable {
    /// Of the product, order or customer that it is about; nil: it is not saved yet.
    public let id: Int64?
    /// Counted from 1; 0 in a file that is being written.
    public let line: Int
    /// By the file's columns.
    public let cells: [String]

    public init(id: Int64?, line: Int = 0, cells: [String]) {
        self.id = id
        self.line = line
        self.cells = cells
    }
}

/// What a plugin puts into a cell.
public struct CellText: Sendable, Hashable {
    /// Its place in the batch.
    public let row: Int
    /// Its place among the columns.
    public let column: Int
    public let text: String

    public init(row: Int, column: Int, text: String) {
        self.row = row
        self.column = column
        self.text = text
    }
}
