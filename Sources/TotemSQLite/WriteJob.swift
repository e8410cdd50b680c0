internal import Synchronization
internal import TotemStore

/// A `write` that waits for the writer: a closure and the caller to answer. The closure may run more than once;
/// the last run counts.
protocol WriteJob: AnyObject, Sendable {
    var use: StoreUse { get }
    /// Runs the closure and keeps what came of it.
    /// - Returns: whether it succeeded.
    func run(on connection: Connection) -> Bool
    /// Answers the caller with what came of the last run.
    func answer()
    /// Answers the caller with an error that is not the closure's.
    func fail(_ error: StoreError)
    /// Forgets the last run and counts it as failed with this error.
    func overrule(_ error: StoreError)
}

/// `@unchecked Sendable`: made by the caller, then used by the writer's thread alone.
final class ClosureJob<Value: Sendable>: WriteJob, @unchecked Sendable {
    let use: StoreUse
    private let body: @Sendable (Transaction) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>
    private var outcome: Result<Value, any Error>?
    private let listeners: CommitListeners
    private var afterCommit = CommitOutcome()

    init(
        for use: StoreUse,
        _ listeners: CommitListeners,
        _ body: @escaping @Sendable (Transaction) throws -> Value,
        _ continuation: CheckedContinuation<Value, any Error>
    ) {
        self.use = use
        self.listeners = listeners
        self.body = body
        self.continuation = continuation
    }

    func run(on connection: Connection) -> Bool {
        let transaction = Transaction(on: connection, isWritable: true)
        let outcome = Result { try body(transaction) }
        afterCommit = transaction.finish()
        connection.resetStatementsInUse()
        self.outcome = outcome
        guard case .success = outcome else { return false }
        return true
    }

    func answer() {
        guard let outcome else { return }
        if case .success = outcome { afterCommit.run(for: listeners) }
        continuation.resume(with: outcome)
    }

    func fail(_ error: StoreError) {
        continuation.resume(throwing: error)
    }

    func overrule(_ error: StoreError) {
        outcome = .failure(error)
    }
}
