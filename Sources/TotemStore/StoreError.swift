/// What went wrong in the store: a code to decide by, and a sentence for people that says what to do.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    /// The kinds of trouble that callers tell apart.
    public struct Code: Hashable, Sendable {
        private enum Kind: Hashable, Sendable {
            case full, readOnly, locked, corrupt, cannotOpen, newerSchema, changedMigration, unique, foreignKey
            case constraint, denied, syntax, decoding, interrupted, closed, inputOutput, misuse, other
            case conflict, unavailable, outcomeUnknown, busy, exhausted, outOfRange
        }

        private let kind: Kind

        /// The disk, or the size allowed to the file, is used up.
        public static let full = Code(kind: .full)
        /// The file or the file system can't be written.
        public static let readOnly = Code(kind: .readOnly)
        /// Another process holds the database longer than the store waits.
        public static let locked = Code(kind: .locked)
        /// Another transaction was quicker, and what this one had read is no longer so. The engine runs the closure
        /// again; callers get to see it only when that did not help.
        public static let conflict = Code(kind: .conflict)
        /// The database's server can't be reached, or the file is not the one that was opened; nothing was written.
        public static let unavailable = Code(kind: .unavailable)
        /// Too many wait for the store, or this request waited too long; it was not begun. ``StoreError/retryAfter`` says
        /// when to come again.
        public static let busy = Code(kind: .busy)
        /// The connection was lost while the transaction was committed: it is durable, or it never happened.
        public static let outcomeUnknown = Code(kind: .outcomeUnknown)
        /// The file is damaged, or is not a database.
        public static let corrupt = Code(kind: .corrupt)
        /// The file can't be opened or made.
        public static let cannotOpen = Code(kind: .cannotOpen)
        /// The store was made by a newer major version.
        public static let newerSchema = Code(kind: .newerSchema)
        /// A migration that was applied has been edited since.
        public static let changedMigration = Code(kind: .changedMigration)
        /// A value that must be unique is there already.
        public static let unique = Code(kind: .unique)
        /// A row refers to one that is not there, or is referred to.
        public static let foreignKey = Code(kind: .foreignKey)
        /// A NOT NULL, CHECK or type rule of a table.
        public static let constraint = Code(kind: .constraint)
        /// A plugin's statement wants what its manifest was not granted.
        public static let denied = Code(kind: .denied)
        /// The SQL can't be compiled.
        public static let syntax = Code(kind: .syntax)
        /// A column holds another type than the reader expects.
        public static let decoding = Code(kind: .decoding)
        /// The statement was stopped.
        public static let interrupted = Code(kind: .interrupted)
        /// The statement was stopped, because it takes too much memory.
        public static let exhausted = Code(kind: .exhausted)
        /// A sum, or another number that a statement comes to, does not fit 64 bits.
        public static let outOfRange = Code(kind: .outOfRange)
        /// The store has been closed.
        public static let closed = Code(kind: .closed)
        /// The operating system reported an error.
        public static let inputOutput = Code(kind: .inputOutput)
        /// The caller's mistake.
        public static let misuse = Code(kind: .misuse)
        /// Anything else the engine reports.
        public static let other = Code(kind: .other)
    }

    /// The message of ``Code/outOfRange``.
    package static let tooLarge = "a sum comes to more than a 64-bit number can hold"

    /// How often an engine runs a closure that ends in `.conflict`, the first time included.
    public static let conflictRuns = 8

    public let code: Code
    /// What happened and what to do about it.
    public let message: String
    /// The statement, when there was one. Parameters are never kept: they may hold personal data.
    public let sql: String?
    /// After how many seconds it is worth trying again, where the store knows.
    public let retryAfter: Int?
    /// The table whose rule has refused something, where the engine says it.
    public let table: String?

    public init(_ code: Code, _ message: String, sql: String? = nil, retryAfter: Int? = nil, table: String? = nil) {
        self.table = table
        self.code = code
        self.message = message
        self.sql = sql
        self.retryAfter = retryAfter
    }

    public var description: String {
        guard let sql else { return message }
        // In one line, as errors are told.
        return "\(message) [\(sql.split(whereSeparator: \.isWhitespace).joined(separator: " "))]"
    }
}
