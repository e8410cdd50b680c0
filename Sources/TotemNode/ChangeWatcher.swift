public import Logging
public import TotemKernel
import TotemStore

/// Makes a node follow what other processes write, whether or not anybody asks it something.
///
/// Where the engine tells of every commit at once, this only sees to it that a plugin starts and stops without waiting for
/// the next request, which would follow by itself. Elsewhere what is announced (``Transaction/announceChange()``: plugins,
/// settings, who may do what) is followed at once. Besides, the store is asked a few times a second whether another process
/// has changed anything, which costs microseconds: that finds all the rest, and what was announced while the listening
/// connection was lost.
public struct ChangeWatcher: Sendable {
    private let follower: Follower
    private let presence: NodePresence?
    private let interval: Duration
    private let log: Logger

    /// - Parameters:
    ///   - presence: answers those who wait for what they changed to be followed.
    ///   - interval: how often the store is asked.
    public init(
        _ follower: Follower,
        _ presence: NodePresence? = nil,
        every interval: Duration = .milliseconds(200),
        log: Logger
    ) {
        self.follower = follower
        self.presence = presence
        self.interval = interval
        self.log = log
    }

    /// Watches until the task is cancelled. What fails is logged and tried again with the next poll.
    public func run() async {
        var seen: Int64?
        while !Task.isCancelled {
            do {
                try await follow(&seen)
            } catch is CancellationError {
                break
            } catch {
                log.warning("following the store's changes failed; trying again", metadata: ["error": "\(error)"])
            }
            // An announcement is followed whatever the counter says.
            if await follower.store.waitForChange(upTo: interval) { seen = nil }
        }
    }

    /// - Parameter seen: the counter that was followed; nil the first time, for something may have changed since the node
    ///   was opened.
    private func follow(_ seen: inout Int64?) async throws {
        if seen != nil, follower.store.commitsOfOthers != nil { return try await follower.catchUp() }
        let counter = try await follower.store.changeCounter()
        guard counter != seen else { return }
        let question = try await presence?.question()
        try await follower.follow()
        if let question { try await presence?.answer(question) }
        seen = counter
    }
}
