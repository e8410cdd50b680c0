public import TotemStore

/// How an embedded store is opened. The defaults suit a shop; tests and benchmarks change them.
public struct SQLiteOptions: Sendable {
    /// Threads that run `read` closures, each with a connection of its own.
    public var readers: Int
    /// How long to wait for another process that holds the database, in milliseconds.
    public var busyTimeout: Int
    /// How many `write` closures share one commit at most.
    public var batchLimit: Int
    /// How long a batch may take on closures before it commits, in milliseconds. Those it did not come to are
    /// the next batch, so that slow closures do not hold up the answers of the quick ones before them.
    public var batchTime: Int
    /// Size of the write-ahead log, in pages of 4 KiB, at which its content is moved into the database file.
    public var checkpointPages: Int
    /// Of those who write, and of those who read.
    public var waiting: WaitingLimits

    /// The file layer of SQLite's that the store writes through; nil for the system's own. Tests cut the power there.
    package var systemLayer: String?

    public init(
        readers: Int = 4,
        busyTimeout: Int = 5000,
        batchLimit: Int = 256,
        batchTime: Int = 10,
        checkpointPages: Int = 2000,
        waiting: WaitingLimits = WaitingLimits()
    ) {
        precondition(readers > 0 && batchLimit > 0 && checkpointPages > 0, "a store needs a reader and some room")
        self.readers = readers
        self.busyTimeout = busyTimeout
        self.batchLimit = batchLimit
        self.batchTime = batchTime
        self.checkpointPages = checkpointPages
        self.waiting = waiting
    }
}
