internal import CSQLite

/// Stops a statement that runs for too long. SQLite asks now and then while one runs.
final class StepLimit {
    /// How much of a statement's program SQLite runs between two questions: well below a millisecond of it.
    private static let instructions: Int32 = 10_000

    /// Nil: the kernel's own statements, which take as long as they take.
    private var deadline: ContinuousClock.Instant?

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
    func with<Result>(_ deadline: ContinuousClock.Instant, _ body: () throws -> Result) rethrows -> Result {
        let outer = self.deadline
        self.deadline = deadline
        defer { self.deadline = outer }
        return try body()
    }

    private var isPassed: Bool {
        guard let deadline else { return false }
        return ContinuousClock.now >= deadline
    }
}
