import Synchronization
import TotemKernel
import TotemStore

/// Who is behind a Bearer token. The answer is kept for a few seconds, so that a busy session costs no look-up per
/// request; a change on this node is seen by the next request, one of another process when it is announced, or with the
/// next poll.
public final class ActorCache: Sendable {
    private static let largestCount = 10_000
    private static let lifetime: Int64 = 5000

    private struct Entry {
        let actor: Actor
        let until: Timestamp
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// Raised by every clearing: a look-up that began before one is not kept after it.
        var generation = 0
    }

    private let state = Mutex(State())

    init() {}

    /// Forgets everybody: called after the commit of whatever ends a session, revokes a key or changes a role.
    public func clear() {
        state.withLock {
            $0.entries.removeAll()
            $0.generation += 1
        }
    }

    /// - Throws: ``KernelError`` (401) when the token is not good, or not any more.
    func actor(of token: String, _ kernel: Kernel) async throws -> Actor {
        let now = kernel.clock.now
        let (known, generation) = state.withLock { ($0.entries[token], $0.generation) }
        if let known, known.until > now { return known.actor }
        let actor = try await kernel.store.read(for: .request) { tx in
            try Authenticator.actor(forToken: token, in: tx, at: now)
        }
        keep(Entry(actor: actor, until: now.adding(milliseconds: Self.lifetime)), for: token, since: generation)
        return actor
    }

    private func keep(_ entry: Entry, for token: String, since generation: Int) {
        state.withLock {
            guard $0.generation == generation else { return }
            if $0.entries.count >= Self.largestCount { $0.entries.removeAll() }
            $0.entries[token] = entry
        }
    }
}
