public import TotemStore

/// A job that a plugin has: work outside of requests, run by its schedule or because somebody has queued it.
public struct PluginJob: Sendable, Hashable {
    public let plugin: String
    public let name: String
    /// Nil: only what is queued.
    public let schedule: JobSchedule?

    public init(plugin: String, name: String, schedule: JobSchedule?) {
        self.plugin = plugin
        self.name = name
        self.schedule = schedule
    }
}

/// A job as the shop keeps it, with when its schedule is due next.
public struct ScheduledJob: Sendable {
    public let plugin: String
    public let name: String
    public let schedule: String?
    public let dueAt: Timestamp?
}

/// One run of a job, to come, now, or done.
public struct Job: Sendable {
    public typealias ID = Identifier<Job>

    public enum Status: String, Sendable, Codable, CaseIterable, SQLCodable {
        case waiting
        case running
        /// It failed, and is tried again.
        case retrying
        case done
        /// It failed as often as is tried.
        case failed
    }

    public let id: ID
    public let plugin: String
    public let name: String
    public let key: String?
    /// JSON text.
    public let payload: String
    public let status: Status
    public let dueAt: Timestamp
    /// How often it was begun.
    public let attempts: Int
    /// JSON text: how far it has come.
    public let checkpoint: String?
    /// What was wrong at the last try.
    public let error: String?
    public let createdAt: Timestamp
    public let startedAt: Timestamp?
    public let finishedAt: Timestamp?
}

/// A job that a node has begun, and holds for as long as it gives signs of life.
public struct JobRun: Sendable {
    /// How long a node may be silent before another takes the job over, in milliseconds. The clocks of the nodes may
    /// differ by less than half of that.
    public static let patience: Int64 = 20_000

    public let job: Job
    /// What tells the node's hold from every other.
    let holder: String

    /// The job is the node's for another ``patience``.
    /// - Throws: ``JobLost``.
    public func keep(in tx: Transaction, at now: Timestamp) throws {
        let kept = try tx.execute(
            "UPDATE jobs SET held_until = $3 WHERE id = $1 AND holder = $2 AND status = 'running'",
            job.id,
            holder,
            now.adding(milliseconds: Self.patience)
        )
        guard kept == 1 else {
            let isThere = try tx.first("SELECT 1 FROM jobs WHERE id = $1", job.id) { _ in true } ?? false
            throw JobLost(id: job.id, isRemoved: !isThere)
        }
    }

    /// Keeps how far the job has come: whoever begins it again is told.
    /// - Parameter checkpoint: JSON text.
    /// - Throws: ``JobLost``.
    public func checkpoint(_ checkpoint: String, in tx: Transaction, at now: Timestamp) throws {
        try keep(in: tx, at: now)
        try tx.execute("UPDATE jobs SET checkpoint = $2 WHERE id = $1", job.id, checkpoint)
    }
}

/// The job is not this node's any more: it was silent for too long and another runs it, or its plugin was removed.
public struct JobLost: Error, CustomStringConvertible {
    public let id: Job.ID
    public let isRemoved: Bool

    public var description: String {
        isRemoved ? "the job \(id) was removed with its plugin" : "another node has taken over the job \(id)"
    }
}

extension Job {
    static func decode(_ row: Row) throws -> Job {
        Job(
            id: try row.get(0),
            plugin: try row.get(1),
            name: try row.get(2),
            key: try row.get(3),
            payload: try row.get(4),
            status: try row.get(5),
            dueAt: try row.get(6),
            attempts: try row.get(7),
            checkpoint: try row.get(8),
            error: try row.get(9),
            createdAt: try row.get(10),
            startedAt: try row.get(11),
            finishedAt: try row.get(12)
        )
    }
}
