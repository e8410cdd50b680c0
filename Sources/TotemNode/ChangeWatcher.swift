public import Logging
public import TotemKernel
import TotemStore

/// Makes a node follow what other processes write, whether or not anybody asks it something.
///
/// On PostgreSQL a node that commits something wakes the others, which then read the feed of changes; besides, each looks
/// once a second, for a word may get lost with the process that was to send it. Where the engine tells of every commit at
/// once, every request follows by itself, and this only sees to it that a plugin starts and stops without waiting for one:
/// five times a second it looks at a number in memory.
public struct ChangeWatcher: Sendable {
    private let follower: Follower
    private let presence: NodePresence?
    private let interval: Duration
    private let log: Logger

    /// - Parameters:
    ///   - presence: answers those who wait for what they changed to be followed.
    ///   - interval: how often it looks when nobody wakes it; nil: as above.
    public init(
        _ follower: Follower,
        _ presence: NodePresence? = nil,
        every interval: Duration? = nil,
        log: Logger
    ) {
        self.follower = follower
        self.presence = presence
        self.interval = interval ?? .milliseconds(follower.store.commitsOfOthers == nil ? 1000 : 200)
        self.log = log
    }

    /// Watches until the task is cancelled. What fails is logged and tried again with the next look.
    public func run() async {
        // Something may have changed since the node was opened.
        var isFirst = true
        while !Task.isCancelled {
            do {
                if isFirst || follower.store.commitsOfOthers == nil {
                    try await follow()
                } else {
                    try await follower.catchUp()
                }
                isFirst = false
            } catch is CancellationError {
                break
            } catch {
                log.warning("following the store's changes failed; trying again", metadata: ["error": "\(error)"])
            }
            _ = await follower.store.waitForChange(upTo: interval)
        }
    }

    private func follow() async throws {
        let question = try await presence?.question()
        try await follower.follow()
        if let question { try await presence?.answer(question) }
    }
}
