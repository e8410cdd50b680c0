import Synchronization
public import TotemKernel
public import TotemStore

/// Who is behind a Bearer token. The answer is kept for a few seconds, so that a busy session costs no look-up per
/// request; a change on this node is seen by the next request, a change of another process with the next poll.
public final class ActorCache: Sendable {
    /// The actor of a session's token or an API key; nil when it is unknown, over or revoked.
    public typealias Lookup = @Sendable (String, Transaction, Timestamp) throws -> Actor?

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

    private let lookup: Lookup
    private let state = Mutex(State())

    public init(lookup: @escaping Lookup) {
        self.lookup = lookup
    }

    /// Forgets everybody: called after the commit of whatever ends a session, revokes a key or changes a role.
    public func clear() {
        state.withLock {
            $0.entries.removeAll()
            $0.generation += 1
        }
    }

    /// - Parameter header: the value of `Authorization`.
    /// - Throws: ``KernelError`` (401) when it is no Bearer token, or the token is not good (any more).
    func actor(of header: String, _ kernel: Kernel) async throws -> Actor {
        guard let token = Self.token(in: header) else {
            throw KernelError(.unauthenticated, "bad-credentials", "Authorization must be 'Bearer' and a token.")
        }
        let now = kernel.clock.now
        let (known, generation) = state.withLock { ($0.entries[token], $0.generation) }
        if let known, known.until > now { return known.actor }
        guard let actor = try await kernel.store.read({ [lookup] tx in try lookup(token, tx, now) }) else {
            throw KernelError(
                .unauthenticated,
                "bad-credentials",
                "The token is not known, or its session is over; log in again."
            )
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

    /// RFC 6750 §2.1; the scheme's name in any case.
    private static func token(in header: String) -> String? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 512 else { return nil }
        return String(parts[1])
    }
}
