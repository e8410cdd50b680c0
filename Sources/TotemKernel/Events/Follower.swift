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
        guard let commits = store.commitsOfOthers, commits > followed.load(ordering: .acquiring) else { return }
        try await follow(upTo: commits)
    }

    /// Reads the feed now.
    public func follow() async throws {
        while let running { _ = await running.result }
        try await start()
    }

    private func follow(upTo commits: Int64) async throws {
        // One that runs already may have begun before the commit in question.
        while followed.load(ordering: .relaxed) < commits {
            if let running { try await running.value } else { try await start() }
        }
    }

    private func start() async throws {
        let task = Task { [store, apply, cursor] in
            let commits = store.commitsOfOthers
            let (next, changes) = try await store.read(for: .request) { tx in
                guard var cursor else { return (try FeedCursor(in: tx), [FeedNews.everything]) }
                let changes = try cursor.changes(in: tx)
                return (cursor, changes)
            }
            try await apply(changes)
            return (commits: commits, cursor: next)
        }
        running = Task { _ = try await task.value }
        defer { running = nil }
        let (commits, next) = try await task.value
        cursor = next
        if let commits { followed.store(commits, ordering: .releasing) }
    }
}
