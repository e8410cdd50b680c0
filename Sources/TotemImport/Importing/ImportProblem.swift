/// One thing that keeps a file, or a product of it, from being imported: where it is and what to do.
public struct ImportProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public let file: String
    /// Counted from 1; nil when the whole file is meant.
    public let line: Int?
    /// The column's name in the header, or its number when the header has no such column.
    public let column: String?
    public let message: String

    public init(file: String, line: Int? = nil, column: String? = nil, _ message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    /// `products.csv, line 12, column 'Variant Price': '12,50' is no decimal number; …`
    public var description: String {
        var place = file
        if let line { place += ", line \(line)" }
        if let column { place += ", column '\(column)'" }
        return "\(place): \(message)"
    }
}

/// Why an import ended before its file's last product. What its report counts is in the store, each product complete;
/// importing the file again goes on from there.
public struct ImportStopped: Error, Sendable {
    public let report: ImportReport
    /// `CancellationError` when it was told to stop.
    public let cause: any Error
}

/// Why nothing of a file was imported: its report has every problem that was found.
public struct ImportFailure: Error, Sendable {
    /// How many problems are kept with their text; the rest are only counted.
    static let keptProblems = 1000

    public let report: ImportReport
}
