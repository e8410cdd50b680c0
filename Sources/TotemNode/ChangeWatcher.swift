public import Logging
import TotemKernel
import TotemPluginHost
import TotemStore

/// Makes a node follow what other processes write: `totem plugin enable` on a store that a daemon sells from takes
/// effect there in well under a second.
///
/// What is announced (``Transaction/announceChange()``: plugins, settings, who may do what) is followed at once where the
/// engine can tell. Besides, it asks the store a few times a second whether another process has changed anything, which
/// costs microseconds: that finds all the rest, and what was announced while the listening connection was lost. Only
/// then it reconciles the plugins and drops caches.
public struct ChangeWatcher: Sendable {
    /// Within this time after a change nodes have followed it.
    public static let longestDelay = Duration.seconds(1)

    private let node: Node
    private let interval: Duration
    private let log: Logger
    private let onChange: @Sendable () -> Void

    /// - Parameters:
    ///   - interval: how often the store is asked.
    ///   - onChange: drops what is kept in memory; called after the plugins were reconciled.
    public init(
        _ node: Node,
        every interval: Duration = .milliseconds(200),
        log: Logger,
        onChange: @escaping @Sendable () -> Void
    ) {
        self.node = node
        self.interval = interval
        self.log = log
        self.onChange = onChange
    }

    /// Watches until the task is cancelled. What fails is logged and tried again with the next poll.
    public func run() async {
        var seen: Int64?
        while !Task.isCancelled {
            do {
                let counter = try await node.store.changeCounter()
                if counter != seen {
                    // The first time too: something may have changed since the node was opened.
                    try await follow()
                    seen = counter
                }
            } catch is CancellationError {
                break
            } catch {
                log.warning("following the store's changes failed; trying again", metadata: ["error": "\(error)"])
            }
            // An announcement is followed whatever the counter says.
            if await node.store.waitForChange(upTo: interval) { seen = nil }
        }
    }

    /// Follows the store now, changed or not.
    public func follow() async throws {
        try await node.plugins.reconcile()
        onChange()
    }
}
