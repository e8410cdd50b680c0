import TotemKernel
import TotemStore

/// What a request has come to in the first of its two transactions.
enum BegunRequest: Sendable {
    /// Nothing is left to do.
    case answered(Answer)
    /// Something outside of the store is to be done.
    /// - Parameter isNew: whether this request has begun it.
    case outstanding(Int64, isNew: Bool)
}

extension APIRequest {
    /// Keeps the answer of a request for its repeats, in the transaction that it tells of.
    typealias Keeper = @Sendable (Answer, Transaction) throws -> Void

    /// Answers a request that needs something outside of the store between two transactions, such as a payment provider.
    ///
    /// With an `Idempotency-Key`, what the request waits for is kept in the first transaction, and its answer in the
    /// second: a repeat gets the answer, or goes on with what is outstanding, and never begins anew.
    /// - Parameters:
    ///   - begin: the first transaction. What it throws rolls back all of it, and nothing is kept.
    ///   - finish: does what is outstanding. An answer that is not the last one is not given to `Keeper`: the repeat of the
    ///     request then finishes again.
    func changeInTwoCommits(
        begin: @escaping @Sendable (Transaction, RequestContext) throws -> BegunRequest,
        finish: (_ outstanding: Int64, _ isNew: Bool, @escaping Keeper) async throws -> Answer
    ) async throws -> Answer {
        let key = try idempotentRequest()
        let begun = try await kernel.write(context) { tx, context in
            guard let key else { return try begin(tx, context) }
            return try Self.begin(key, in: tx, context, begin)
        }
        switch begun {
        case .answered(let answer): return answer
        case .outstanding(let id, let isNew):
            return try await finish(id, isNew) { [kernel] answer, tx in
                guard let key else { return }
                try IdempotencyKeys.keep(.answer(answer.kept()), for: key, in: tx, at: kernel.clock.now)
            }
        }
    }

    private static func begin(
        _ key: IdempotentRequest,
        in tx: Transaction,
        _ context: RequestContext,
        _ body: (Transaction, RequestContext) throws -> BegunRequest
    ) throws -> BegunRequest {
        var isNew = false
        let (kept, isReplay) = try IdempotencyKeys.begin(key, in: tx, at: context.now) {
            switch try body(tx, context) {
            case .answered(let answer): return .answer(answer.kept())
            case .outstanding(let id, let hasBegun):
                isNew = hasBegun
                return .outstanding(id)
            }
        }
        switch kept {
        case .answer(let answer): return .answered(Answer(answer, isReplay: isReplay))
        case .outstanding(let id): return .outstanding(id, isNew: isNew)
        }
    }
}
