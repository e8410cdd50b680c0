/// A database of the shop.
///
/// What is promised to callers, whatever the engine:
/// * `write` returns only after what the closure wrote is durable. When it throws, nothing was written.
/// * The closure may run more than once (the engine may retry it), so it changes nothing but the
///   transaction. It runs on a thread of the engine's, never on Swift's cooperative pool.
/// * Transactions of several nodes run side by side: each statement of a `write` sees what others have committed before
///   it began (READ COMMITTED). What must not change between a read and the write that follows from it is read with
///   `SELECT … FOR UPDATE`, or guarded by ``Transaction/lock(_:)`` or by a condition of the write itself.
/// * A closure that throws ``StoreError`` `.conflict` is run again from the start, at most ``StoreError/conflictRuns``
///   times in all; so is one that the engine itself finds in conflict with another (a deadlock).
/// * `read` sees one snapshot from its first statement to its last.
/// * Closures are synchronous: no transaction is ever open across an `await`.
public protocol Store: Sendable {
    /// What the store is in: for the few things that differ.
    var engine: StoreEngine { get }

    /// Runs `body` in a read-only transaction.
    /// - Throws: ``StoreError`` `.busy` before `body` has begun, as `use` says; what `body` throws.
    func read<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value

    /// Runs `body` in a transaction that is durable when this returns, and undone when it throws.
    /// - Throws: ``StoreError`` `.busy` before `body` has begun, as `use` says; what `body` throws.
    func write<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value

    /// Returns when the store can be read and written, as far as can be told cheaply.
    /// - Throws: ``StoreError`` with what is wrong: the disk is full, the file is damaged, deleted or replaced, the server is
    ///   away or takes no writes.
    func check() async throws

    /// How often others were seen to have committed, at the price of a load: whoever asks before each use of what he keeps in
    /// memory never uses what another process has changed, once its `write` has returned. Nil: the engine can't tell so
    /// quickly, or the store is closed.
    var commitsOfOthers: Int64? { get }

    /// Waits until another process has told of a change (``Transaction/tell(_:)``), at most this long; not at all when one
    /// has since the last wait. Ends at once when the task is cancelled. The first wait may open a connection.
    ///
    /// This only makes others quicker: a word may get lost when a process dies or the server is away, and an engine may
    /// have none. Whoever must know of every change also looks now and then.
    /// - Returns: whether there are news, of another process or this one, or may have been while the connection was lost.
    func waitForChange(upTo limit: Duration) async -> Bool

    /// Those in this process who are told what its own transactions have committed.
    var listeners: CommitListeners { get }

    /// How many wait for their turn, and were refused it.
    var load: StoreLoad { get }

    /// Finishes what is queued, refuses what comes after, and closes every connection.
    func close() async
}

extension Store {
    /// ``read(for:_:)`` for the shop's own work.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await read(for: .work, body)
    }

    /// ``write(for:_:)`` for the shop's own work.
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await write(for: .work, body)
    }

    /// Where ``commitsOfOthers`` costs nothing to look at, nobody needs to be told.
    public func waitForChange(upTo limit: Duration) async -> Bool {
        try? await Task.sleep(for: limit)
        return false
    }
}
