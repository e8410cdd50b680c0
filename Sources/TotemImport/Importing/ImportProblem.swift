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

/// Why the writing of a file ended before its last product. What was written before is complete, and stays.
public struct ImportStopped: Error, Sendable {
    public let file: String
    /// How many products were created or changed before.
    public let written: Int
    public let cause: any Error
}

/// Why nothing of a file was imported: every problem that was found, the first ones in full.
public struct ImportFailure: Error, Sendable, CustomStringConvertible {
    /// How many problems are kept with their text; the rest are only counted.
    static let keptProblems = 20

    public let problems: [ImportProblem]
    /// All of them, kept or not.
    public let count: Int

    public var description: String {
        let lines = problems.map(\.description).joined(separator: "\n")
        guard count > problems.count else { return lines }
        return lines + "\nand \(count - problems.count) more problems"
    }
}
