public import TotemStore

/// An event that a plugin was told of in vain, as often as is tried.
public struct FailedEvent: Sendable {
    public typealias ID = Identifier<FailedEvent>

    public let id: ID
    public let plugin: String
    public let event: Event
    public let attempts: Int
    /// What was wrong at the last try.
    public let error: String
    public let failedAt: Timestamp
    /// Whether it is about to be tried again, because somebody wants it.
    public let isReplayed: Bool
}

/// Events that plugins failed at, for people to look at and to try again.
public enum FailedEvents {
    /// Of one plugin. When there are more, the oldest go.
    static let largestCount = 1_000
    private static let largestError = 500

    /// Newest first.
    public static func list(
        _ page: PageRequest,
        of plugin: String? = nil,
        in tx: Transaction
    ) throws -> Page<FailedEvent> {
        let order = "failed-events"
        let events = try tx.query(
            """
            SELECT id, plugin, attempts, error, failed_at, replay_at IS NOT NULL, event_id, type, subject, subject_id,
              actor, data, created_at
            FROM failed_events WHERE id < $1 AND (plugin = $2 OR $2 IS NULL) ORDER BY id DESC LIMIT $3
            """,
            try page.position(in: order)?.integer(0) ?? .max,
            plugin,
            page.limit + 1,
            row: FailedEvent.init
        )
        return Page(events, for: page, in: order) { [.integer($0.id.value)] }
    }

    /// Has events told again, soon, by a node that runs their plugins.
    /// - Parameters:
    ///   - id: only this one.
    ///   - plugin: only those of this one.
    /// - Returns: how many there are.
    /// - Throws: ``KernelError`` not found for an id that is none.
    @discardableResult
    public static func replay(
        _ id: FailedEvent.ID? = nil,
        of plugin: String? = nil,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Int {
        let count = try tx.execute(
            """
            UPDATE failed_events SET replay_at = $3 WHERE (id = $1 OR $1 IS NULL) AND (plugin = $2 OR $2 IS NULL)
            """,
            id,
            plugin,
            now
        )
        if let id, count == 0 { throw KernelError.notFound("failed event \(id)") }
        return count
    }

    /// Those that somebody wants to be tried again, of plugins that run here, in the order of the feed.
    public static func replayed(
        of plugins: some Sequence<String>,
        atMost limit: Int,
        in tx: Transaction
    ) throws -> [FailedEvent] {
        try tx.query(
            """
            SELECT id, plugin, attempts, error, failed_at, replay_at IS NOT NULL, event_id, type, subject, subject_id,
              actor, data, created_at
            FROM failed_events WHERE replay_at IS NOT NULL AND plugin = ANY($1) ORDER BY id LIMIT $2
            """,
            SQLList(plugins),
            limit,
            row: FailedEvent.init
        )
    }

    /// The plugin was told of it after all.
    public static func remove(_ id: FailedEvent.ID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM failed_events WHERE id = $1", id)
    }

    /// It failed once more.
    public static func failedAgain(
        _ id: FailedEvent.ID,
        _ why: String,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.execute(
            """
            UPDATE failed_events SET attempts = attempts + 1, error = $2, failed_at = $3, replay_at = NULL WHERE id = $1
            """,
            id,
            String(why.prefix(largestError)),
            now
        )
    }

    static func add(
        _ event: Event,
        of plugin: String,
        _ why: String,
        _ attempts: Int,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.execute(
            """
            INSERT INTO failed_events (plugin, event_id, type, subject, subject_id, actor, data, created_at, attempts,
              error, failed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            plugin,
            event.id,
            event.type,
            event.subject,
            event.subjectID,
            event.actor,
            event.data,
            event.createdAt,
            attempts,
            String(why.prefix(largestError)),
            now
        )
        try tx.execute(
            """
            DELETE FROM failed_events WHERE plugin = $1 AND id <= (
              SELECT id FROM failed_events WHERE plugin = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)
            """,
            plugin,
            largestCount
        )
    }

    /// The plugin is gone, and with it who could be told.
    static func removeAll(of plugin: String, in tx: Transaction) throws {
        try tx.execute("DELETE FROM failed_events WHERE plugin = $1", plugin)
    }
}

extension FailedEvent {
    fileprivate init(_ row: Row) throws {
        id = try row.get(0)
        plugin = try row.get(1)
        attempts = try row.get(2)
        error = try row.get(3)
        failedAt = try row.get(4)
        isReplayed = try row.get(5)
        event = try Event(kept: row, from: 6)
    }
}
