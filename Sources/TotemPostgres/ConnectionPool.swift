internal import Synchronization
internal import TotemStore

/// The threads that run closures, each with a connection of its own. A thread is started when a closure would have to
/// wait, up to the number of connections.
final class ConnectionPool: Sendable {
    private struct State {
        var threads: [StoreThread] = []
        /// Jobs that are queued or running.
        var jobs = 0
        /// Of these the writes that wait for a thread.
        var waitingWrites = 0
        var isClosed = false
    }

    private struct QueuedJob {
        let job: any PostgresJob
        /// How many attempts to connect had begun before.
        let arrival: Int
    }

    private let address: PostgresAddress
    private let options: PostgresOptions
    private let changes: ChangeCount
    private let attempts = ConnectionAttempts()
    private let queue = WorkQueue<QueuedJob>()
    private let state = Mutex(State())

    /// - Parameter first: a connection that is open already.
    init(_ address: PostgresAddress, _ options: PostgresOptions, _ changes: ChangeCount, first: Connection) {
        self.address = address
        self.options = options
        self.changes = changes
        let handOver = HandOver(first)
        state.withLock { $0.threads.append(thread(handOver)) }
    }

    /// - Returns: false when the pool is closed.
    func put(_ job: any PostgresJob) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.jobs += 1
            if job.isWritable { state.waitingWrites += 1 }
            if state.jobs > state.threads.count, state.threads.count < options.connections {
                state.threads.append(thread(HandOver<Connection>(nil)))
            }
            return queue.put(QueuedJob(job: job, arrival: attempts.count))
        }
    }

    var waitingWrites: Int { state.withLock { $0.waitingWrites } }

    /// Refuses new jobs; those that wait are still run.
    func close() {
        state.withLock { $0.isClosed = true }
        queue.close()
    }

    /// Returns when every connection is closed.
    func finished() async {
        for thread in state.withLock({ $0.threads }) { await thread.finished() }
    }

    private func thread(_ first: HandOver<Connection>) -> StoreThread {
        StoreThread { [self] in
            let seat = Seat(address, options, changes, attempts, connection: first.take())
            while runNext(on: seat) {}
        }
    }

    /// A function of its own, so that nothing of a job is kept while its thread waits for the next one.
    /// - Returns: false when the pool is closed and nothing waits.
    private func runNext(on seat: Seat) -> Bool {
        guard let queued = queue.take(atMost: 1).first else { return false }
        if queued.job.isWritable { state.withLock { $0.waitingWrites -= 1 } }
        queued.job.run(on: seat, since: queued.arrival)
        seat.leaveLost()
        state.withLock { $0.jobs -= 1 }
        return true
    }
}
