private import Synchronization
public import TotemStore

/// Keeps what a process holds in memory of its store (plugins, answers) in step with what other processes commit, by
/// reading the feed of changes. What the process itself commits it is told directly: ``Store/listeners``.
///
/// Where the engine tells of every commit at once (``Store/commitsOfOthers``), whoever calls ``catchUp()`` before he looks
/// into the memory finds what was committed before. Elsewhere somebody is woken by the store, and calls ``follow()``.
public actor Follower {
    public nonisolated let store: any Store
    private let apply: @Sendable ([FeedNews]) async throws -> Void
    /// What of ``Store/commitsOfOthers`` has been followed.
    private nonisolated let followed = Atomic<Int64>(0)
    private var running: Task<Void, any Error>?
    private var cursor: FeedCursor?

    /// - Parameter apply: reads anew, or drops, what has changed; called each time that the feed was looked at, with nothing
    ///   when there was nothing. It is not run twice at a time. When it throws, it is called with the same again.
    public init(_ store: any Store, apply: @escaping @Sendable ([FeedNews]) async throws -> Void) {
        self.store = store
        self.apply = apply
    }

    /// Returns when everything that others committed before the call is followed: at once when they have committed nothing.
    /// - Throws: what `apply` throws; the next call tries again.
    public nonisolated func catchUp() async throws {
        guard let commits = store.commitsOfOthers, !hasFollowed(commits) else { return }
        try await follow(upTo: commits)
    }

    /// Whether ``catchUp()`` has nothing to wait for.
    public nonisolated var isCaughtUp: Bool { store.commitsOfOthers.map(hasFollowed) ?? true }

    private nonisolated func hasFollowed(_ commits: Int64) -> Bool { commits <= followed.load(ordering: .acquiring) }

    /// Reads the feed now.
    public func follow() async throws {
        // One that runs already may have begun before what the caller knows of; one that others have started since did not.
        _ = await running?.result
        try await (running ?? start()).value
    }

    private func follow(upTo commits: Int64) async throws {
        while followed.load(ordering: .relaxed) < commits { try await (running ?? start()).value }
    }

    private func start() -> Task<Void, any Error> {
        let round = Task { try await read() }
        running = round
        return round
    }

    /// One look at the feed. What it has followed, and that it runs no more, is noted before those who wait for it go on: a
    /// task that has ended answers at once, so who finds it again would ask it for ever, and let nobody else in.
    private func read() async throws {
        defer { running = nil }
        let commits = store.commitsOfOthers
        let (next, changes) = try await store.read(for: .request) { [cursor] tx in
            guard var cursor else { return (try FeedCursor(in: tx), [FeedNews.everything]) }
            let changes = try cursor.changes(in: tx)
            return (cursor, changes)
        }
        try await apply(changes)
        cursor = next
        if let commits { followed.store(commits, ordering: .releasing) }
    }
}
