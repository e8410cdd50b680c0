internal import Synchronization
internal import TotemStore

/// The threads that run closures, each with a connection of its own. A thread is started when a closure would have to
/// wait, up to the number of connections. Reads and writes have pools of their own, so that writes that wait for each
/// other's rows keep nobody from reading.
final class ConnectionPool: Sendable {
    private struct State {
        var threads: [StoreThread] = []
        /// Jobs that wait or run.
        var jobs = 0
        var isClosed = false
    }

    /// A job, and what must be known of the moment when it came.
    private struct Arrival: WaitingJob {
        let job: any PostgresJob
        /// How many attempts to connect had begun before.
        let attempts: Int
        /// It has left the line without being run.
        let leave: @Sendable () -> Void

        var use: StoreUse { job.use }

        func refuse(_ error: StoreError) {
            leave()
            job.fail(error)
        }
    }

    private let limit: Int
    private let makeSeat: @Sendable (Connection?) -> Seat
    private let attempts: ConnectionAttempts
    private let line: WaitingLine<Arrival>
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: how many connections at most.
    ///   - attempts: those of all the store's connections.
    ///   - makeSeat: makes a thread's place at the server, with a connection when there is one already.
    init(
        atMost limit: Int,
        _ waiting: WaitingLimits,
        _ attempts: ConnectionAttempts,
        makeSeat: @escaping @Sendable (Connection?) -> Seat
    ) {
        self.limit = limit
        self.attempts = attempts
        self.makeSeat = makeSeat
        line = WaitingLine(waiting, threads: limit)
    }

    /// Takes over a connection that is open already, before the first job.
    /// - Throws: ``StoreError`` `.unavailable` when there is no thread for it.
    func seat(_ connection: Connection) throws {
        let first = try thread(HandOver(connection))
        state.withLock { $0.threads.append(first) }
    }

    /// Runs the job when its turn has come, or refuses it.
    func put(_ job: any PostgresJob) {
        state.withLock { state in
            state.jobs += 1
            // Where the system has no more threads, those that are there do it, one after another.
            if state.jobs > state.threads.count, state.threads.count < limit, !state.isClosed,
                let another = try? thread(HandOver<Connection>(nil))
            {
                state.threads.append(another)
            }
        }
        line.join(Arrival(job: job, attempts: attempts.count) { [self] in state.withLock { $0.jobs -= 1 } })
    }

    var load: StoreLoad.Queue { line.load }

    /// Refuses new jobs; those that wait are still run.
    func close() {
        state.withLock { $0.isClosed = true }
        line.close()
    }

    /// Returns when every connection is closed.
    func finished() async {
        for thread in state.withLock({ $0.threads }) { await thread.finished() }
    }

    private func thread(_ first: HandOver<Connection>) throws -> StoreThread {
        try StoreThread("postgres") { [self] in
            let seat = makeSeat(first.take())
            while runNext(on: seat) {}
        }
    }

    /// A function of its own, so that nothing of a job is kept while its thread waits for the next one.
    /// - Returns: false when the pool is closed and nothing waits.
    private func runNext(on seat: Seat) -> Bool {
        guard let arrival = line.take() else { return false }
        arrival.job.run(on: seat, since: arrival.attempts)
        seat.leaveLost()
        line.finish(arrival)
        state.withLock { $0.jobs -= 1 }
        return true
    }
}
