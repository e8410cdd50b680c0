/// What somebody wants of a store, which decides how long he waits for his turn and what he may take from others.
public enum StoreUse: Sendable {
    /// What somebody outside waits for, such as a buyer. When there are too many, or it waited too long, it is refused with
    /// ``StoreError/Code/busy`` before it has begun.
    case request
    /// The same for what may take long, such as a plugin's route or the shop's administration: at most half of the places
    /// and threads are taken by such, so that buyers go on.
    case longRequest
    /// The shop's own work: it waits for as long as it takes. Whoever does such work begins the next when the last has
    /// ended, so that little of it waits.
    case work
}

/// How many may wait for a store's writers, or for its readers, and how long.
public struct WaitingLimits: Sendable {
    /// Requests that wait at most; those that come then are refused at once.
    public var places: Int
    /// How long a request waits for its turn. Once it has begun it is not given up.
    public var patience: Duration

    public init(places: Int = 1000, patience: Duration = .seconds(5)) {
        precondition(places > 1, "somebody must be able to wait")
        self.places = places
        self.patience = patience
    }
}

/// How busy a store is. Writes and reads have queues of their own.
public struct StoreLoad: Sendable, Hashable {
    public struct Queue: Sendable, Hashable {
        /// How many wait for their turn now.
        public let waiting: Int
        /// How many requests were refused since the store was opened, because there were too many or they waited too long.
        public let refused: Int

        public init(waiting: Int, refused: Int) {
            self.waiting = waiting
            self.refused = refused
        }
    }

    public let writes: Queue
    public let reads: Queue

    public init(writes: Queue, reads: Queue) {
        self.writes = writes
        self.reads = reads
    }
}
