public import TotemStore

/// How far a plugin was told what happened: its place in the feed, and the event that it stumbles over.
///
/// A plugin hears of everything that happens from the moment at which it was switched on; on PostgreSQL perhaps also of what was
/// committed right before, while an older transaction was still open: nothing that commits later is missed. An event that it fails at is
/// tried again, ``attempts`` times, later each time; then it is put aside (``FailedEvents``), and the next ones go on.
public enum EventDelivery {
    /// How often a plugin is told of an event before it is put aside.
    public static let attempts = 6
    /// The first wait, in milliseconds; each one after it is twice as long.
    private static let firstPause: Int64 = 1_000

    /// An event that a plugin failed at.
    public struct Stall: Sendable {
        public let event: Int64
        public let attempts: Int
        public let dueAt: Timestamp

        /// A moment that is further ahead than any wait was written before a clock was set back.
        public func isDue(at now: Timestamp) -> Bool {
            dueAt <= now || dueAt > now.adding(milliseconds: EventDelivery.firstPause << EventDelivery.attempts)
        }
    }

    /// A plugin's place in the feed.
    public static func reader(of plugin: String) -> FeedReader { FeedReader(prefix + plugin) }

    private static let prefix = "plugin:"

    /// A plugin that hears events begins with now, unless it has begun already; one that does not is no reader.
    public static func keep(_ plugin: String, hears: Bool, in tx: Transaction, at now: Timestamp) throws {
        if hears {
            try reader(of: plugin).register(from: .now, in: tx, at: now)
        } else {
            try end(plugin, in: tx)
        }
    }

    /// The plugin is off: it is told nothing of what happens from now on.
    static func end(_ plugin: String, in tx: Transaction) throws {
        try reader(of: plugin).remove(in: tx)
        try tx.execute("DELETE FROM stalled_events WHERE plugin = $1", plugin)
    }

    /// The plugins that have a place in the feed.
    public static func readers(in tx: Transaction) throws -> Set<String> {
        let names = try tx.query("SELECT name FROM feed_readers") { try $0.get(0, as: String.self) }
        return Set(names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
    }

    public static func stall(of plugin: String, in tx: Transaction) throws -> Stall? {
        try tx.first("SELECT event_id, attempts, due_at FROM stalled_events WHERE plugin = $1", plugin) { row in
            Stall(event: try row.get(0), attempts: try row.get(1), dueAt: try row.get(2))
        }
    }

    /// The plugin could not be told of the event that it stands before: it is tried again later, or put aside.
    /// - Returns: whether it was put aside, and the next one can be told.
    public static func failed(
        _ plugin: String,
        at event: Event,
        _ why: String,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Bool {
        let before = try stall(of: plugin, in: tx)
        let attempts = (before?.event == event.id ? before?.attempts ?? 0 : 0) + 1
        guard attempts < Self.attempts else {
            try FailedEvents.add(event, of: plugin, why, attempts, in: tx, at: now)
            try Feed.move(reader(of: plugin).name, to: event.position, in: tx, at: now)
            try recovered(plugin, in: tx)
            return true
        }
        try tx.execute(
            """
            INSERT INTO stalled_events (plugin, event_id, attempts, due_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (plugin) DO UPDATE SET event_id = $2, attempts = $3, due_at = $4
            """,
            plugin,
            event.id,
            attempts,
            now.adding(milliseconds: firstPause << (attempts - 1))
        )
        return false
    }

    /// The plugin was told of what it had failed at.
    public static func recovered(_ plugin: String, in tx: Transaction) throws {
        try tx.execute("DELETE FROM stalled_events WHERE plugin = $1", plugin)
    }
}
