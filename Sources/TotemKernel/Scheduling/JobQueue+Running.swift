public import TotemStore

/// Beginning and ending runs, for nodes.
extension JobQueue {
    /// The first wait after a failure, in milliseconds; each one after it is four times as long.
    private static let firstPause: Int64 = 10_000
    private static let longestPause: Int64 = 3_600_000
    /// Runs that are kept of each job: so many that have ended well, and so many that have failed.
    private static let kept = 20
    private static let keptFailures = 200
    private static let largestError = 500

    /// Whether there may be a run to begin of these jobs. Asking writes nothing.
    public static func isDue(_ jobs: [PluginJob], in tx: Transaction, at now: Timestamp) throws -> Bool {
        try !due(jobs, in: tx, at: now).isEmpty
    }

    /// Begins the next run that is due of these jobs, unless one of the same job goes on. Of nodes that ask at once, one
    /// gets it. A run whose node has been silent for too long is begun again, from its checkpoint.
    public static func begin(
        _ jobs: [PluginJob],
        as holder: String,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> JobRun? {
        try tx.lock(.jobs)
        while let next = try due(jobs, in: tx, at: now).first {
            guard next.attempts < attempts else {
                // It ended the process that ran it, again and again.
                try give(up: next.id, "the node that ran it ended in the middle of it", in: tx, at: now)
                continue
            }
            try tx.execute(
                """
                UPDATE jobs SET status = 'running', holder = $2, held_until = $3, started_at = $4, attempts = attempts + 1
                WHERE id = $1
                """,
                next.id,
                holder,
                now.adding(milliseconds: JobRun.patience),
                now
            )
            return JobRun(job: try get(next.id, in: tx), holder: holder)
        }
        return nil
    }

    /// The run has ended.
    /// - Parameter error: what was wrong; nil: nothing.
    /// - Throws: ``JobLost``.
    public static func end(_ run: JobRun, _ error: String?, in tx: Transaction, at now: Timestamp) throws {
        try run.keep(in: tx, at: now)
        let id = run.job.id
        if let error {
            guard run.job.attempts < attempts else { return try give(up: id, error, in: tx, at: now) }
            let pause = min(firstPause << (2 * (run.job.attempts - 1)), longestPause)
            try tx.execute(
                """
                UPDATE jobs SET status = 'retrying', holder = NULL, held_until = 0, error = $2, due_at = $3 WHERE id = $1
                """,
                id,
                String(error.prefix(largestError)),
                now.adding(milliseconds: pause)
            )
        } else {
            try tx.execute(
                """
                UPDATE jobs SET status = 'done', holder = NULL, held_until = 0, error = NULL, finished_at = $2 WHERE id = $1
                """,
                id,
                now
            )
            try forget(run.job, .done, allBut: kept, in: tx)
        }
    }

    private static func give(up id: Job.ID, _ error: String, in tx: Transaction, at now: Timestamp) throws {
        try tx.execute(
            """
            UPDATE jobs SET status = 'failed', holder = NULL, held_until = 0, error = $2, finished_at = $3 WHERE id = $1
            """,
            id,
            String(error.prefix(largestError)),
            now
        )
        try forget(try get(id, in: tx), .failed, allBut: keptFailures, in: tx)
    }

    /// The oldest go.
    private static func forget(_ job: Job, _ status: Job.Status, allBut count: Int, in tx: Transaction) throws {
        try tx.execute(
            """
            DELETE FROM jobs WHERE plugin = $1 AND name = $2 AND status = $3 AND id <= (
              SELECT id FROM jobs WHERE plugin = $1 AND name = $2 AND status = $3 ORDER BY id DESC LIMIT 1 OFFSET $4)
            """,
            job.plugin,
            job.name,
            status,
            count
        )
    }

    private struct DueRun {
        let id: Job.ID
        let dueAt: Timestamp
        let attempts: Int
    }

    /// The next run of each of these jobs that could begin, what was due first before the others: however many wait of a job,
    /// they keep no other waiting. A moment that is further ahead than anybody can have meant was written before a clock was
    /// set back.
    private static func due(_ jobs: [PluginJob], in tx: Transaction, at now: Timestamp) throws -> [DueRun] {
        let found = try tx.together { batch in Queued.all(try jobs.map { try due($0, in: batch, at: now) }) }
        return found.joined().sorted { ($0.dueAt, $0.id.value) < ($1.dueAt, $1.id.value) }
    }

    /// None while one of them goes on.
    private static func due(_ job: PluginJob, in batch: Batch, at now: Timestamp) throws -> Queued<[DueRun]> {
        try batch.query(
            """
            SELECT id, due_at, attempts FROM jobs
            WHERE plugin = $1 AND name = $2 AND status IN ('waiting', 'retrying', 'running') AND due_at <= $3
              AND (status <> 'running' OR held_until <= $3 OR held_until > $4)
              AND NOT EXISTS (
                SELECT 1 FROM jobs AS other
                WHERE other.plugin = $1 AND other.name = $2 AND other.status = 'running'
                  AND other.held_until > $3 AND other.held_until <= $4)
            ORDER BY due_at, id LIMIT 1
            """,
            job.plugin,
            job.name,
            now,
            now.adding(milliseconds: 3 * JobRun.patience)
        ) { row in DueRun(id: try row.get(0), dueAt: try row.get(1), attempts: try row.get(2)) }
    }
}
