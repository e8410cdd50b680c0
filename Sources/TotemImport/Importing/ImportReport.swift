/// Something that a file says and the store has no place for.
public struct ImportLoss: Sendable, Hashable, Codable {
    /// The column's name, or what it was about.
    public let what: String
    public let why: String
    /// In how many rows.
    public let rows: Int
    public let firstLine: Int
}

/// A SKU or slug that was something else's already, and what the later one got instead.
public struct ImportRename: Sendable, Hashable {
    public let line: Int
    public let column: String
    public let from: String
    public let to: String
}

/// What became of one file.
public struct ImportReport: Sendable {
    public let file: String
    public let format: ImportFormat
    /// Nothing was written; the numbers say what would have been.
    public let isDryRun: Bool
    /// What is to be known before anything else: what the file as a whole lacks, and the mend.
    public internal(set) var warning: String?
    /// Rows after the header.
    public internal(set) var rows = 0
    public internal(set) var created = 0
    public internal(set) var updated = 0
    /// Products that were in the store just as the file has them.
    public internal(set) var unchanged = 0
    /// Products, or rows that belong to none, that were left out because of a problem.
    public internal(set) var skipped = 0
    /// Products that an import of the same file had come past when it was stopped. They are left as they are.
    public internal(set) var resumedAfter = 0
    public internal(set) var renames: [ImportRename] = []
    /// How many problems there were.
    public internal(set) var problemCount = 0
    /// The first thousand of them.
    public internal(set) var problems: [ImportProblem] = []
    public internal(set) var losses: [ImportLoss] = []

    init(file: String, format: ImportFormat, isDryRun: Bool) {
        self.file = file
        self.format = format
        self.isDryRun = isDryRun
    }
}

/// How far an import is.
public struct ImportProgress: Sendable {
    public enum Phase: String, Sendable {
        /// The whole file is read and checked; nothing is written.
        case checking
        /// Products are written, some hundred in each transaction.
        case writing
    }

    public let file: String
    public let phase: Phase
    public let rows: Int
    public let totalRows: Int
}
