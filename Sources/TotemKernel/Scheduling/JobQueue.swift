public import TotemStore

/// The jobs of plugins: what waits, what runs, and what came of it. Of each job one run goes on at a time, on one node.
public enum JobQueue {
    /// Bytes of a payload, of a checkpoint, and of a key.
    public static let largestPayload = 64 * 1024
    public static let largestKey = 200
    /// How often a run is begun before it has failed for good.
    public static let attempts = 8
    /// The key of what a schedule has queued.
    private static let scheduleKey = "@schedule"

    /// The one that waits is held until the commit, though nothing of it changes: a run of it that begins before that would not see what
    /// this transaction writes, and be the last.
    private static let addition: SQL = """
        INSERT INTO jobs (plugin, name, key, payload, status, due_at, created_at)
        VALUES ($1, $2, $3, $4, 'waiting', $5, $6)
        ON CONFLICT (plugin, name, key) WHERE status = 'waiting' AND key IS NOT NULL DO UPDATE SET key = excluded.key
        """

    /// Puts a run of a job into the queue, with the commit of the transaction of what it is about: it is seen after that.
    /// - Parameters:
    ///   - payload: JSON text.
    ///   - key: of two that wait with equal keys there is only the first.
    public static func enqueue(
        _ name: String,
        of plugin: String,
        _ payload: String = "null",
        dueAt due: Timestamp,
        key: String? = nil,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.executeAtCommit(addition, plugin, name, key, payload, due, now)
        tx.tell(JobNews())
    }

    // MARK: - Schedules

    /// Makes known which jobs there are, and queues those whose schedule is due.
    public static func schedule(_ jobs: [PluginJob], in tx: Transaction, at now: Timestamp) throws {
        let known = try scheduled(in: tx)
        for job in jobs {
            let entry = known.first { $0.plugin == job.plugin && $0.name == job.name }
            let schedule = job.schedule?.description
            guard let entry, entry.schedule == schedule else {
                try save(job, dueAt: job.schedule?.next(after: now), in: tx)
                continue
            }
            guard let next = job.schedule, let due = entry.dueAt, isDue(due, by: next, at: now) else { continue }
            // Who schedules begins some of them in the same transaction.
            try tx.execute(addition, job.plugin, job.name, scheduleKey, "null", min(due, now), now)
            tx.tell(JobNews())
            try save(job, dueAt: next.next(after: now), in: tx)
        }
        for plugin in Set(jobs.map(\.plugin)) {
            let names = jobs.filter { $0.plugin == plugin }.map(\.name)
            for gone in known where gone.plugin == plugin && !names.contains(gone.name) {
                try tx.execute("DELETE FROM plugin_jobs WHERE plugin = $1 AND name = $2", plugin, gone.name)
            }
        }
    }

    /// Whether ``schedule(_:in:at:)`` has something to do. Asking writes nothing.
    public static func isScheduleDue(_ jobs: [PluginJob], in tx: Transaction, at now: Timestamp) throws -> Bool {
        let known = try scheduled(in: tx)
        let areKnown = jobs.allSatisfy { job in
            known.contains { entry in
                entry.plugin == job.plugin && entry.name == job.name && entry.schedule == job.schedule?.description
            }
        }
        let plugins = Set(jobs.map(\.plugin))
        let own = known.filter { plugins.contains($0.plugin) }
        return !areKnown || own.count != jobs.count
            || jobs.contains { job in
                guard let schedule = job.schedule else { return false }
                let entry = own.first { $0.plugin == job.plugin && $0.name == job.name }
                return entry?.dueAt.map { isDue($0, by: schedule, at: now) } ?? false
            }
    }

    /// A moment that lies behind the schedule's next one, by however much the nodes' clocks may differ, was written before a
    /// clock was set back; it counts as past.
    private static func isDue(_ due: Timestamp, by schedule: JobSchedule, at now: Timestamp) -> Bool {
        due <= now || due > schedule.next(after: now.adding(milliseconds: ScheduledWork.Lease.patience))
    }

    /// Every job that is known, by plugin and name.
    public static func scheduled(in tx: Transaction) throws -> [ScheduledJob] {
        try tx.query("SELECT plugin, name, schedule, due_at FROM plugin_jobs ORDER BY plugin, name") { row in
            ScheduledJob(
                plugin: try row.get(0),
                name: try row.get(1),
                schedule: try row.get(2),
                dueAt: try row.get(3)
            )
        }
    }

    private static func save(_ job: PluginJob, dueAt due: Timestamp?, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO plugin_jobs (plugin, name, schedule, due_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (plugin, name) DO UPDATE SET schedule = $3, due_at = $4
            """,
            job.plugin,
            job.name,
            job.schedule?.description,
            due
        )
    }

    /// The plugin is off: what it missed meanwhile is not made up for.
    static func forgetSchedules(of plugin: String, in tx: Transaction) throws {
        try tx.execute("DELETE FROM plugin_jobs WHERE plugin = $1", plugin)
    }

    static func removeAll(of plugin: String, in tx: Transaction) throws {
        try forgetSchedules(of: plugin, in: tx)
        try tx.execute("DELETE FROM jobs WHERE plugin = $1", plugin)
    }

    // MARK: - For people

    /// Runs, newest first.
    public static func list(
        _ page: PageRequest,
        status: Job.Status? = nil,
        in tx: Transaction
    ) throws -> Page<Job> {
        let order = "jobs"
        let jobs = try tx.query(
            """
            SELECT id, plugin, name, key, payload, status, due_at, attempts, checkpoint, error, created_at, started_at,
              finished_at
            FROM jobs WHERE id < $1 AND (status = $2 OR $2 IS NULL) ORDER BY id DESC LIMIT $3
            """,
            try page.position(in: order)?.integer(0) ?? .max,
            status,
            page.limit + 1,
            row: Job.decode
        )
        return Page(jobs, for: page, in: order) { [.integer($0.id.value)] }
    }

    /// - Throws: ``KernelError`` not found.
    public static func get(_ id: Job.ID, in tx: Transaction) throws -> Job {
        let job = try tx.first(
            """
            SELECT id, plugin, name, key, payload, status, due_at, attempts, checkpoint, error, created_at, started_at,
              finished_at
            FROM jobs WHERE id = $1 FOR UPDATE
            """,
            id,
            row: Job.decode
        )
        guard let job else { throw KernelError.notFound("job \(id)") }
        return job
    }

    /// Tries a run that has failed again, now, from its last checkpoint.
    /// - Throws: ``KernelError``: not found, or a conflict for one that has not failed.
    public static func retry(_ id: Job.ID, in tx: Transaction, at now: Timestamp) throws -> Job {
        let job = try get(id, in: tx)
        guard job.status == .failed || job.status == .retrying else {
            throw KernelError(
                .conflict,
                "job-not-failed",
                "The job \(id) is \(job.status.rawValue); only one that has failed is tried again."
            )
        }
        try tx.execute(
            "UPDATE jobs SET status = 'retrying', due_at = $2, attempts = 0, finished_at = NULL WHERE id = $1",
            id,
            now
        )
        tx.tell(JobNews())
        return try get(id, in: tx)
    }

    /// Queues a job by its name, or by `PLUGIN.NAME` where several plugins have one of that name.
    /// - Throws: ``KernelError``: not found, or a conflict for a name that several have.
    public static func run(_ name: String, in tx: Transaction, at now: Timestamp) throws -> ScheduledJob {
        let known = try scheduled(in: tx)
        let found = known.filter { $0.name == name || "\($0.plugin).\($0.name)" == name }
        guard let job = found.first else {
            let names = known.map { "\($0.plugin).\($0.name)" }.joined(separator: ", ")
            throw KernelError(
                .notFound,
                "not-found",
                "There is no job '\(name.prefix(100))'; \(names.isEmpty ? "no plugin that is on has any" : "there are: \(names)")."
            )
        }
        guard found.count == 1 else {
            let names = found.map { "\($0.plugin).\($0.name)" }.joined(separator: ", ")
            throw KernelError(.conflict, "several-jobs", "Several plugins have a job '\(name)'; name one: \(names).")
        }
        try enqueue(job.name, of: job.plugin, dueAt: now, in: tx, at: now)
        return job
    }
}

/// Something was put into the queue of jobs.
public struct JobNews: CommitNews {}
