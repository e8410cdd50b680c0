public import TotemStore

/// What an unfinished copy of a store keeps in its target, in the same transactions as the rows: when the copy is stopped
/// at any moment, it goes on from there.
public enum CopyJournal {
    /// How far one step has come.
    public struct Progress: Sendable {
        /// The key of the last row that was copied; nil before the first.
        public let position: String?
        public let rowCount: Int64
        public let isDone: Bool

        public init(position: String?, rowCount: Int64, isDone: Bool) {
            self.position = position
            self.rowCount = rowCount
            self.isDone = isDone
        }

        public static let none = Progress(position: nil, rowCount: 0, isDone: false)
    }

    /// Of which store this one is an unfinished copy; nil when it is whole.
    public static func source(in tx: Transaction) throws -> String? {
        try tx.first("SELECT position FROM copy_progress WHERE name = ''") { row in try row.get(0, as: String.self) }
    }

    /// Marks the store as an unfinished copy.
    public static func begin(from source: String, in tx: Transaction) throws {
        try tx.execute("INSERT INTO copy_progress (name, position) VALUES ('', $1)", source)
    }

    public static func progress(of step: String, in tx: Transaction) throws -> Progress {
        let known = try tx.first(
            "SELECT position, row_count, is_done FROM copy_progress WHERE name = $1",
            step
        ) { row in
            Progress(position: try row.get(0), rowCount: try row.get(1), isDone: try row.get(2))
        }
        return known ?? .none
    }

    public static func save(_ progress: Progress, of step: String, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO copy_progress (name, position, row_count, is_done) VALUES ($1, $2, $3, $4)
            ON CONFLICT (name) DO UPDATE
            SET position = excluded.position, row_count = excluded.row_count, is_done = excluded.is_done
            """,
            step,
            progress.position,
            progress.rowCount,
            progress.isDone
        )
    }

    /// The copy is whole: the store is one like any other.
    public static func finish(in tx: Transaction) throws {
        try tx.execute("DELETE FROM copy_progress")
    }

    /// - Throws: ``KernelError`` when the store is an unfinished copy, with the mend.
    public static func refuseUnfinished(in tx: Transaction) throws {
        guard let source = try source(in: tx) else { return }
        throw KernelError(
            .unavailable,
            "unfinished-copy",
            "The store is an unfinished copy of \(source). Run the same totem copy again to finish it, or begin with an "
                + "empty store."
        )
    }
}
