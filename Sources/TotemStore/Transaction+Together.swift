/// Where an answer of the database costs a round trip, these save it: statements that travel together, and statements that
/// travel with the commit. Elsewhere each is run at once, and costs what it costs anywhere.
// The compiler tells the overloads apart by what the closure gives.
// swift-format-ignore: AmbiguousTrailingClosureOverload
extension Transaction {
    /// Runs the statements that `body` writes, all in one round trip, and gives what those of them answer that it returns:
    /// ```swift
    /// let (images, prices) = try tx.together { batch in
    ///     (try batch.query("SELECT url FROM …", id) { … }, try batch.query("SELECT price FROM …", id) { … })
    /// }
    /// ```
    /// Inside of `body` nothing else is run on the transaction; what is for its commit may be written there.
    /// - Throws: what `body` throws; or the error of the first statement that failed, which names it.
    public func together<each Value>(
        _ body: (Batch) throws -> (repeat Queued<each Value>)
    ) throws -> (repeat each Value) {
        let answers: (repeat Queued<each Value>) = try queue(body)
        return (repeat try (each answers).value())
    }

    /// The same for two, of which most batches of an order are: made for their types, where a list is gone through as the
    /// program runs.
    public func together<First, Second>(
        _ body: (Batch) throws -> (Queued<First>, Queued<Second>)
    ) throws -> (First, Second) {
        let (first, second) = try queue(body)
        return (try first.value(), try second.value())
    }

    /// The same for one answer, which the compiler does not take for a list of one.
    public func together<Value>(_ body: (Batch) throws -> Queued<Value>) throws -> Value {
        try queue(body).value()
    }

    /// The same for statements of which no answer is wanted.
    public func together(_ body: (Batch) throws -> Void) throws {
        try queue(body)
    }

    /// Runs a statement right before the commit, in the order in which these were written. A savepoint that is undone takes
    /// it with it. Nothing that comes after it in the transaction may ask for what it changes: whether that is to be seen
    /// yet is up to the engine.
    ///
    /// Its error is thrown by the commit, with its text, and to the caller of `write`.
    public func executeAtCommit(_ sql: SQL, _ parameters: any SQLEncodable...) throws {
        let statement = try bind(parameters, to: writable(sql).statement(for: sql))
        defer { statement.reset() }
        if try statement.postpone(until: .commit, orElse: nil) { return }
        _ = try Self.changes(of: statement)
    }

    /// The same for a statement that must change exactly one row, because of a condition that held when it was looked at: an
    /// UPDATE whose WHERE asks once more. The row, which others want too, is held for no longer than it takes to commit.
    /// - Parameter conflict: what to throw when it is not so, with the code `.conflict`: the closure is run again.
    public func changeOneAtCommit(_ sql: SQL, _ parameters: any SQLEncodable..., orElse conflict: StoreError) throws {
        _ = try writable(sql)
        try changeOne(sql, parameters, at: .commit, orElse: conflict)
    }

    func changeOne(
        _ sql: SQL,
        _ parameters: [any SQLEncodable],
        at moment: Postponement,
        orElse conflict: StoreError
    ) throws {
        let statement = try bind(parameters, to: try open().changeOfOneRow(sql))
        defer { statement.reset() }
        if try statement.postpone(until: moment, orElse: conflict) { return }
        guard try Self.changes(of: statement) == 1 else { throw conflict }
    }

    /// What is asked for in a read has no commit to wait for.
    private func writable(_ sql: SQL) throws -> any StoreConnection {
        guard isWritable else {
            throw StoreError(.readOnly, "a read can't change anything; use write", sql: sql.text)
        }
        return open()
    }
}
