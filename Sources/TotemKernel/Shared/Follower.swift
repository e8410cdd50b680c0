private import Synchronization
public import TotemStore

/// Keeps what a process holds in memory of its store (plugins, who may do what, answers) in step with what other processes
/// commit.
///
/// Where the engine tells of every commit at once (``Store/commitsOfOthers``), whoever calls ``catchUp()`` before he looks
/// into the memory finds what was committed before. Elsewhere somebody polls, and calls ``follow()``.
public actor Follower {
    public nonisolated let store: any Store
    private let refresh: @Sendable () async throws -> Void
    /// What of ``Store/commitsOfOthers`` has been followed.
    private nonisolated let followed = Atomic<Int64>(0)
    private var running: Task<Void, any Error>?

    /// - Parameter refresh: reads anew, or drops, what is held in memory. It is not run twice at a time.
    public init(_ store: any Store, refresh: @escaping @Sendable () async throws -> Void) {
        self.store = store
        self.refresh = refresh
    }

    /// Returns when everything that others committed before the call is followed: at once when they have committed nothing.
    /// - Throws: what `refresh` throws; the next call tries again.
    public nonisolated func catchUp() async throws {
        guard let commits = store.commitsOfOthers, commits > followed.load(ordering: .acquiring) else { return }
        try await follow(upTo: commits)
    }

    /// Follows now, whatever was committed.
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
        let task = Task { [store, refresh] in
            let commits = store.commitsOfOthers
            try await refresh()
            return commits
        }
        running = Task { _ = try await task.value }
        defer { running = nil }
        if let commits = try await task.value { followed.store(commits, ordering: .releasing) }
    }
}
