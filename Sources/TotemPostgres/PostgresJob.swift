internal import Glibc
internal import Synchronization
internal import TotemStore

/// A `read` or `write` that waits for a connection.
protocol PostgresJob: AnyObject, Sendable {
    var use: StoreUse { get }
    /// Runs the closure, again where the engine promises to, and answers the caller.
    /// - Parameter arrival: how many attempts to connect had begun when the job was queued.
    func run(on seat: Seat, since arrival: Int)
    /// Answers the caller with an error that is not the closure's.
    func fail(_ error: any Error)
    /// The caller has lost interest.
    func cancel()
}

/// `@unchecked Sendable`: made by the caller, then used by one thread of the pool; what others touch is in `state`.
final class ClosureJob<Value: Sendable>: PostgresJob, @unchecked Sendable {
    private enum Phase {
        case waiting
        /// It can be stopped at the server.
        case running(Canceller?)
        /// It is being stopped there.
        case stopping(Canceller)
        /// Commits and answers are not interrupted.
        case ending
        case answered
    }

    private struct State {
        var phase = Phase.waiting
        var isCancelled = false
        var continuation: CheckedContinuation<Value, any Error>?
    }

    /// What to do after one run of the closure.
    private enum Verdict {
        case done
        /// Another transaction stood in the way.
        case again(any Error)
        /// The connection broke before anything was committed.
        case reconnect(any Error)
    }

    private static var reconnectLimit: Int { 2 }

    let use: StoreUse
    private let isWritable: Bool
    private let listeners: CommitListeners
    private let body: @Sendable (Transaction) throws -> Value
    private let state = Mutex(State())

    init(
        isWritable: Bool,
        for use: StoreUse,
        _ listeners: CommitListeners,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) {
        self.isWritable = isWritable
        self.listeners = listeners
        self.use = use
        self.body = body
    }

    /// Who is answered. Called once, before the job is queued.
    /// - Returns: false when the caller has lost interest already, and is answered.
    func expect(_ continuation: CheckedContinuation<Value, any Error>) -> Bool {
        let isCancelled = state.withLock { state in
            if !state.isCancelled { state.continuation = continuation }
            return state.isCancelled
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
        return !isCancelled
    }

    func run(on seat: Seat, since arrival: Int) {
        var arrival = arrival
        var conflicts = 0
        var reconnections = 0
        while !isCancelled {
            let connection: Connection
            do { connection = try seat.connected(since: arrival) } catch { return fail(error) }
            guard beginRunning(on: connection) else { break }
            switch attempt(on: connection) {
            case .done:
                return
            case .again(let error):
                conflicts += 1
                guard conflicts < StoreError.conflictRuns else { return fail(error) }
                Backoff.sleep(after: conflicts)
            case .reconnect(let error):
                reconnections += 1
                guard reconnections <= Self.reconnectLimit else { return fail(error) }
                arrival = seat.attempts.count
            }
        }
        fail(CancellationError())
    }

    private var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func fail(_ error: any Error) {
        answer(.failure(error))
    }

    /// Waiting jobs are answered at once; a running statement is stopped. A commit that has begun is waited for.
    func cancel() {
        let (waiting, canceller) = state.withLock { state -> (CheckedContinuation<Value, any Error>?, Canceller?) in
            state.isCancelled = true
            switch state.phase {
            case .waiting:
                state.phase = .answered
                defer { state.continuation = nil }
                return (state.continuation, nil)
            case .running(let canceller?):
                state.phase = .stopping(canceller)
                return (nil, canceller)
            case .running(nil), .stopping, .ending, .answered:
                return (nil, nil)
            }
        }
        waiting?.resume(throwing: CancellationError())
        canceller?.start()
    }

    /// The closure has run: from here on nothing is stopped. What is being stopped has to be over before the connection
    /// runs anything else, or a statement of another job might be stopped.
    private func endRunning(on connection: Connection) {
        let stopping = state.withLock { state -> Canceller? in
            defer { state.phase = .ending }
            guard case .stopping(let canceller) = state.phase else { return nil }
            return canceller
        }
        guard let stopping else { return }
        if !stopping.wait(atMost: connection.options.patience) { connection.link.abandon() }
    }

    // MARK: One run

    /// - Returns: false when the caller has lost interest.
    private func beginRunning(on connection: Connection) -> Bool {
        state.withLock { state in
            if !state.isCancelled { state.phase = .running(connection.link.canceller) }
            return !state.isCancelled
        }
    }

    private func attempt(on connection: Connection) -> Verdict {
        connection.begin(isWritable: isWritable)
        let transaction = Transaction(on: connection, isWritable: isWritable)
        let outcome = Result { try body(transaction) }
        let afterCommit = transaction.finish()
        endRunning(on: connection)
        if let verdict = trouble(on: connection, outcome) {
            connection.rollback()
            return verdict
        }
        switch outcome {
        case .failure:
            connection.rollback()
            answer(outcome)
        case .success where isWritable:
            do {
                try connection.commit()
            } catch {
                let conflict = connection.conflict
                connection.rollback()
                if let conflict { return .again(conflict) }
                answer(.failure(error))
                return .done
            }
            afterCommit.run(for: listeners)
            answer(outcome)
        case .success:
            // Nothing depends on how a read ends.
            answer(outcome)
            connection.rollback()
        }
        return .done
    }

    /// What decides over the closure's own outcome: it may have caught an error that it could do nothing about.
    private func trouble(on connection: Connection, _ outcome: Result<Value, any Error>) -> Verdict? {
        if isCancelled {
            answer(.failure(CancellationError()))
            return .done
        }
        if let loss = connection.link.loss {
            let error = StoreError.unavailable(connection.address, loss.reason)
            // To ask a server once more that said nothing for so long would double the wait.
            guard loss.isSilence else { return .reconnect(error) }
            answer(.failure(error))
            return .done
        }
        if let conflict = connection.conflict { return .again(conflict) }
        if case .failure(let error as StoreError) = outcome, error.code == .conflict { return .again(error) }
        return nil
    }

    private func answer(_ outcome: Result<Value, any Error>) {
        let continuation = state.withLock { state in
            state.phase = .answered
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(with: outcome)
    }
}

/// The pause before a transaction is run again: doubled each time, with jitter, so that those that met do not meet again.
enum Backoff {
    private static let first = 1_000
    private static let longest = 100_000

    /// - Parameter tries: how often it was tried, from 1.
    static func sleep(after tries: Int) {
        let limit = min(first << min(tries, 10), longest)
        usleep(UInt32(Int.random(in: first / 2...limit)))
    }
}
