private import Synchronization

/// Something that a transaction has changed, for those in this process who keep in memory what they read of the store:
/// ``Transaction/tell(_:)``.
public protocol CommitNews: Sendable {}

/// Those in this process who are told what its own transactions have committed, one list for each store.
public final class CommitListeners: Sendable {
    public typealias Listener = @Sendable ([any CommitNews]) -> Void

    private let listeners = Mutex<[Listener]>([])

    public init() {}

    /// - Parameter listener: is called after each commit that has news, on the engine's thread, before the caller of `write`
    ///   is answered; it must be short. It is kept for as long as the store is.
    public func add(_ listener: @escaping Listener) {
        listeners.withLock { $0.append(listener) }
    }

    /// For engines.
    package func tell(_ news: [any CommitNews]) {
        guard !news.isEmpty else { return }
        for listener in listeners.withLock({ $0 }) { listener(news) }
    }
}
