internal import CSQLite
internal import CTotemSQLite
internal import TotemStore

/// Stops a statement that runs for too long, or takes too much memory. SQLite asks now and then while one runs.
final class StepLimit {
    /// What a plugin's statement may take. Its working tables, sorters and long values count, and the pages that it reads.
    enum Memory {
        /// It is stopped when it is next asked, which undoes nothing else of a transaction that it only reads in.
        static let statement: Int64 = 64 << 20
        static let migration: Int64 = 256 << 20
        /// Beyond that much more SQLite gets nothing, for the steps between two questions; it then ends the transaction.
        static let margin: Int64 = 64 << 20
    }

    /// How much of a statement's program SQLite runs between two questions: well below a millisecond of it.
    private static let instructions: Int32 = 10_000

    /// Nil: the kernel's own statements, which take as long as they take.
    private var deadline: Deadline?
    /// Nil: the kernel's own, which take what they need.
    private var mostMemory: Int64?
    private var isExhausted = false

    /// Installs itself for the life of the connection. The owner of the connection keeps it alive.
    func install(on connection: OpaquePointer) {
        sqlite3_progress_handler(
            connection,
            Self.instructions,
            { context in
                guard let context else { return 0 }
                return Unmanaged<StepLimit>.fromOpaque(context).takeUnretainedValue().isPassed ? 1 : 0
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    /// Runs `body`, whose statements are stopped once `deadline` has passed.
    func with<Result>(_ deadline: Deadline, _ body: () throws -> Result) rethrows -> Result {
        let outer = self.deadline
        self.deadline = deadline
        defer { self.deadline = outer }
        return try body()
    }

    /// Runs `body`, whose statements are stopped once they take more than `most` bytes of memory.
    /// - Parameter used: what they took before, and then what they have taken in all.
    func counting<Result>(_ used: inout Int64, upTo most: Int64, _ body: () throws -> Result) rethrows -> Result {
        mostMemory = most
        totem_memory_begin(used, most + Memory.margin)
        defer {
            used = totem_memory_end()
            mostMemory = nil
        }
        return try body()
    }

    /// Whether the last statement was stopped for its memory, once.
    func takeExhaustion() -> Bool {
        defer { isExhausted = false }
        return isExhausted
    }

    private var isPassed: Bool {
        if let mostMemory, totem_memory_used() > mostMemory {
            isExhausted = true
            return true
        }
        return deadline?.hasPassed ?? false
    }
}
